"""The homerooms of a middle or high school, and who in them has an account: for printing first passwords.

A homeroom is a class that meets in the period HR. Students who sit in none are taken by grade level, in parts by name.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from peewee import JOIN

from app import clock
from app.database import Translated, named
from app.sis.access.queries import Child
from app.sis.accounts.models import Account
from app.sis.accounts.office import within
from app.sis.actor import Actor
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.courses.queries import on_roster, teaches_on, title_of
from app.sis.enrollment.grade_levels import FROM_6_UP
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, Student
from app.sis.people.names import searchable
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import School

Row = TypeVar("Row")
HOMEROOM = "HR"  # the period
PART = 30  # students of a grade level at once, at most, where there are no homerooms


@dataclass(frozen=True)
class Seated:
    """A student of a homeroom. Without an account the last four are empty."""

    id: int
    name: str
    grade_level: str
    account_id: int | None
    account_key: str
    username: str
    has_first_password: bool


@dataclass(frozen=True)
class Room:
    """A homeroom by its title, teacher and room."""

    key: str
    title: Translated
    teacher: str
    room: str


@dataclass(frozen=True)
class Homeroom:
    """Students whose slips are printed together; without a room they are the `part` of a grade level, from 1."""

    key: str
    room: Room | None
    grade_level: str
    part: int
    students: tuple[Seated, ...]

    @property
    def without_account(self) -> list[Seated]:
        return [each for each in self.students if each.account_id is None]

    @property
    def with_first_password(self) -> list[Seated]:
        return [each for each in self.students if each.has_first_password]


def homerooms(school: School, by: Actor) -> tuple[Homeroom, ...]:
    """The homerooms of a school, then its grade levels; empty at an elementary school. Three reads.

    Who is on the staff, too, is in the hands of the district and left out, and so is the clerk's own family.
    """
    seats = _seats(school)
    of_section: dict[int, list[Seated]] = defaultdict(list)
    of_grade: dict[str, list[Seated]] = defaultdict(list)
    for student in _students(school, by):
        section_id = seats.get(student.id)
        (of_grade[student.grade_level] if section_id is None else of_section[section_id]).append(student)
    return tuple(chain(_classes(of_section), _grade_levels(school, of_grade)))


def rooms_of_students(school: School) -> dict[int, Room]:
    """The homeroom of each student of a school, of whatever grade level, who sits in one. Two reads."""
    seats = _seats(school)
    rooms = {row.id: _room(row) for row in named(_sections(set(seats.values())))}
    return {student_id: rooms[section_id] for student_id, section_id in seats.items() if section_id in rooms}


def by_homeroom(
    school: School, students: Iterable[tuple[Child, Row]]
) -> list[tuple[Room | None, str, list[tuple[str, Row]]]]:
    """These students of a school with what stands beside each, by homeroom, else by grade level: the room, the grade
    level, and the students by name.

    A homeroom has the grade level of the first of them who sits in it. Two reads.
    """
    rooms = rooms_of_students(school)
    levels: dict[str, str] = {}
    found: dict[tuple[str, str], tuple[Room | None, str, list[tuple[str, Row]]]] = {}
    for child, row in students:
        room = rooms.get(child.id)
        level = levels.setdefault(room.key, child.grade_level) if room else child.grade_level
        found.setdefault((level, room.key if room else ""), (room, level, []))[2].append((child.full_name, row))
    return [(room, level, sorted(rows, key=lambda each: each[0])) for room, level, rows in found.values()]


def homeroom_with_key(key: str, by: Actor) -> tuple[School, Homeroom] | None:
    """The homeroom with this key, and its school. Four reads."""
    of_section = Section.select(Section.school).where(Section.key == key)
    school: School | None = School.get_or_none((School.key == key.partition("-")[0]) | School.id.in_(of_section))
    if school is None:
        return None
    return next(((school, each) for each in homerooms(school, by) if each.key == key), None)


def _students(school: School, by: Actor) -> Iterable[Seated]:
    rows = named(
        Student.select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Enrollment.grade_level,
            Account.id.alias("account_id"),
            Account.key.alias("account_key"),
            Account.username,
            Account.has_first_password,
        )
        .join(Person)
        .join_from(Student, Enrollment)
        .join_from(Person, Account, JOIN.LEFT_OUTER)
        .where(
            Enrollment.school == school,
            Enrollment.grade_level.in_(FROM_6_UP),
            current(clock.today()),
            within(Student.person, by, [school.id]),
        )
    )
    found = {
        row.id: Seated(
            id=row.id,
            name=f"{row.family_name}, {row.given_name}",
            grade_level=row.grade_level,
            account_id=row.account_id,
            account_key=row.account_key or "",
            username=row.username or "",
            has_first_password=bool(row.has_first_password),
        )
        for row in rows
    }
    return sorted(found.values(), key=lambda each: (searchable(each.name), each.id))


def _seats(school: School) -> dict[int, int]:
    """The homeroom in which each student of the school sits today, else in the first that is to begin."""
    today = clock.today()
    meets = SectionMeeting.select(SectionMeeting.section).where(SectionMeeting.period == HOMEROOM)
    rows = (
        SectionEnrollment.select(SectionEnrollment.student, SectionEnrollment.section)
        .join(Section)
        .where(
            Section.school == school,
            Section.withdrawn_at.is_null(),
            Section.ends_on > today,
            Section.id.in_(meets),
            on_roster(today),
        )
        .order_by(Section.starts_on.desc(), Section.id.desc())
    )
    return {row.student: row.section for row in named(rows)}


def _classes(of_section: dict[int, list[Seated]]) -> Iterable[Homeroom]:
    """The homerooms with these numbers, by grade level and teacher. One read."""
    rooms = {row.id: _room(row) for row in named(_sections(of_section))}
    found = [(room, _homeroom(room, of_section[id_])) for id_, room in rooms.items()]
    found.sort(key=lambda each: (each[1].grade_level, searchable(each[0].teacher), each[0].key))
    return [homeroom for _, homeroom in found]


def _sections(ids: Iterable[int]) -> Any:
    return (
        Section.select(
            Section.id,
            Section.key,
            Section.title,
            Course.title.alias("course"),
            Section.room,
            Person.given_name,
            Person.family_name,
        )
        .join(Course)
        .join_from(
            Section, SectionTeacher, JOIN.LEFT_OUTER,
            on=(SectionTeacher.section == Section.id) & teaches_on(clock.today()),
        )
        .join(Person, JOIN.LEFT_OUTER)
        .where(Section.id.in_(list(ids)))
        .order_by(SectionTeacher.id.desc())
    )  # fmt: skip


def _room(row: Any) -> Room:
    teacher = f"{row.given_name} {row.family_name}" if row.family_name else ""
    return Room(row.key, title_of(row.title, row.course), teacher, row.room)


def _homeroom(room: Room, students: list[Seated]) -> Homeroom:
    levels = {each.grade_level for each in students}
    return Homeroom(room.key, room, levels.pop() if len(levels) == 1 else "", 0, tuple(students))


def _grade_levels(school: School, of_grade: dict[str, list[Seated]]) -> Iterable[Homeroom]:
    for level, students in sorted(of_grade.items()):
        parts = -(-len(students) // PART)
        for part in range(parts):
            start, end = (len(students) * bound // parts for bound in (part, part + 1))
            yield Homeroom(f"{school.key}-{level}-{part + 1}", None, level, part + 1, tuple(students[start:end]))
