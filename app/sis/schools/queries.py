"""Years and grading periods, bells and days, ready to show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from app.database import Translated, statement
from app.sis.refused import Refused
from app.sis.schools.models import AcademicSession, BellPeriod, CalendarDay, School, SessionKind


@dataclass(frozen=True)
class Span:
    """A year, term or grading period. `ends_on` is exclusive."""

    id: int
    key: str
    kind: str
    title: Translated
    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    @property
    def last_on(self) -> date:
        return self.ends_on - timedelta(days=1)


@dataclass(frozen=True)
class Year:
    """A school year with its terms and grading periods in order."""

    span: Span
    terms: tuple[Span, ...]
    grading_periods: tuple[Span, ...]

    def period_on(self, day: date) -> Span | None:
        return next((each for each in self.grading_periods if each.covers(day)), None)


SPAN = (
    AcademicSession.id,
    AcademicSession.key,
    AcademicSession.kind,
    AcademicSession.title,
    AcademicSession.starts_on,
    AcademicSession.ends_on,
)


def year_of(school_year_id: int | None, today: date) -> Year | None:
    """The school year with this id, else the one that runs today, else the latest there is. One read."""
    rows = _all_sessions() if school_year_id is None else _sessions_beside(school_year_id)
    spans = [(Span(*row[:-1]), row[-1]) for row in rows]
    years = [(span, year) for span, year in spans if span.kind == SessionKind.SCHOOL_YEAR]
    if not years:
        return None
    running = [
        each for each in years if each[0].id == school_year_id or (school_year_id is None and each[0].covers(today))
    ]
    span, year = running[-1] if running else years[-1]
    parts = [each for each, of_year in spans if of_year == year]
    return Year(
        span,
        tuple(each for each in parts if each.kind == SessionKind.TERM),
        tuple(each for each in parts if each.kind == SessionKind.GRADING_PERIOD),
    )


@statement
def _all_sessions() -> Any:
    return (
        AcademicSession.select(*SPAN, AcademicSession.year)
        .where(AcademicSession.withdrawn_at.is_null())
        .order_by(AcademicSession.starts_on, AcademicSession.ends_on)
    )


@statement
def _sessions_beside(school_year_id: int) -> Any:
    """The sessions of the year in which this one lies."""
    named = AcademicSession.alias()
    return (
        AcademicSession.select(*SPAN, AcademicSession.year)
        .where(
            AcademicSession.withdrawn_at.is_null()
            & AcademicSession.year.in_(named.select(named.year).where(named.id == school_year_id))
        )
        .order_by(AcademicSession.starts_on, AcademicSession.ends_on)
    )


@dataclass(frozen=True)
class Bell:
    """When a period rings on a weekday (0 Monday) under a schedule."""

    schedule: str
    usual: bool
    weekday: int
    period: str
    starts: time
    ends: time


def bells(school_ids: list[int]) -> dict[int, tuple[Bell, ...]]:
    """All bells of these schools, by school, in the order of weekday and time. One read."""
    found: dict[int, list[Bell]] = defaultdict(list)
    for school_id, *bell in _bells(school_ids):
        found[school_id].append(Bell(*bell))
    return {school_id: tuple(rung) for school_id, rung in found.items()}


@statement
def _bells(school_ids: list[int]) -> Any:
    return (
        BellPeriod.select(
            BellPeriod.school,
            BellPeriod.schedule,
            BellPeriod.usual,
            BellPeriod.weekday,
            BellPeriod.period,
            BellPeriod.starts,
            BellPeriod.ends,
        )
        .where(BellPeriod.school.in_(school_ids))
        .order_by(BellPeriod.weekday, BellPeriod.starts)
    )


@dataclass(frozen=True)
class SpecialDay:
    """A day unlike its weekday."""

    in_session: bool
    schedule: str
    label: Translated


def special_days(school_ids: list[int], from_on: date, until_on: date) -> dict[int, dict[date, SpecialDay]]:
    """The special days of schools in [from_on, until_on), by school; its own go before the district's. One read."""
    found: dict[int, dict[date, SpecialDay]] = {school_id: {} for school_id in school_ids}
    for school_id, day_on, *rest in _special_days(school_ids, from_on, until_on):
        for concerned in school_ids if school_id is None else [school_id]:
            found[concerned][day_on] = SpecialDay(*rest)
    return found


@statement
def _special_days(school_ids: list[int], from_on: date, until_on: date) -> Any:
    return (
        CalendarDay.select(
            CalendarDay.school, CalendarDay.day_on, CalendarDay.in_session, CalendarDay.bell_schedule, CalendarDay.label
        )
        .where(
            (CalendarDay.day_on >= from_on)
            & (CalendarDay.day_on < until_on)
            & (CalendarDay.school.is_null() | CalendarDay.school.in_(school_ids))
        )
        .order_by(CalendarDay.school.is_null(False))
    )


def all_schools() -> tuple[School, ...]:
    """The district's schools by name. One read."""
    return tuple(School.select().where(School.withdrawn_at.is_null()).order_by(School.name))


def school_with_code(code: str) -> School:
    """The school with this code; raises Refused("no_school")."""
    school: School | None = School.get_or_none(School.code == code)
    if school is None:
        raise Refused("no_school", school=code)
    return school
