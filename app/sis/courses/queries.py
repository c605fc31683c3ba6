"""Rosters, and who teaches."""

from datetime import date
from typing import Any

from app.database import Translated
from app.sis.courses.models import Section, SectionEnrollment, SectionTeacher


def title_of(own: Translated, course: Translated) -> Translated:
    """What a class is called: by its own title, else by its course's."""
    return own if any(own.values()) else course


def on_roster(today: date) -> Any:
    """The condition under which a SectionEnrollment row puts its student on the roster on that day."""
    return (
        SectionEnrollment.withdrawn_at.is_null()
        & (SectionEnrollment.starts_on.is_null() | (SectionEnrollment.starts_on <= today))
        & (SectionEnrollment.ends_on.is_null() | (SectionEnrollment.ends_on > today))
    )


def teaches_on(today: date) -> Any:
    """The condition under which a SectionTeacher row, joined to its Section, names the one who is shown as its teacher.

    Of a section that has not begun it is who will begin it; of one that is over, whoever taught it: take the last.
    """
    return (
        SectionTeacher.is_primary
        & SectionTeacher.withdrawn_at.is_null()
        & (
            SectionTeacher.starts_on.is_null()
            | (SectionTeacher.starts_on <= today)
            | (SectionTeacher.starts_on <= Section.starts_on)
        )
        & (SectionTeacher.ends_on.is_null() | (SectionTeacher.ends_on > today) | (Section.ends_on <= today))
    )


def last_first(row: Any) -> tuple[Any, ...]:
    """Orders rows of SectionTeacher, say, by their end: those that are open, then the latest."""
    return row.ends_on.is_null().desc(), row.ends_on.desc(), row.id
