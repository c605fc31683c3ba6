"""The notices that concern a family today."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app import clock
from app.database import Translated, statement
from app.sis.access.queries import Child
from app.sis.announcements.models import Announcement
from app.sis.courses.models import Section, SectionEnrollment
from app.sis.courses.queries import on_roster
from app.sis.refused import Refused
from app.sis.schools.models import School
from app.sis.schools.queries import school_with_code


@dataclass(frozen=True)
class Notice:
    """An announcement; `school` is empty where it is the district's."""

    title: Translated
    body: Translated
    school: str


def notices_for(children: tuple[Child, ...]) -> tuple[Notice, ...]:
    """What the district, the schools, the grade levels and the classes of these students have to say now. One read."""
    places = {(child.school.id, child.grade_level) for child in children if child.school}
    return tuple(
        Notice(row.title, row.body, row.school or "")
        for row in _shown([child.id for child in children], clock.now(), clock.today())
        if (row.school_id is None and not row.grade_level)
        or any(row.school_id in (None, school) and row.grade_level in ("", grade) for school, grade in places)
    )


@statement
def _shown(student_ids: list[int], now: datetime, today: date) -> Any:
    seats = SectionEnrollment.select(SectionEnrollment.section).where(
        SectionEnrollment.student.in_(student_ids) & on_roster(today)
    )
    return (
        Announcement.select(
            Announcement.title,
            Announcement.body,
            Announcement.school.alias("school_id"),
            Announcement.grade_level,
            School.name.alias("school"),
        )
        .left_outer_join(School)
        .where(
            (Announcement.from_at <= now)
            & (Announcement.until_at > now)
            & (Announcement.section.is_null() | Announcement.section.in_(seats))
        )
        .order_by(Announcement.from_at.desc(), Announcement.id.desc())
    )


def find_audience(school_code: str | None, section_id: str | None) -> tuple[School | None, Section | None]:
    """The school with this code and the section with this sourcedId; Refused: no_school, no_section."""
    school = school_with_code(school_code) if school_code else None
    section = Section.get_or_none(Section.sourced_id == section_id) if section_id else None
    if section_id and section is None:
        raise Refused("no_section", id=section_id)
    return school, section


def shown_from(instant: datetime) -> tuple[Announcement, ...]:
    """The notices that are shown at an instant or later, in the order of their beginning. One read."""
    return tuple(Announcement.select().where(Announcement.until_at > instant).order_by(Announcement.from_at))


def find_notice(number: int) -> Announcement:
    """The notice with this number; Refused("no_announcement")."""
    announcement: Announcement | None = Announcement.get_or_none(Announcement.id == number)
    if announcement is None:
        raise Refused("no_announcement", number=number)
    return announcement
