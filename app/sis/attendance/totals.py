"""What marks come to: how often, how many days, how much of the days at school. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.sis.attendance.codes import Kind
from app.sis.attendance.daily import NONE, WHOLE

ALWAYS_SHOWN = (Kind.EXCUSED, Kind.UNEXCUSED, Kind.TARDY)


@dataclass(frozen=True)
class DayMissed:
    """How much of a day was missed, 0 to 1; None where that is not known."""

    on: date
    kind: Kind
    absent: Decimal | None


@dataclass(frozen=True)
class Total:
    kind: Kind
    times: int
    days: Decimal


@dataclass(frozen=True)
class Totals:
    """The totals of a term. The percent is of the school days that are over; those to come count for nothing."""

    kinds: tuple[Total, ...]
    school_days: int  # that are over
    absent: Decimal  # of them; a school activity is no absence
    unexcused_on: int  # days of which a part or all was missed without excuse
    unmeasured: int  # absences of a length that is not known: in no figure of days

    @property
    def percent_present(self) -> Decimal | None:
        """0 to 100; None before the first school day is over."""
        return (self.school_days - self.absent) * 100 / self.school_days if self.school_days else None


def totals(marks: Iterable[Kind], missed: Sequence[DayMissed], days_over: Collection[date]) -> Totals:
    """Count marks by kind, and days by kind and together. No day counts for more than one."""
    times = Counter(marks)
    by_kind: dict[Kind, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    by_day: dict[date, Decimal] = defaultdict(Decimal)
    for each in missed:
        if each.absent is not None:
            by_kind[each.kind][each.on] += each.absent
            if each.kind is not Kind.EXEMPT:
                by_day[each.on] += each.absent
    return Totals(
        kinds=tuple(
            Total(kind, times[kind], _days(by_kind[kind].values()))
            for kind in Kind
            if kind in ALWAYS_SHOWN or times[kind] or by_kind[kind]
        ),
        school_days=len(days_over),
        absent=_days(by_day[day] for day in days_over),
        unexcused_on=len({each.on for each in missed if each.kind is Kind.UNEXCUSED}),
        unmeasured=sum(each.absent is None and each.kind not in (Kind.TARDY, Kind.EXEMPT) for each in missed),
    )


def _days(parts: Iterable[Decimal]) -> Decimal:
    return sum((min(part, WHOLE) for part in parts), NONE)
