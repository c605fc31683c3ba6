"""What becomes of marks: the result of each day. And the codes a district starts with."""

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any, NamedTuple

from peewee import chunked, fn

from app.database import named, transaction, tuples
from app.sis.attendance.codes import GRAVEST_FIRST, STARTING_CODES, TEACHERS_ENTER, Kind, kind_of
from app.sis.attendance.daily import HALVES, Step, day_result
from app.sis.attendance.models import FROM_PERIODS, AttendanceCode, DailyAttendance, DayCredit, PeriodAttendance
from app.sis.courses.models import Section, SectionEnrollment
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.queries import bells, special_days

BATCH = 500

StudentDay = tuple[int, date]


def lay_starting_codes() -> dict[str, int]:
    """The district's codes with those of the starting set that it lacks: their primary keys, by code."""
    there = {row.code: row.id for row in AttendanceCode.select().where(AttendanceCode.school.is_null())}
    for each in STARTING_CODES:
        if each.code not in there:
            there[each.code] = AttendanceCode.create(
                code=each.code,
                title=each.title,
                status=each.status,
                excuse=each.excuse,
                teachers_enter=each.code in TEACHERS_ENTER,
            ).id
    return there


def derive_days(school_id: int, from_on: date, until_on: date) -> int:
    """Make each student's results of the days in [from_on, until_on) from the marks in this school's classes.

    Earlier results made so are replaced; where a day stands on record by itself (the office's, an import's), that
    holds. A day counts as the gravest of its absences: unexcused, not decided, excused. Returns how many there are.
    """
    absences = _absences(school_id, from_on, until_on)
    meetings = _meetings(school_id, from_on, until_on)
    minutes = _minutes(school_id, sorted({on for _, on in absences}))
    steps = steps_of(school_id)
    rows = []
    for (student, on), missed in absences.items():
        own = {each.period: minutes[on].get(each.period, 0) for each in meetings[student] if each.is_on(on)}
        result = day_result(own, [each.period for each in missed], steps)
        if result is None:
            continue
        checked = [each.verified_at for each in missed if each.verified_at]
        rows.append(
            {
                "student": student,
                "school": school_id,
                "day_on": on,
                "code": min(missed, key=lambda each: GRAVEST_FIRST.index(each.kind)).code_id,
                "absent": result.absent,
                "minutes_absent": result.minutes_absent,
                "minutes_scheduled": result.minutes_scheduled,
                "source": FROM_PERIODS,
                "verified_at": max(checked) if len(checked) == len(missed) else None,
            }
        )
    here = (
        (DailyAttendance.school == school_id)
        & (DailyAttendance.day_on >= from_on)
        & (DailyAttendance.day_on < until_on)
    )
    with transaction():
        DailyAttendance.delete().where(here, DailyAttendance.source == FROM_PERIODS).execute()
        decided = set(tuples(DailyAttendance.select(DailyAttendance.student, DailyAttendance.day_on).where(here)))
        rows = [row for row in rows if (row["student"], row["day_on"]) not in decided]
        for batch in chunked(rows, BATCH):
            DailyAttendance.insert_many(batch).execute()
    return len(rows)


class _Absence(NamedTuple):
    period: str
    code_id: int  # the office's, else the teacher's
    kind: Kind
    verified_at: datetime | None


def _absences(school_id: int, from_on: date, until_on: date) -> dict[StudentDay, list[_Absence]]:
    """The absences in classes, by student and day. One read."""
    rows = (
        PeriodAttendance.select(
            PeriodAttendance.student.alias("student_id"),
            PeriodAttendance.day_on,
            PeriodAttendance.period,
            PeriodAttendance.verified_at,
            AttendanceCode.id.alias("code_id"),
            AttendanceCode.status,
            AttendanceCode.excuse,
        )
        .join(AttendanceCode, on=fn.COALESCE(PeriodAttendance.office_code, PeriodAttendance.code) == AttendanceCode.id)
        .join_from(PeriodAttendance, Section)
        .where(_marked(school_id, from_on, until_on))
    )
    found: dict[StudentDay, list[_Absence]] = defaultdict(list)
    for row in named(rows):
        kind = kind_of(row.status, row.excuse)
        if kind in GRAVEST_FIRST:
            found[row.student_id, row.day_on].append(_Absence(row.period, row.code_id, kind, row.verified_at))
    return found


def _marked(school_id: int, from_on: date, until_on: date) -> Any:
    return (Section.school == school_id) & (PeriodAttendance.day_on >= from_on) & (PeriodAttendance.day_on < until_on)


class _Meeting(NamedTuple):
    period: str
    weekday: int | None
    starts_on: date
    ends_on: date  # exclusive

    def is_on(self, day: date) -> bool:
        return self.weekday in (None, day.weekday()) and self.starts_on <= day < self.ends_on


def _meetings(school_id: int, from_on: date, until_on: date) -> dict[int, list[_Meeting]]:
    """When the students who have marks in these days have classes at this school. One read."""
    marked = _marked(school_id, from_on, until_on)
    students = PeriodAttendance.select(PeriodAttendance.student).join(Section).where(marked)
    rows = (
        SectionEnrollment.select(
            SectionEnrollment.student.alias("student_id"),
            SectionEnrollment.starts_on.alias("entered_on"),
            SectionEnrollment.ends_on.alias("left_on"),
            Section.starts_on.alias("begins_on"),
            Section.ends_on.alias("closes_on"),
            SectionMeeting.weekday,
            SectionMeeting.period,
        )
        .join(Section)
        .join(SectionMeeting)
        .where(
            (Section.school == school_id)
            & SectionEnrollment.student.in_(students)
            & SectionEnrollment.withdrawn_at.is_null()
            & Section.withdrawn_at.is_null()
        )
    )
    found: dict[int, list[_Meeting]] = defaultdict(list)
    for row in named(rows):
        entered, left = row.entered_on or row.begins_on, row.left_on or row.closes_on
        found[row.student_id].append(
            _Meeting(row.period, row.weekday, max(row.begins_on, entered), min(row.closes_on, left))
        )
    return found


def _minutes(school_id: int, days: list[date]) -> dict[date, dict[str, int]]:
    """How long each period lasts on these days: by the schedule the calendar names, else the weekday's usual one."""
    if not days:
        return {}
    rung = bells([school_id]).get(school_id, ())
    special = special_days([school_id], days[0], date.max)[school_id]
    found: dict[date, dict[str, int]] = {}
    for day in days:
        schedule = special[day].schedule if day in special else ""
        found[day] = defaultdict(int)
        for bell in rung:
            if bell.weekday == day.weekday() and (bell.schedule == schedule if schedule else bell.usual):
                found[day][bell.period] += _minute(bell.ends) - _minute(bell.starts)
    return found


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def steps_of(school_id: int) -> list[Step]:
    """What a day counts by its minutes at this school: its own thresholds, else the district's, else Wisconsin's."""
    rows = list(DayCredit.select().where(DayCredit.school.is_null() | (DayCredit.school == school_id)))
    own = [row for row in rows if row.school_id is not None]
    return [Step(row.at_least_percent, row.credit) for row in own or rows] or list(HALVES)
