"""The time. Nothing else in the project reads the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_zone = ZoneInfo("America/Chicago")
_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def use_timezone(name: str) -> None:
    """Set the district's time zone (an IANA name); raises ZoneInfoNotFoundError."""
    global _zone
    _zone = ZoneInfo(name)


def now() -> datetime:
    """The instant, as naive UTC: the form of every `*_at` column."""
    return _stopped_at.get() or datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The district's date: the form of every `*_on` column."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """A naive UTC instant as the district's wall time (naive)."""
    return instant.replace(tzinfo=UTC).astimezone(_zone).replace(tzinfo=None)


def instant(day: date, wall: time) -> datetime:
    """The naive UTC instant at which the district's clocks show `wall` on `day`."""
    return datetime.combine(day, wall, _zone).astimezone(UTC).replace(tzinfo=None)


@contextmanager
def stopped(instant_utc: datetime) -> Iterator[None]:
    """Hold the time still, for tests and for laying a demonstration district."""
    token = _stopped_at.set(instant_utc)
    try:
        yield
    finally:
        _stopped_at.reset(token)
