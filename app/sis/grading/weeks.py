"""How a grade came about, week by week. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.sis.grading.calculation import Entry, Policy, calculate

SEVEN_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The grade at the end of a week, as the page showed it or would have shown it."""

    monday: date
    shown: Decimal  # percent, to one decimal


def by_week(policy: Policy, entries: Sequence[Entry], until: date, counts_from: date | None = None) -> tuple[Week, ...]:
    """The grade at the end of each week, from the first in which something counts to the week of `until`.

    When a score was entered is no matter: work belongs to the week in which it is due, at the latest to the last, so
    that the last week shows the grade of all of them. Raises ValueError as `calculate`.
    """
    weeks: list[Week] = []
    if not entries:
        return ()
    monday = _monday(min(min(entry.due_on for entry in entries), until))
    while monday <= until:
        is_last = monday + SEVEN_DAYS > until
        so_far = [entry for entry in entries if is_last or entry.due_on < monday + SEVEN_DAYS]
        shown = calculate(policy, so_far, (), counts_from).shown
        if shown is not None:
            weeks.append(Week(monday, shown))
        monday += SEVEN_DAYS
    return tuple(weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
