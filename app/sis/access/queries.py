"""Whom a viewer may see, from the database on every request."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from peewee import JOIN

from app import clock
from app.database import named
from app.sis.access.models import RecordsRight
from app.sis.access.rights import in_force
from app.sis.enrollment.models import Enrollment
from app.sis.people.models import Person, Student, StudentContact
from app.sis.schools.models import PortalWindow, School


@dataclass(frozen=True)
class SchoolOfChild:
    id: int
    name: str
    phone: str
    attendance_phone: str
    spanish_phone: str


@dataclass(frozen=True)
class Window:
    """The dates between which the portal shows a grade level. `closes_on` is exclusive."""

    opens_on: date
    closes_on: date

    @property
    def last_on(self) -> date:
        return self.closes_on - timedelta(days=1)

    def is_open(self, today: date) -> bool:
        return self.opens_on <= today < self.closes_on


@dataclass(frozen=True)
class Child:
    """A student whom the viewer may see: their own child, or themselves."""

    id: int
    key: str
    given_name: str
    full_name: str
    is_self: bool
    grade_level: str
    school: SchoolOfChild | None  # none: not enrolled anywhere yet
    school_year_id: int | None
    begins_on: date | None  # the first day at this school
    is_open: bool  # whether the portal's window is
    window: Window | None  # the one that is open, else the next, else the last; none where the portal is always open


def students_of(person_id: int) -> tuple[Child, ...]:
    """The students this person may see today, oldest first: those whose records they have a right to, and themselves.

    A student who has left every school is no longer seen here (FIELD: the portal is open for a student's school and
    grade level; there is none). One read.
    """
    today = clock.today()
    rights = (
        StudentContact.select(StudentContact.student)
        .join(RecordsRight)
        .where((StudentContact.contact == person_id) & in_force(today))
    )
    grade_levels = PortalWindow.grade_level.in_(("", Enrollment.grade_level))
    rows = (
        Student.select(
            Student.person.alias("id"),
            Student.key,
            Person.given_name,
            Person.family_name,
            Enrollment.id.alias("enrollment_id"),
            Enrollment.grade_level,
            Enrollment.school_year.alias("school_year_id"),
            Enrollment.entry_on,
            Enrollment.exit_on,
            School.id.alias("school_id"),
            School.name,
            School.phone,
            School.attendance_phone,
            School.spanish_phone,
            PortalWindow.opens_on,
            PortalWindow.closes_on,
        )
        .join(Person)
        .join_from(Student, Enrollment, JOIN.LEFT_OUTER, on=_enrolled_in())
        .join(School, JOIN.LEFT_OUTER)
        .join(PortalWindow, JOIN.LEFT_OUTER, on=(PortalWindow.school == School.id) & grade_levels)
        .where(Student.person.in_(rights) | (Student.person == person_id))
        .order_by(Person.birth_on, Student.person)
    )
    seen = (_child(list(of_one), person_id, today) for _, of_one in groupby(named(rows), attrgetter("id")))
    return tuple(child for child in seen if child is not None)


def has_records_right(person_id: int) -> bool:
    """Whether this person has a right in force to any student's records."""
    rights = (
        RecordsRight.select().join(StudentContact).where(StudentContact.contact == person_id, in_force(clock.today()))
    )
    return bool(rights.exists())


def _enrolled_in() -> Any:
    return (Enrollment.student == Student.person) & Enrollment.withdrawn_at.is_null()


def _child(rows: list[Any], person_id: int, today: date) -> Child | None:
    """One student from the rows of their enrollments and those schools' windows; None when they have left."""
    first = rows[0]
    enrolled = [row for row in rows if row.enrollment_id and (row.exit_on is None or row.exit_on > today)]
    if first.enrollment_id and not enrolled:
        return None
    begun = [row for row in enrolled if row.entry_on <= today]
    if begun:
        first = max(begun, key=attrgetter("entry_on"))
    elif enrolled:
        first = min(enrolled, key=attrgetter("entry_on"))
    windows = [
        Window(row.opens_on, row.closes_on) for row in rows if row.enrollment_id == first.enrollment_id and row.opens_on
    ]
    windows.sort(key=attrgetter("closes_on"))
    window = next((each for each in windows if each.closes_on > today), windows[-1] if windows else None)
    return Child(
        id=first.id,
        key=first.key,
        given_name=first.given_name,
        full_name=f"{first.given_name} {first.family_name}",
        is_self=first.id == person_id,
        grade_level=first.grade_level or "",
        school=first.school_id
        and SchoolOfChild(first.school_id, first.name, first.phone, first.attendance_phone, first.spanish_phone),
        school_year_id=first.school_year_id,
        begins_on=first.entry_on,
        is_open=window is None or window.is_open(today),
        window=window,
    )
