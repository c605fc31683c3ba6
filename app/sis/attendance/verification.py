"""Until when a mark may still be changed by the attendance office, and from when on to call it. Pure.

All times are the district's wall times.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

FRIDAY = 4


class Standing(StrEnum):
    VERIFIED = "verified"
    OPEN = "open"  # the office may still change it
    OVERDUE = "overdue"  # it should have been verified by now: time to call


def settles_at(marked_on: date, school_days: Iterable[date], days: int, by: time) -> datetime:
    """When the office has had its time: `days` school days after the mark's day, at `by`.

    `school_days` are those after the mark's day, in order; where the year has too few left, weekdays follow.
    """
    rest = iter(school_days)
    last = marked_on
    for _ in range(days):
        last = next(rest, None) or _next_weekday(last)
    return datetime.combine(last, by)


def _next_weekday(day: date) -> date:
    following = day + timedelta(days=1)
    return following if following.weekday() <= FRIDAY else _next_weekday(following)


def standing(is_verified: bool, settles: datetime, now: datetime) -> Standing:
    """How a mark stands; at the very minute the office's time is over."""
    if is_verified:
        return Standing.VERIFIED
    return Standing.OPEN if now < settles else Standing.OVERDUE
