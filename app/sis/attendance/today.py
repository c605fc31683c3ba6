"""What is marked today, for Home."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from app.database import Translated, statement
from app.sis.attendance.models import AttendanceCode, DailyAttendance, PeriodAttendance, Status


@dataclass(frozen=True)
class Mark:
    """A mark of the day: in a period, or (period empty) for the day; until it is verified only its status counts."""

    period: str
    title: Translated
    status: Status
    verified: bool


def marks_on(day: date, student_ids: list[int]) -> dict[int, list[Mark]]:
    """The marks of a day that are not "present", by student; the office's word goes before the teacher's. Two reads."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    for row in _in_classes(day, student_ids):
        status = Status(row.office_status or row.status)
        if status != Status.PRESENT:
            title = _begun(row.office_title or row.title)
            marks[row.student_id].append(Mark(row.period, title, status, row.verified_at is not None))
    for row in _by_day(day, student_ids):
        if not marks[row.student_id]:
            marks[row.student_id].append(Mark("", _begun(row.title), Status(row.status), row.verified_at is not None))
    return marks


def _begun(title: Translated) -> Translated:
    """A code's title as a line begins with it."""
    return Translated({language: text[:1].upper() + text[1:] for language, text in title.items()})


@statement
def _in_classes(day: date, student_ids: list[int]) -> Any:
    office = AttendanceCode.alias()
    return (
        PeriodAttendance.select(
            PeriodAttendance.student.alias("student_id"),
            PeriodAttendance.period,
            PeriodAttendance.verified_at,
            AttendanceCode.title,
            AttendanceCode.status,
            office.title.alias("office_title"),
            office.status.alias("office_status"),
        )
        .join(AttendanceCode, on=PeriodAttendance.code == AttendanceCode.id)
        .join_from(PeriodAttendance, office, JOIN.LEFT_OUTER, on=PeriodAttendance.office_code == office.id)
        .where((PeriodAttendance.day_on == day) & PeriodAttendance.student.in_(student_ids))
        .order_by(PeriodAttendance.period)
    )


@statement
def _by_day(day: date, student_ids: list[int]) -> Any:
    return (
        DailyAttendance.select(
            DailyAttendance.student.alias("student_id"),
            DailyAttendance.verified_at,
            AttendanceCode.title,
            AttendanceCode.status,
        )
        .join(AttendanceCode)
        .where((DailyAttendance.day_on == day) & DailyAttendance.student.in_(student_ids))
    )
