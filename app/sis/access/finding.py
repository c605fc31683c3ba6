"""Students as the staff of a school find them: by name, number or contact, and who turns 18."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from peewee import Value

from app import clock
from app.database import named, tuples
from app.sis.access.queries import eighteen_years_before, not_own
from app.sis.access.roles import MAY_OPEN, RoleInForce, at, schools_of
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, Student, StudentContact
from app.sis.people.names import searchable, typed
from app.sis.people.queries import name_has
from app.sis.schools.models import School

AT_MOST = 50  # students in one answer


@dataclass(frozen=True)
class Found:
    """A student who was looked for; `contacts`: those of their contacts whose names were meant."""

    key: str
    name: str
    number: str
    grade_level: str
    school: str
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """What a search found, by family name; `is_cut`: there are more."""

    students: tuple[Found, ...]
    is_cut: bool


def find_students(text: str, person_id: int, roles: tuple[RoleInForce, ...], role: str) -> Search:
    """The students of the schools where somebody has this role, whom they mean by `text`.

    Every word of it must stand in the student's name or in one contact's, in any order, with or without accents; or it
    is the student's number. Contacts are searched and named where the role opens the household; withdrawn ones never.
    Nobody finds a child of their own. Two reads. Raises Refused("search_empty") where there is no word.
    """
    contact: Any = Person.alias()
    named_so = (
        StudentContact.select(StudentContact.student)
        .join(contact, on=StudentContact.contact == contact.id)
        .where(_is_searched(role) & name_has(text, contact))
    )
    meant = name_has(text) | (Person.number == typed(text)) | Student.person.in_(named_so)
    rows = list(named(_students(person_id, schools_of(roles, role), meant).limit(AT_MOST + 1)))
    shown = [list(of_one) for _, of_one in groupby(rows[:AT_MOST], attrgetter("id"))]
    contacts = _contacts_named(text, [of_one[0].id for of_one in shown], role)
    found = [
        Found(
            key=of_one[0].key,
            name=_name(of_one[0]),
            number=of_one[0].number or "",
            grade_level=of_one[0].grade_level,
            school=", ".join(sorted({row.school_name for row in of_one})),
            contacts=tuple(contacts[of_one[0].id]),
        )
        for of_one in shown
    ]
    return Search(tuple(sorted(found, key=lambda each: searchable(each.name))), len(rows) > AT_MOST)


@dataclass(frozen=True)
class Birthday:
    """A student who turns 18 on this day."""

    key: str
    name: str
    school: str
    on: date


def turning_18(person_id: int, schools: list[int] | None) -> tuple[Birthday, ...]:
    """The students of these schools (None: all) who turn 18 this month, in the order of the days. One read."""
    today = clock.today()
    first = today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    after, until = eighteen_years_before(first - timedelta(days=1)), eighteen_years_before(last)
    born = (Person.birth_on > after) & (Person.birth_on <= until)
    found = {
        row.id: Birthday(row.key, _name(row), row.school_name, _birthday(row.birth_on, first.year))
        for row in named(_students(person_id, schools, born))
    }
    return tuple(sorted(found.values(), key=lambda each: (each.on, searchable(each.name))))


def _students(person_id: int, schools: list[int] | None, wanted: Any) -> Any:
    """The students under this condition who are at these schools, a row for each of their schools."""
    return (
        Student.select(
            Student.person.alias("id"),
            Student.key,
            Person.given_name,
            Person.middle_name,
            Person.family_name,
            Person.number,
            Person.birth_on,
            Enrollment.grade_level,
            School.name.alias("school_name"),
        )
        .join(Person)
        .join_from(Student, Enrollment)
        .join(School)
        .where(wanted, current(clock.today()), not_own(person_id), at(Enrollment.school, schools))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )


def _is_searched(role: str) -> Any:
    """The condition under which a contact is searched for this role."""
    return StudentContact.withdrawn_at.is_null() if "household" in MAY_OPEN[role] else Value(False)


def _contacts_named(text: str, student_ids: list[int], role: str) -> dict[int, list[str]]:
    """The contacts of these students whose names have all these words."""
    rows = (
        StudentContact.select(StudentContact.student, Person.given_name, Person.family_name)
        .join(Person)
        .where(StudentContact.student.in_(student_ids) & _is_searched(role) & name_has(text))
        .order_by(StudentContact.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for student_id, given, family in tuples(rows):
        found[student_id].append(f"{given} {family}")
    return found


def _name(row: Any) -> str:
    return f"{row.family_name}, {row.given_name} {row.middle_name}".strip()


def _birthday(birth_on: date, year: int) -> date:
    """The birthday in a year; who was born on February 29 has it on March 1."""
    try:
        return birth_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
