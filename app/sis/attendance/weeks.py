"""A term's attendance, week by week. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.sis.attendance.codes import Kind
from app.sis.attendance.daily import NONE, WHOLE
from app.sis.attendance.days import ONE_DAY, Part
from app.sis.attendance.totals import DayMissed


@dataclass(frozen=True)
class AttendanceWeek:
    """What was missed from a Monday on."""

    monday: date
    missed: Decimal  # days; a school activity is no absence
    times: int  # tardy, or left early
    classes: int = 0  # missed, those of whole days too; a school activity is no absence

    @property
    def is_full(self) -> bool:
        """Whether nothing was missed."""
        return not self.missed and not self.marks

    @property
    def marks(self) -> int:
        return self.times + self.classes


def weeks_of(
    term: Part, missed: Iterable[DayMissed], marks: Iterable[tuple[date, Kind | None]], classes: Iterable[date] = ()
) -> list[AttendanceWeek]:
    """Each week in which the term has days, in order. What lies outside the term counts in none, no day twice.

    `classes`: the day of each class missed.
    """
    by_day: dict[date, Decimal] = defaultdict(Decimal)
    for each in missed:
        if each.absent is not None and each.kind is not Kind.EXEMPT and term.covers(each.on):
            by_day[each.on] += each.absent
    by_week: dict[date, Decimal] = defaultdict(Decimal)
    for on, absent in by_day.items():
        by_week[_monday(on)] += min(absent, WHOLE)
    times = Counter(_monday(on) for on, kind in marks if kind in (Kind.TARDY, Kind.LEFT_EARLY) and term.covers(on))
    in_classes = Counter(_monday(on) for on in classes if term.covers(on))
    first, last = _monday(term.starts_on), _monday(term.ends_on - ONE_DAY)
    mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    return [AttendanceWeek(monday, by_week.get(monday, NONE), times[monday], in_classes[monday]) for monday in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
