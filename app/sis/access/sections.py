"""Which sections are a teacher's today, or a substitute's, and who sits in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app import clock
from app.database import Translated, named
from app.sis.access.models import Role, SubstitutePass
from app.sis.access.queries import not_own
from app.sis.access.roles import RoleInForce, at, schools_of
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.courses.queries import on_roster, title_of
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, Student
from app.sis.people.names import searchable
from app.sis.schools.models import School

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Taught:
    """A section as somebody teaches it, in [starts_on, ends_on). `by_pass`: as a substitute, who sees no grades."""

    id: int
    key: str
    title: Translated
    room: str
    school_id: int
    school_name: str
    begins_on: date  # the section itself
    starts_on: date  # with this teacher
    ends_on: date
    by_pass: bool

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    @property
    def last_on(self) -> date:
        return self.ends_on - ONE_DAY


@dataclass(frozen=True)
class Pupil:
    """Somebody on a roster today. `is_own`: the teacher's own child, whose record opens to a guardian only."""

    key: str
    name: str
    number: str
    grade_level: str
    entered_on: date | None  # where they came after the section began
    left_on: date | None  # exclusive; where it is set already
    is_own: bool

    @property
    def last_on(self) -> date | None:
        return self.left_on and self.left_on - ONE_DAY


def sections_of(person_id: int, roles: tuple[RoleInForce, ...], from_on: date, until_on: date) -> tuple[Taught, ...]:
    """The sections that this person teaches in [from_on, until_on), and those of their passes. Two reads.

    A teacher needs both: the role at the section's school, in force today, and the section. A pass stands by itself,
    at any school; of passes only those that are not over.
    """
    found = {taught.id: taught for taught in _taught(person_id, roles, from_on, until_on)}
    for taught in _passed(person_id, from_on, until_on):
        found.setdefault(taught.id, taught)
    return tuple(found.values())


def section_today(person_id: int, roles: tuple[RoleInForce, ...], key: str) -> Taught | None:
    """The section with this key if it is theirs today. Two reads."""
    today = clock.today()
    return next((each for each in sections_of(person_id, roles, today, today + ONE_DAY) if each.key == key), None)


def roster(section: Taught, person_id: int) -> tuple[Pupil, ...]:
    """Who is on the roster today and still at school, by family name. One read."""
    today = clock.today()
    rows = (
        SectionEnrollment.select(
            Student.key,
            Person.given_name,
            Person.family_name,
            Person.number,
            Enrollment.grade_level,
            SectionEnrollment.starts_on,
            SectionEnrollment.ends_on,
            not_own(person_id).alias("is_stranger"),
        )
        .join(Student)
        .join(Person)
        .join_from(Student, Enrollment, on=(Enrollment.student == Student.person) & current(today))
        .where((SectionEnrollment.section == section.id) & on_roster(today))
        .order_by(Person.id)
    )
    pupils = {
        row.key: Pupil(
            key=row.key,
            name=f"{row.family_name}, {row.given_name}",
            number=row.number or "",
            grade_level=row.grade_level,
            entered_on=row.starts_on if row.starts_on and row.starts_on > section.begins_on else None,
            left_on=row.ends_on,
            is_own=not row.is_stranger,
        )
        for row in named(rows)
    }
    return tuple(sorted(pupils.values(), key=lambda each: searchable(each.name)))


def roster_ids(section: Taught) -> list[int]:
    """The students whom `roster` lists, by id. One read."""
    today = clock.today()
    rows = (
        SectionEnrollment.select(SectionEnrollment.student)
        .join(Enrollment, on=(Enrollment.student == SectionEnrollment.student) & current(today))
        .where((SectionEnrollment.section == section.id) & on_roster(today))
        .distinct()
    )
    return [row.student for row in named(rows)]


def _taught(person_id: int, roles: tuple[RoleInForce, ...], from_on: date, until_on: date) -> Iterator[Taught]:
    schools = schools_of(roles, Role.TEACHER)
    rows = (
        SectionTeacher.select(*_columns(SectionTeacher))
        .join(Section)
        .join(Course)
        .join_from(Section, School)
        .where(
            (SectionTeacher.teacher == person_id)
            & SectionTeacher.withdrawn_at.is_null()
            & _held(from_on, until_on)
            & at(Section.school, schools)
        )
        .order_by(Section.starts_on, Section.id)
    )
    return (each for each in map(_row, named(rows)) if each.starts_on < until_on and each.ends_on > from_on)


def _passed(person_id: int, from_on: date, until_on: date) -> Iterator[Taught]:
    rows = (
        SubstitutePass.select(*_columns(SubstitutePass))
        .join(Section)
        .join(Course)
        .join_from(Section, School)
        .where(
            (SubstitutePass.person == person_id) & (SubstitutePass.ends_on > clock.today()) & _held(from_on, until_on)
        )
        .order_by(SubstitutePass.starts_on, Section.id)
    )
    found = (replace(_row(row), by_pass=True) for row in named(rows))
    return (each for each in found if each.starts_on < until_on and each.ends_on > from_on)


def _held(from_on: date, until_on: date) -> Any:
    return Section.withdrawn_at.is_null() & (Section.starts_on < until_on) & (Section.ends_on > from_on)


def _columns(holder: Any) -> tuple[Any, ...]:
    """Of a section, and from when to when somebody holds it."""
    return (
        Section.id,
        Section.key,
        Section.title,
        Course.title.alias("course"),
        Section.room,
        School.id.alias("school_id"),
        School.name.alias("school_name"),
        Section.starts_on.alias("begins_on"),
        Section.ends_on.alias("closes_on"),
        holder.starts_on.alias("from_on"),
        holder.ends_on.alias("until_on"),
    )


def _row(row: Any) -> Taught:
    return Taught(
        id=row.id,
        key=row.key,
        title=title_of(row.title, row.course),
        room=row.room,
        school_id=row.school_id,
        school_name=row.school_name,
        begins_on=row.begins_on,
        starts_on=max(row.begins_on, row.from_on or row.begins_on),
        ends_on=min(row.closes_on, row.until_on or row.closes_on),
        by_pass=False,
    )
