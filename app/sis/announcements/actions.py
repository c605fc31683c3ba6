"""Entering and ending announcements."""

from datetime import datetime

from app import clock
from app.database import Translated
from app.sis.actor import Actor
from app.sis.announcements.models import Announcement
from app.sis.audit.actions import audited
from app.sis.courses.models import Section
from app.sis.enrollment.grade_levels import token_of
from app.sis.refused import Refused
from app.sis.schools.models import School


def announce(
    title: Translated,
    body: Translated,
    until_at: datetime,
    *,
    by: Actor,
    from_at: datetime | None = None,
    school: School | None = None,
    grade_level: str = "",
    section: Section | None = None,
) -> Announcement:
    """Publish a notice in every language of its words, to a grade level as people write it.

    Raises Refused: announcement_empty, announcement_over, no_grade_level.
    """
    from_at = from_at or clock.now()
    for words in (title, body):
        if not words or not all(text.strip() for text in words.values()):
            raise Refused("announcement_empty")
    if until_at <= max(from_at, clock.now()):
        raise Refused("announcement_over", field="until")
    level = token_of(grade_level) if grade_level else ""
    if level is None:
        raise Refused("no_grade_level", field="grade", level=grade_level)
    with audited("announcement.published", by, title=title.read("en").text):
        announcement: Announcement = Announcement.create(
            title=title,
            body=body,
            from_at=from_at,
            until_at=until_at,
            school=school,
            grade_level=level,
            section=section,
        )
        return announcement


def withdraw(announcement: Announcement, *, by: Actor) -> None:
    """Take a notice down now."""
    with audited("announcement.withdrawn", by, title=announcement.title.read("en").text):
        Announcement.update(until_at=clock.now()).where(Announcement.id == announcement.id).execute()
