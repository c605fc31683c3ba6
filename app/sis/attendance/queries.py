"""A student's attendance, ready to show."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN

from app.database import Translated, statement
from app.sis.access.queries import Child
from app.sis.attendance.codes import Code
from app.sis.attendance.days import ONE_DAY, Part, SchoolDays, Stay
from app.sis.attendance.models import (
    FROM_PERIODS,
    AttendanceCode,
    DailyAttendance,
    Excuse,
    PeriodAttendance,
    Status,
)
from app.sis.attendance.record import Attendance, Mark
from app.sis.attendance.totals import DayMissed
from app.sis.attendance.verification import settles_at, standing
from app.sis.courses.models import Course, Section
from app.sis.courses.queries import title_of
from app.sis.enrollment.models import Enrollment
from app.sis.schedule.queries import period_order
from app.sis.schools.models import CalendarDay, School
from app.sis.schools.queries import Year

CODE = (AttendanceCode.code, AttendanceCode.title, AttendanceCode.status, AttendanceCode.excuse)


def codes_of(school_ids: Collection[int]) -> tuple[Code, ...]:
    """The district's codes and those of these schools, which go before them; in alphabetical order. One read."""
    rows = _codes(list(school_ids))
    found = {row.code: Code(row.code, row.title, Status(row.status), Excuse(row.excuse)) for row in rows}
    return tuple(found[code] for code in sorted(found))


@statement
def _codes(school_ids: list[int]) -> Any:
    """The district's first."""
    return (
        AttendanceCode.select(*CODE)
        .where(AttendanceCode.school.is_null() | AttendanceCode.school.in_(school_ids))
        .order_by(AttendanceCode.school.is_null(False), AttendanceCode.id)
    )


def attendance(child: Child, year: Year, now: datetime, *parts: Part) -> Attendance:
    """A student's attendance in these parts of a year; `now` is wall time. Three reads."""
    days = _school_days(child, year)
    marks = [*_marks_in_classes(child, days, now, parts)]
    missed, missed_whole = [], set()
    for row in _day_marks(child.id, *_bounds(parts)):  # derived results included
        code = Code(row.code, row.title, Status(row.status), Excuse(row.excuse))
        if code.kind:
            missed.append(DayMissed(row.day_on, code.kind, row.absent))
        if row.source != FROM_PERIODS:
            marks.append(_mark(row, days, now, code, absent=row.absent, reason=Translated({"en": row.reason})))
        elif row.minutes_absent == row.minutes_scheduled:
            missed_whole.add(row.day_on)
    in_order = sorted(marks, key=lambda mark: (-mark.on.toordinal(), period_order(mark.period)))
    return Attendance(days, tuple(in_order), tuple(missed), frozenset(missed_whole))


def _school_days(child: Child, year: Year) -> SchoolDays:
    """The student's enrollments in a year, each with its school's calendar. One read."""
    stays: dict[int, Stay] = {}
    for row in _stays(child.id, year.span.starts_on, year.span.ends_on):
        stay = stays.setdefault(row.id, Stay(row.entry_on, row.exit_on, {}))
        if row.day_on:
            stay.special[row.day_on] = row.in_session  # the district's first: the school's own goes before it
    return SchoolDays(year.span, tuple(stays.values()))


@statement
def _stays(student_id: int, from_on: date, until_on: date) -> Any:
    unlike = (
        (CalendarDay.school.is_null() | (CalendarDay.school == Enrollment.school))
        & (CalendarDay.day_on >= from_on)
        & (CalendarDay.day_on < until_on)
    )
    return (
        Enrollment.select(
            Enrollment.id, Enrollment.entry_on, Enrollment.exit_on, CalendarDay.day_on, CalendarDay.in_session
        )
        .join(CalendarDay, JOIN.LEFT_OUTER, on=unlike)
        .where(
            (Enrollment.student == student_id)
            & Enrollment.withdrawn_at.is_null()
            & (Enrollment.entry_on < until_on)
            & (Enrollment.exit_on.is_null() | (Enrollment.exit_on > from_on))
        )
        .order_by(Enrollment.entry_on.desc(), Enrollment.id.desc(), CalendarDay.school.is_null(False))
    )


def _marks_in_classes(child: Child, days: SchoolDays, now: datetime, parts: Sequence[Part]) -> Iterator[Mark]:
    """The marks of classes. One read."""
    for row in _class_marks(child.id, *_bounds(parts)):
        by_teacher = code = Code(row.code, row.title, Status(row.status), Excuse(row.excuse))
        if row.office_code:
            code = Code(row.office_code, row.office_title, Status(row.office_status), Excuse(row.office_excuse))
        yield _mark(
            row,
            days,
            now,
            code,
            period=row.period,
            by_teacher=by_teacher if code.contradicts(by_teacher) else None,
            class_title=title_of(row.class_title, row.course_title),
        )


@statement
def _class_marks(student_id: int, starts: list[date], ends: list[date]) -> Any:
    office = AttendanceCode.alias()
    return (
        PeriodAttendance.select(
            PeriodAttendance.day_on,
            PeriodAttendance.period,
            PeriodAttendance.verified_at,
            Section.title.alias("class_title"),
            Course.title.alias("course_title"),
            School.days_to_verify,
            School.verified_by,
            *CODE,
            office.code.alias("office_code"),
            office.title.alias("office_title"),
            office.status.alias("office_status"),
            office.excuse.alias("office_excuse"),
        )
        .join(Section)
        .join(Course)
        .join_from(Section, School)
        .join_from(PeriodAttendance, AttendanceCode, on=PeriodAttendance.code == AttendanceCode.id)
        .join_from(PeriodAttendance, office, JOIN.LEFT_OUTER, on=PeriodAttendance.office_code == office.id)
        .where((PeriodAttendance.student == student_id) & _in(PeriodAttendance.day_on, starts, ends))
    )


@statement
def _day_marks(student_id: int, starts: list[date], ends: list[date]) -> Any:
    return (
        DailyAttendance.select(
            DailyAttendance.day_on,
            DailyAttendance.absent,
            DailyAttendance.reason,
            DailyAttendance.source,
            DailyAttendance.verified_at,
            DailyAttendance.minutes_absent,
            DailyAttendance.minutes_scheduled,
            School.days_to_verify,
            School.verified_by,
            *CODE,
        )
        .join(School)
        .join_from(DailyAttendance, AttendanceCode)
        .where((DailyAttendance.student == student_id) & _in(DailyAttendance.day_on, starts, ends))
        .order_by(DailyAttendance.day_on, AttendanceCode.code)
    )


def _bounds(parts: Sequence[Part]) -> tuple[list[date], list[date]]:
    return [part.starts_on for part in parts], [part.ends_on for part in parts]


def _in(column: Any, starts: list[date], ends: list[date]) -> Any:
    """The condition that a day lies in one of these parts."""
    return reduce(or_, [(column >= first) & (column < end) for first, end in zip(starts, ends, strict=True)])


def _mark(row: Any, days: SchoolDays, now: datetime, code: Code, period: str = "", **said: Any) -> Mark:
    after = days.between(row.day_on + ONE_DAY, days.year.ends_on)
    until = settles_at(row.day_on, after, row.days_to_verify, row.verified_by)
    is_verified = row.verified_at is not None
    return Mark(row.day_on, period, code, standing(is_verified, until, now), until, **said)
