"""Which school a student attends, from when."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from peewee import Database

from app import clock
from app.sis.enrollment.models import Enrollment
from app.sis.people.models import Person
from app.sis.schools.models import AcademicSession, School
from tests.oneroster.bundles import Bundle, numbers, said, session, user

TODAY = date(2026, 11, 24)
YEAR = date(2026, 9, 1)


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.stopped(datetime(day.year, day.month, day.day, 18)):
        yield


@pytest.fixture
def two_schools(bundle: Bundle) -> Bundle:
    bundle["orgs"].append({"sourcedId": "west", "name": "West High School", "type": "school", "identifier": "0451"})
    return bundle


def enrollments() -> list[tuple[Any, ...]]:
    rows = Enrollment.select().order_by(Enrollment.id)
    return [
        (row.school.sourced_id, row.grade_level, row.entry_on, row.exit_on, row.withdrawn_at is None) for row in rows
    ]


def test_a_student_is_enrolled_from_the_first_day_of_the_year(db: Database, bundle: Bundle) -> None:
    bundle.take()
    assert enrollments() == [("east", "10", YEAR, None, True)]
    assert Enrollment.get().school_year == AcademicSession.get(AcademicSession.sourced_id == "year")
    assert Enrollment.get().source == "oneroster"


def test_nobody_else_is(db: Database, bundle: Bundle) -> None:
    bundle.take()
    assert [row.student_id for row in Enrollment.select()] == [Person.get(Person.sourced_id == "ana").id]


@pytest.mark.parametrize(
    ("cell", "level"),
    [("9", "09"), ("09", "09"), ("K", "KG"), ("0", "KG"), ("Kindergarten", "KG"), ("kg", "KG"), ("PK", "PK"),
     ("12", "12"), ("10,11", "10"), ("", ""), ("other", "Other")],
)  # fmt: skip
def test_grade_levels(db: Database, bundle: Bundle, cell: str, level: str) -> None:
    bundle.row("users", "ana")["grades"] = cell
    bundle.take()
    assert enrollments() == [("east", level, YEAR, None, True)]


def test_a_new_grade_level_in_the_same_year(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle.row("users", "ana")["grades"] = "11"
    assert numbers(bundle.take(), "school enrollments") == (0, 1, 0, 0, 0)
    assert enrollments() == [("east", "11", YEAR, None, True)]


def test_another_school_is_a_move_today(db: Database, two_schools: Bundle) -> None:
    two_schools.take()
    two_schools.row("users", "ana")["orgSourcedIds"] = "west"
    two_schools.take()
    assert enrollments() == [("east", "10", YEAR, TODAY, True), ("west", "10", TODAY, None, True)]
    assert numbers(two_schools.take(), "school enrollments") == (0, 0, 1, 0, 0)


def test_a_move_taken_back_on_the_same_day_never_was(db: Database, two_schools: Bundle) -> None:
    two_schools.take()
    for school in ("west", "east"):
        two_schools.row("users", "ana")["orgSourcedIds"] = school
        two_schools.take()
    assert enrollments() == [("east", "10", YEAR, None, True), ("west", "10", TODAY, TODAY, False)]


def test_a_return_weeks_later_is_a_new_enrollment(db: Database, two_schools: Bundle) -> None:
    two_schools.take()
    two_schools.row("users", "ana")["orgSourcedIds"] = "west"
    two_schools.take()
    two_schools.row("users", "ana")["orgSourcedIds"] = "east"
    back = date(2026, 12, 8)
    with on(back):
        two_schools.take()
    assert enrollments() == [
        ("east", "10", YEAR, TODAY, True),
        ("west", "10", TODAY, back, True),
        ("east", "10", back, None, True),
    ]


def test_who_is_gone_has_left_today(db: Database, bundle: Bundle) -> None:
    bundle.take()
    ana = bundle.row("users", "ana")
    ana["status"] = "tobedeleted"
    report = bundle.take(valid_rows=True)
    assert numbers(report, "school enrollments") == (0, 0, 0, 1, 0)
    assert enrollments() == [("east", "10", YEAR, TODAY, True)]
    ana["status"] = ""
    bundle.take()
    assert enrollments() == [("east", "10", YEAR, None, True)]


def test_a_user_who_is_no_student_any_more_has_left(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle.row("users", "ana")["role"] = "teacher"
    bundle.take(valid_rows=True)
    assert enrollments() == [("east", "10", YEAR, TODAY, True)]


def test_a_new_year_ends_the_old_enrollment_with_the_old_year(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle["academicSessions"].append(
        session("next", "schoolYear", "2027-09-01", "2028-06-10") | {"schoolYear": "2028"}
    )
    bundle.row("users", "ana")["grades"] = "11"
    assert numbers(bundle.take(), "school enrollments") == (0, 1, 0, 0, 0)  # the next year has not begun
    with on(date(2027, 9, 6)):
        bundle.take()
        assert numbers(bundle.take(), "school enrollments") == (0, 0, 1, 0, 0)
    assert enrollments() == [
        ("east", "11", YEAR, date(2027, 6, 12), True),
        ("east", "11", date(2027, 9, 1), None, True),
    ]


def test_a_year_with_a_new_name_is_the_same_year(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle.row("academicSessions", "year")["sourcedId"] = "renamed"
    bundle.row("academicSessions", "fall")["parentSourcedId"] = "renamed"
    assert numbers(bundle.take(), "school enrollments") == (0, 1, 0, 0, 0)
    assert Enrollment.get().school_year == AcademicSession.get(AcademicSession.sourced_id == "renamed")


def test_two_schools_at_once(db: Database, two_schools: Bundle) -> None:
    two_schools.row("users", "ana")["orgSourcedIds"] = "east,west"
    two_schools.take()
    assert [row[0] for row in enrollments()] == ["east", "west"]


def test_what_the_office_entered_stays(db: Database, two_schools: Bundle) -> None:
    two_schools.take()
    Enrollment.update(source="office", grade_level="09", school=School.get(School.sourced_id == "west")).execute()
    assert numbers(two_schools.take(), "school enrollments") == (1, 0, 0, 0, 0)
    assert enrollments()[0] == ("west", "09", YEAR, None, True)


def test_a_department_is_no_school_to_be_enrolled_in(db: Database, bundle: Bundle) -> None:
    bundle["users"].append(user("luis", "student", orgSourcedIds="four-lakes"))
    report = bundle.take()
    assert "orgSourcedIds of a student names no school: enrolled in none (1: line 5)" in said(report)
    assert len(enrollments()) == 1


def test_without_a_school_year_nobody_is_enrolled(db: Database, bundle: Bundle) -> None:
    bundle.row("academicSessions", "year")["type"] = "term"
    assert "there is no school year on record: no student is enrolled in a school" in said(bundle.take())
    assert enrollments() == []
