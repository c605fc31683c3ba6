"""The days of a school year on which a student has school; its months and terms. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.sis.schools.queries import Span, Year

ONE_DAY = timedelta(days=1)
WEEK = 5  # days of a school week


class Part(Protocol):
    """Days of a year: a term, a month."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...

    def covers(self, day: date) -> bool: ...


@dataclass(frozen=True)
class Month:
    """A calendar month. `ends_on` is exclusive."""

    starts_on: date

    @property
    def key(self) -> str:
        return f"{self.starts_on:%Y-%m}"

    @property
    def ends_on(self) -> date:
        return (self.starts_on + timedelta(days=31)).replace(day=1)

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


def months_of(year: Year) -> list[Month]:
    """The months in which a school year has days, in order."""
    months = [Month(year.span.starts_on.replace(day=1))]
    while months[-1].ends_on < year.span.ends_on:
        months.append(Month(months[-1].ends_on))
    return months


@dataclass(frozen=True)
class Term:
    """A term with the days that count to it: until the next begins, so that no mark falls between two.

    `ends_on` is exclusive. The last term keeps the day on which it ends: systems that write end dates of their own
    making (OneRoster's are exclusive) have marks on it.
    """

    span: Span
    ends_on: date

    @property
    def starts_on(self) -> date:
        return self.span.starts_on

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


def terms_of(year: Year) -> list[Term]:
    """The terms of a year in order; a year without terms is one."""
    spans = year.terms or (year.span,)
    follow = [*(span.starts_on for span in spans[1:]), spans[-1].ends_on + ONE_DAY]
    return [Term(span, max(span.ends_on, following)) for span, following in zip(spans, follow, strict=True)]


def current_term(terms: list[Term], today: date) -> Term:
    """The term that runs, else the latest that has begun, else the first."""
    begun = [term for term in terms if term.starts_on <= today]
    return next((term for term in begun if term.covers(today)), begun[-1] if begun else terms[0])


@dataclass(frozen=True)
class Stay:
    """An enrollment. `special` are the days unlike their weekday at its school: whether in session."""

    entry_on: date
    exit_on: date | None  # exclusive
    special: dict[date, bool]

    def covers(self, day: date) -> bool:
        return self.entry_on <= day and (self.exit_on is None or day < self.exit_on)


@dataclass(frozen=True)
class SchoolDays:
    """The days of a year on which a student has school: of two enrollments at once the later one counts."""

    year: Span
    stays: tuple[Stay, ...]  # latest first

    def has(self, day: date) -> bool:
        return day.weekday() < WEEK and self.year.covers(day) and self._in_session(day)

    def is_enrolled(self, day: date) -> bool:
        return any(stay.covers(day) for stay in self.stays)

    def between(self, from_on: date, until_on: date) -> Iterator[date]:
        """The school days in [from_on, until_on), in order."""
        day = max(from_on, self.year.starts_on)
        while day < min(until_on, self.year.ends_on):
            if self.has(day):
                yield day
            day += ONE_DAY

    def _in_session(self, day: date) -> bool:
        stay = next((each for each in self.stays if each.covers(day)), None)
        return stay is not None and stay.special.get(day, True)
