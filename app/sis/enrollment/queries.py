"""Where a student is."""

from datetime import date
from typing import Any

from peewee import fn

from app.sis.enrollment.models import Enrollment


def current(today: date) -> Any:
    """The condition under which an Enrollment row says where its student is on that day.

    It runs, or, where none of the student's runs (in summer, say), it is to begin. A student may be at two schools.
    """
    other: Any = Enrollment.alias()
    running = other.select(other.id).where(
        (other.student == Enrollment.student) & _is_not_over(other, today) & (other.entry_on <= today)
    )
    return _is_not_over(Enrollment, today) & ((Enrollment.entry_on <= today) | ~fn.EXISTS(running))


def _is_not_over(enrollment: Any, today: date) -> Any:
    return enrollment.withdrawn_at.is_null() & (enrollment.exit_on.is_null() | (enrollment.exit_on > today))
