"""What is on record of a student's attendance, and how a page looks at it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.database import Translated
from app.sis.attendance.codes import GRAVEST_FIRST, Code
from app.sis.attendance.days import WEEK, Month, Part, SchoolDays
from app.sis.attendance.totals import DayMissed, Totals, totals
from app.sis.attendance.verification import Standing
from app.sis.attendance.weeks import AttendanceWeek, weeks_of


@dataclass(frozen=True)
class Mark:
    """Something unlike "present": in a period, or (period empty) of the day."""

    on: date
    period: str
    code: Code  # that counts: the office's, else the teacher's
    standing: Standing
    settles_at: datetime  # wall time from which on a family should call
    by_teacher: Code | None = None  # where the office's says something else
    class_title: Translated | None = None
    absent: Decimal | None = None  # of the day, where it is kept by the day and the length is known
    reason: Translated | None = None


@dataclass(frozen=True)
class Entry:
    """The marks of one day that say the same: in these periods, or (none) so much of the day."""

    code: Code
    is_verified: bool
    periods: tuple[str, ...]
    absent: Decimal | None


@dataclass(frozen=True)
class OpenDay:
    """A day with marks that the office may still change."""

    on: date
    entries: tuple[Entry, ...]
    settles_at: datetime


@dataclass(frozen=True)
class Square:
    """A day of the calendar."""

    on: date
    has_school: bool
    is_enrolled: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Attendance:
    """What is on record in the days that were asked for."""

    days: SchoolDays
    marks: tuple[Mark, ...]  # newest day first, the periods of a day in order
    missed: tuple[DayMissed, ...]
    missed_whole: frozenset[date]  # the days on which every period was missed

    def within(self, part: Part) -> list[Mark]:
        return [mark for mark in self.marks if part.covers(mark.on)]

    def entries(self, on: date) -> tuple[Entry, ...]:
        """What a day shows: nothing where the student was present."""
        alike: dict[tuple[str, bool, bool], list[Mark]] = {}
        for mark in self.marks:
            if mark.on == on and mark.code.kind:
                key = mark.code.code, mark.standing is Standing.VERIFIED, not mark.period
                alike.setdefault(key, []).append(mark)
        if len(alike) == 1 and on in self.missed_whole:
            (marks,) = alike.values()
            return (Entry(marks[0].code, marks[0].standing is Standing.VERIFIED, (), Decimal(1)),)
        return tuple(
            Entry(same[0].code, is_verified, tuple(mark.period for mark in same if mark.period), same[0].absent)
            for (_, is_verified, _), same in alike.items()
        )

    def open_days(self) -> list[OpenDay]:
        """The days of which the office may still change something, newest first."""
        settling: dict[date, datetime] = {}
        for mark in self.marks:
            if mark.standing is Standing.OPEN:
                settling[mark.on] = max(settling.get(mark.on, mark.settles_at), mark.settles_at)
        return [OpenDay(on, self.entries(on), until) for on, until in settling.items()]

    def overdue(self) -> int:
        """How many marks the office has not verified in its time."""
        return sum(mark.standing is Standing.OVERDUE for mark in self.marks)

    def weeks(self, month: Month) -> list[list[Square | None]]:
        """A month as rows of Monday to Friday; Saturday and Sunday stand there if something is marked on one."""
        columns = max([WEEK, *(mark.on.weekday() + 1 for mark in self.within(month))])
        first = month.starts_on - timedelta(days=month.starts_on.weekday())
        rows = (first + timedelta(weeks=number) for number in range(6))
        weeks = [[self._square(monday + timedelta(days=n), month) for n in range(columns)] for monday in rows]
        return [week for week in weeks if any(week)]

    def _square(self, on: date, month: Month) -> Square | None:
        if not month.covers(on):
            return None
        return Square(on, self.days.has(on), self.days.is_enrolled(on), self.entries(on))

    def has_open(self, part: Part) -> bool:
        """Whether a mark of these days is not verified."""
        return any(mark.standing is not Standing.VERIFIED for mark in self.within(part))

    def has_periods(self, part: Part) -> bool:
        """Whether a mark of these days is of a class, not of the day."""
        return any(mark.period for mark in self.within(part))

    def periods(self, part: Part) -> set[str]:
        """The periods in which something is marked."""
        return {mark.period for mark in self.within(part)}

    def codes(self, month: Month) -> list[Code]:
        """The codes that a month's calendar shows, each once."""
        shown = [mark for mark in self.within(month) if mark.standing is Standing.VERIFIED and mark.code.kind]
        return sorted({mark.code.code: mark.code for mark in shown}.values(), key=lambda code: code.code)

    def by_week(self, term: Part) -> list[AttendanceWeek]:
        """A term week by week."""
        classes = [mark.on for mark in self.marks if mark.period and mark.code.kind in GRAVEST_FIRST]
        return weeks_of(term, self.missed, [(mark.on, mark.code.kind) for mark in self.marks], classes)

    def totals(self, term: Part, today: date) -> Totals:
        """What a term comes to so far; the percent is of the days before today, since today is not over."""
        return totals(
            [mark.code.kind for mark in self.within(term) if mark.code.kind],
            [each for each in self.missed if term.covers(each.on)],
            list(self.days.between(term.starts_on, min(today, term.ends_on))),
        )
