"""Where a student is."""

from datetime import date
from typing import Any

from peewee import fn

from app import clock
from app.sis.enrollment.grade_levels import FROM_6_UP
from app.sis.enrollment.models import Enrollment
from app.sis.people.models import Student


def current(today: date) -> Any:
    """The condition under which an Enrollment row says where its student is on that day.

    It runs, or, where none of the student's runs (in summer, say), it is to begin. A student may be at two schools.
    """
    other: Any = Enrollment.alias()
    running = other.select(other.id).where(
        (other.student == Enrollment.student) & _is_not_over(other, today) & (other.entry_on <= today)
    )
    return _is_not_over(Enrollment, today) & ((Enrollment.entry_on <= today) | ~fn.EXISTS(running))


def may_have_account() -> Any:
    """The condition under which a Student row may have an account: today in grade 6 or above somewhere."""
    here = (Enrollment.student == Student.person) & current(clock.today())
    return fn.EXISTS(Enrollment.select(Enrollment.id).where(here & Enrollment.grade_level.in_(FROM_6_UP)))


def is_at(student_id: int, school_id: int) -> bool:
    """Whether a student is at a school today. One read."""
    there = (Enrollment.student == student_id) & (Enrollment.school == school_id)
    return bool(Enrollment.select().where(there, current(clock.today())).exists())


def _is_not_over(enrollment: Any, today: date) -> Any:
    return enrollment.withdrawn_at.is_null() & (enrollment.exit_on.is_null() | (enrollment.exit_on > today))
