"""The school year laid around a day: its quarters, semesters and days without school. No database.

Whatever the day of the year, the last school day up to it lies in week 5 of quarter 2: quarter 1 is over and posted,
quarter 2 has scores behind it and work ahead. So the labels of the days name no season.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.database import Translated

DAY, WEEK, YEAR = timedelta(days=1), timedelta(weeks=1), timedelta(weeks=52)
FRIDAY = 4

LEARNING_DAY = Translated(en="No school: staff learning day", es="Sin clases: día de capacitación del personal")
CONFERENCES = Translated(en="No school: family conferences", es="Sin clases: reuniones con las familias")
HOLIDAY = Translated(en="No school: holiday", es="Sin clases: día festivo")
BREAK = Translated(en="No school: break", es="Sin clases: vacaciones")
WHOLE_WEEK = range(5)

# Quarter, week (from 1), weekdays (0 Monday), why.
CLOSED = (
    (1, 4, (4,), LEARNING_DAY),
    (1, 8, (3, 4), CONFERENCES),
    (2, 3, (3, 4), BREAK),
    (2, 8, WHOLE_WEEK, BREAK),
    (3, 3, (0,), HOLIDAY),
    (3, 7, (4,), LEARNING_DAY),
    (4, 4, WHOLE_WEEK, BREAK),
    (4, 9, (0,), HOLIDAY),
)
WEEKS = (9, 10, 9, 10)


@dataclass(frozen=True)
class Span:
    """From a day to a day, the second exclusive."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


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
        """The Monday of a week of a quarter, both from 1."""
        return monday(self.quarters[quarter - 1].starts_on) + (week - 1) * WEEK

    def school_days(self, span: Span) -> list[date]:
        days = (span.starts_on + n * DAY for n in range((span.ends_on - span.starts_on).days))
        return [day for day in days if day.weekday() <= FRIDAY and day not in self.closed]


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def around(today: date) -> Year:
    last_school_day = min(today, monday(today) + FRIDAY * DAY)
    starts = [monday(today) - 4 * WEEK - WEEKS[0] * WEEK]
    for weeks in WEEKS[:-1]:
        starts.append(starts[-1] + weeks * WEEK)
    closed = {
        starts[quarter - 1] + (week - 1) * WEEK + weekday * DAY: why
        for quarter, week, weekdays, why in CLOSED
        for weekday in weekdays
    }
    first, *rest = (
        Span(start, start + (weeks - 1) * WEEK + (FRIDAY + 1) * DAY) for start, weeks in zip(starts, WEEKS, strict=True)
    )
    first = Span(first.starts_on + DAY, first.ends_on)  # the year begins on a Tuesday
    quarters = (first, rest[0], rest[1], rest[2])
    return Year(today, last_school_day, quarters, closed, rest[2].ends_on.year)


def before(year: Year) -> Year:
    """The school year before this one: the same weeks a year earlier, and over."""
    first, second, third, fourth = (Span(each.starts_on - YEAR, each.ends_on - YEAR) for each in year.quarters)
    return replace(
        year,
        last_school_day=fourth.ends_on - DAY,
        quarters=(first, second, third, fourth),
        closed={day - YEAR: why for day, why in year.closed.items()},
        number=year.number - 1,
    )
