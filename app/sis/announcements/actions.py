"""Entering and ending announcements."""

from datetime import datetime

from app import clock
from app.database import Translated
from app.sis.actor import Actor
from app.sis.announcements.models import Announcement
from app.sis.audit.actions import audited
from app.sis.courses.models import Section
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
    """Publish a notice in every language of its words. Raises Refused: announcement_empty, announcement_over."""
    from_at = from_at or clock.now()
    for words in (title, body):
        if not words or not all(text.strip() for text in words.values()):
            raise Refused("announcement_empty")
    if until_at <= max(from_at, clock.now()):
        raise Refused("announcement_over", field="until")
    with audited("announcement.published", by, title=title.read("en").text):
        announcement: Announcement = Announcement.create(
            title=title,
            body=body,
            from_at=from_at,
            until_at=until_at,
            school=school,
            grade_level=grade_level,
            section=section,
        )
        return announcement


def withdraw(announcement: Announcement, *, by: Actor) -> None:
    """Take a notice down now."""
    with audited("announcement.withdrawn", by, title=announcement.title.read("en").text):
        Announcement.update(until_at=clock.now()).where(Announcement.id == announcement.id).execute()
