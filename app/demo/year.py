"""The school year laid around a day: its quarters, semesters and days without school. No database.

Whatever the day of the year, the last school day up to it lies in week 5 of quarter 2: quarter 1 is over and posted,
quarter 2 has scores behind it and work ahead. Holidays are at their own dates, wherever in the year those fall; a week
without any school counts for no quarter's length.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from app.database import Translated

DAY, WEEK, YEAR = timedelta(days=1), timedelta(weeks=1), timedelta(weeks=52)
MONDAY, THURSDAY, FRIDAY = 0, 3, 4

LEARNING_DAY = Translated(en="No school: staff learning day", es="Sin clases: día de capacitación del personal")
CONFERENCES = Translated(en="No school: family conferences", es="Sin clases: reuniones con las familias")
LABOR_DAY = Translated(en="No school: Labor Day", es="Sin clases: Día del Trabajo")
THANKSGIVING = Translated(en="No school: Thanksgiving", es="Sin clases: Día de Acción de Gracias")
DAY_AFTER = Translated(
    en="No school: day after Thanksgiving", es="Sin clases: día siguiente al Día de Acción de Gracias"
)
WINTER_BREAK = Translated(en="No school: winter break", es="Sin clases: vacaciones de invierno")
KING_DAY = Translated(en="No school: Martin Luther King Jr. Day", es="Sin clases: Día de Martin Luther King Jr.")
MEMORIAL_DAY = Translated(en="No school: Memorial Day", es="Sin clases: Día de los Caídos")
JUNETEENTH = Translated(en="No school: Juneteenth", es="Sin clases: Juneteenth")
INDEPENDENCE_DAY = Translated(en="No school: Independence Day", es="Sin clases: Día de la Independencia")

# The schools' own: quarter, week (from 1), weekday, why. Not in a week that has a holiday, nor in quarter 2.
STAFF_DAYS = (
    (1, 4, FRIDAY, LEARNING_DAY),
    (1, 8, THURSDAY, CONFERENCES),
    (1, 8, FRIDAY, CONFERENCES),
    (3, 7, FRIDAY, LEARNING_DAY),
)
WEEKS = (9, 9, 9, 10)  # with school


@dataclass(frozen=True)
class Span:
    """From a day to a day, the second exclusive."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    def __iter__(self) -> Iterator[date]:
        return (self.starts_on + n * DAY for n in range((self.ends_on - self.starts_on).days))


@dataclass(frozen=True)
class Year:
    today: date
    last_school_day: date
    quarters: tuple[Span, Span, Span, Span]
    closed: dict[date, Translated]
    number: int  # the year in which it ends, as school years are counted

    @property
    def starts_on(self) -> date:
        return self.quarters[0].starts_on

    @property
    def ends_on(self) -> date:
        return self.quarters[3].ends_on

    @property
    def semesters(self) -> tuple[Span, Span]:
        first, second, third, fourth = self.quarters
        return Span(first.starts_on, second.ends_on), Span(third.starts_on, fourth.ends_on)

    def week(self, quarter: int, week: int) -> date:
        """The Monday of a week of a quarter, both from 1; weeks without school are not counted."""
        return sorted({monday(day) for day in self.school_days(self.quarters[quarter - 1])})[week - 1]

    def school_days(self, span: Span) -> list[date]:
        return [day for day in span if day.weekday() <= FRIDAY and day not in self.closed]


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def around(today: date) -> Year:
    last_school_day = next(day for n in count() if _is_open(day := today - n * DAY))
    weeks = (week for n in count() if _has_school(week := monday(last_school_day) - n * WEEK))
    *_, first = (next(weeks) for _ in range(WEEKS[0] + 5))
    return _from(first, today, last_school_day)


def before(year: Year) -> Year:
    """The school year before this one: laid a year earlier, and over."""
    past = _from(monday(year.starts_on) - YEAR, year.today, year.starts_on)
    last_school_day = past.school_days(past.quarters[3])[-1]
    return replace(past, last_school_day=last_school_day, number=year.number - 1)


def _from(first: date, today: date, last_school_day: date) -> Year:
    """The year that begins in the week of this Monday, or in the next one with school: on a Tuesday, unless closed."""
    weeks = (week for n in count() if _has_school(week := first + n * WEEK))
    quarters = [[next(weeks) for _ in range(length)] for length in WEEKS]
    starts = [each[0] for each in quarters]
    starts[0] = next(day for n in count(1) if _is_open(day := starts[0] + n * DAY))
    ends = [start - 2 * DAY for start in starts[1:]] + [quarters[3][-1] + (FRIDAY + 1) * DAY]
    one, two, three, four = (Span(start, end) for start, end in zip(starts, ends, strict=True))
    closed = {day: why for day in Span(one.starts_on, four.ends_on) if (why := _holiday(day))}
    for quarter, number, weekday, why in STAFF_DAYS:
        week = quarters[quarter - 1][number - 1]
        if not any(_holiday(week + n * DAY) for n in range(FRIDAY + 1)):
            closed[week + weekday * DAY] = why
    return Year(today, last_school_day, (one, two, three, four), closed, four.ends_on.year)


def _has_school(week: date) -> bool:
    """Whether there is school in the week of this Monday."""
    return any(_is_open(week + n * DAY) for n in range(FRIDAY + 1))


def _is_open(day: date) -> bool:
    return day.weekday() <= FRIDAY and _holiday(day) is None


def _holiday(day: date) -> Translated | None:
    """Why a weekday is a holiday of Wisconsin's schools, or None."""
    if day.weekday() > FRIDAY:
        return None
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
        return WINTER_BREAK
    fourth_thursday = _nth(4, THURSDAY, date(day.year, 11, 1))
    return {
        _nth(3, MONDAY, date(day.year, 1, 1)): KING_DAY,
        monday(date(day.year, 5, 31)): MEMORIAL_DAY,
        date(day.year, 6, 19): JUNETEENTH,
        date(day.year, 7, 4): INDEPENDENCE_DAY,
        _nth(1, MONDAY, date(day.year, 9, 1)): LABOR_DAY,
        fourth_thursday: THANKSGIVING,
        fourth_thursday + DAY: DAY_AFTER,
    }.get(day)


def _nth(number: int, weekday: int, first: date) -> date:
    """The first, second … such weekday from the first of a month on."""
    return first + (weekday - first.weekday()) % 7 * DAY + (number - 1) * WEEK
