"""Whom a viewer may see, from the database on every request."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from peewee import JOIN

from app import clock
from app.database import statement
from app.sis.access import policy
from app.sis.access.models import AdultStudentRefusal, RecordsRight
from app.sis.access.rights import in_force
from app.sis.access.roles import RoleInForce, opened_by
from app.sis.actor import Actor
from app.sis.courses.models import SectionEnrollment
from app.sis.courses.queries import on_roster
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
    """A student whom the viewer may see: their own child, themselves, or one whom staff have opened."""

    id: int
    key: str
    given_name: str
    full_name: str
    birth_on: date | None
    grade_level: str
    school: SchoolOfChild | None  # none: not enrolled anywhere yet
    school_year_id: int | None
    begins_on: date | None  # the first day at this school
    is_open: bool  # whether the portal's window is
    window: Window | None  # the one that is open, else the next, else the last; none where the portal is always open
    is_self: bool = False
    has_refused: bool = False  # at 18, their parents' access, in writing
    school_ids: frozenset[int] = frozenset()  # every school they are at today, else to which they will go
    opens: frozenset[str] | None = None  # the categories that a viewer on the staff may open; None: child or self

    @property
    def is_own(self) -> bool:
        """Whether it is the viewer's child or the viewer, not somebody opened by staff."""
        return self.opens is None

    def is_adult(self, today: date) -> bool:
        return self.birth_on is not None and self.birth_on <= eighteen_years_before(today)

    def is_open_to_parents(self, today: date) -> bool:
        return not self.is_adult(today) or (policy.current().parents_of_adults and not self.has_refused)


def students_of(person_id: int) -> tuple[Child, ...]:
    """The students this person may see today, oldest first: those whose records they have a right to, and themselves.

    A student who has left every school is no longer seen here: the portal is open for a student's school and grade
    level, and there is none. At 18 the rights are the student's own (34 CFR 99.5): parents see on where the district
    lets parents of dependants, unless the student has refused in writing. One read.
    """
    today = clock.today()
    children = children_in(_of_person(person_id, today), today)
    return tuple(
        replace(child, is_self=child.id == person_id)
        for child in children
        if child.id == person_id or child.is_open_to_parents(today)
    )


def student_for_staff(person_id: int, roles: tuple[RoleInForce, ...], key: str, records: str) -> Child | None:
    """The student with this key if one of these roles opens this category of their record.

    Staff see a child of their own as a guardian only, never through a role. One read.
    """
    student = _opened_by_staff(_with_key(key, person_id), roles)
    return student if student and student.opens and records in student.opens else None


def student_on_roster(person_id: int, roles: tuple[RoleInForce, ...], section_id: int, key: str) -> Child | None:
    """The student with this key if they are on this section's roster today: for its teacher. One read."""
    return _opened_by_staff(_with_key_on_roster(key, person_id, section_id, clock.today()), roles)


def not_own(person_id: int) -> Any:
    """The condition that a Student row is neither this person nor anybody they have a tie to, of whatever kind."""
    ties = StudentContact.select(StudentContact.student).where(StudentContact.contact == person_id)
    return Student.person.not_in(ties) & (Student.person != person_id)


def not_family(person: Any, by: Actor) -> Any:
    """The condition that somebody is neither the clerk nor of their family: a child of theirs, or tied to one.

    Who works in an office leaves those to a colleague, the other parent first of all.
    """
    clerk, theirs = by.person_id or 0, StudentContact.alias()
    children = theirs.select(theirs.student).where(theirs.contact == clerk)
    family = StudentContact.select(StudentContact.contact).where(StudentContact.student.in_(children))
    return (person != clerk) & person.not_in(children) & person.not_in(family)


def _opened_by_staff(rows: list[Any], roles: tuple[RoleInForce, ...]) -> Child | None:
    student = next(iter(children_in(rows, clock.today())), None)
    if student is None or not student.school_ids:
        return None
    return replace(student, opens=opened_by(roles, student.school_ids), is_open=True)


def children_in(rows: list[Any], today: date) -> list[Child]:
    """The students in these rows with their school and its window, in their order."""
    seen = (_child(list(of_one), today) for _, of_one in groupby(rows, attrgetter("id")))
    return [child for child in seen if child is not None]


@statement
def _of_person(person_id: int, today: date) -> Any:
    rights = (
        StudentContact.select(StudentContact.student)
        .join(RecordsRight)
        .where((StudentContact.contact == person_id) & in_force(today))
    )
    themselves = Student.select(Student.person).where(Student.person == person_id)
    # One list: with an OR, PostgreSQL would read every student.
    return students_where(Student.person.in_(rights.union(themselves)))


@statement
def _with_key(key: str, but_of: int) -> Any:
    return students_where((Student.key == key) & not_own(but_of))


@statement
def _with_key_on_roster(key: str, but_of: int, section_id: int, today: date) -> Any:
    seats = SectionEnrollment.select(SectionEnrollment.student).where(
        SectionEnrollment.section == section_id, on_roster(today)
    )
    return students_where((Student.key == key) & Student.person.in_(seats) & not_own(but_of))


def students_where(wanted: Any) -> Any:
    """The query for students under a condition, a row for each of their enrollments and windows, oldest first."""
    grade_levels = PortalWindow.grade_level.in_(("", Enrollment.grade_level))
    refused = AdultStudentRefusal.student == Student.person
    return (
        Student.select(
            Student.person.alias("id"),
            Student.key,
            Person.given_name,
            Person.family_name,
            Person.birth_on,
            AdultStudentRefusal.id.alias("refusal_id"),
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
        .join_from(Student, AdultStudentRefusal, JOIN.LEFT_OUTER, on=refused)
        .join_from(Student, Enrollment, JOIN.LEFT_OUTER, on=_enrolled_in())
        .join(School, JOIN.LEFT_OUTER)
        .join(PortalWindow, JOIN.LEFT_OUTER, on=(PortalWindow.school == School.id) & grade_levels)
        .where(wanted)
        .order_by(Person.birth_on, Student.person)
    )


def eighteen_years_before(day: date) -> date:
    """Born on or before it, one is 18; who was born on February 29 is so on March 1."""
    try:
        return day.replace(year=day.year - 18)
    except ValueError:
        return day.replace(year=day.year - 18, day=28)


def has_records_right(person_id: int) -> bool:
    """Whether this person has a right in force to any student's records."""
    rights = (
        RecordsRight.select().join(StudentContact).where(StudentContact.contact == person_id, in_force(clock.today()))
    )
    return bool(rights.exists())


def _enrolled_in() -> Any:
    return (Enrollment.student == Student.person) & Enrollment.withdrawn_at.is_null()


def _child(rows: list[Any], today: date) -> Child | None:
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
        birth_on=first.birth_on,
        has_refused=first.refusal_id is not None,
        grade_level=first.grade_level or "",
        school=first.school_id
        and SchoolOfChild(first.school_id, first.name, first.phone, first.attendance_phone, first.spanish_phone),
        school_year_id=first.school_year_id,
        school_ids=frozenset(row.school_id for row in begun or enrolled),
        begins_on=first.entry_on,
        is_open=window is None or window.is_open(today),
        window=window,
    )
