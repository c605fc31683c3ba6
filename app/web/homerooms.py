"""What a homeroom is called."""

from flask_babel import gettext

from app.sis.schedule.homerooms import Room
from app.web.i18n import grade_level, plain_words


def called(room: Room | None, level: str, part: int = 0) -> str:
    """A homeroom by its title, teacher and room; where there is none the grade level, and which part of it."""
    if room is not None:
        return ", ".join(filter(None, (plain_words(room.title), room.teacher, room.room)))
    return gettext("%(level)s, part %(number)s", level=grade_level(level), number=part) if part else grade_level(level)
