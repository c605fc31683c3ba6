"""What a day counts: minutes present ÷ minutes scheduled, against thresholds that are each school's data. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

NONE, WHOLE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Step:
    """From this percent of its minutes upwards a day counts so much of a day."""

    at_least_percent: Decimal
    credit: Decimal


# Wisconsin counts to the half day.
HALVES = (Step(Decimal(66), WHOLE), Step(Decimal(33), Decimal("0.5")))
# Madison's elementary schools count in thirds. Of their 417 minutes, the 15 that are still a tardy leave 96 percent.
THIRDS = (Step(Decimal(96), WHOLE), Step(Decimal(66), Decimal("0.67")), Step(Decimal(33), Decimal("0.33")))


@dataclass(frozen=True)
class DayResult:
    """How much of a day a student missed, and the minutes that say so."""

    absent: Decimal  # of a day, 0 to 1
    minutes_absent: int
    minutes_scheduled: int


def day_credit(present: int, scheduled: int, steps: Iterable[Step]) -> Decimal | None:
    """What a day counts, 0 to 1; None where nothing was scheduled: that is no day.

    Both in minutes; raises ValueError unless 0 ≤ present ≤ scheduled. The steps may come in any order.
    """
    if not 0 <= present <= scheduled:
        raise ValueError(f"{present} of {scheduled} minutes")
    if not scheduled:
        return None
    reached = (step.credit for step in steps if present * 100 >= step.at_least_percent * scheduled)
    return max(reached, default=NONE)


def day_result(minutes: Mapping[str, int], absent_in: Collection[str], steps: Iterable[Step]) -> DayResult | None:
    """The day of a student whose periods last so many minutes and who was absent in some; None where none is scheduled.

    A tardy or an early leaving within a period keeps the period: its minutes are not known. A period without a bell
    has no minutes.
    """
    scheduled = sum(minutes.values())
    missed = sum(minutes.get(period, 0) for period in set(absent_in))
    credit = day_credit(scheduled - missed, scheduled, steps)
    return None if credit is None else DayResult(WHOLE - credit, missed, scheduled)
