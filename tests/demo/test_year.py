from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.demo.year import FRIDAY, around, before, monday

EVERY_DAY = [date(2027, 1, 1) + timedelta(days=number) for number in range(2 * 366)]  # a leap year among them


def test_the_last_school_day_lies_in_week_5_of_quarter_2() -> None:
    for today in EVERY_DAY:
        year = around(today)
        assert year.week(2, 5) == monday(year.last_school_day)
        assert year.last_school_day in year.school_days(year.quarters[1])
        assert year.last_school_day == today or today.weekday() > FRIDAY or today in year.closed
        assert today - year.last_school_day < timedelta(days=12)  # the winter break with its week-end
        assert year.week(1, 9) < year.quarters[1].starts_on <= year.week(2, 9) < year.ends_on


def test_quarters_follow_one_another() -> None:
    year = around(date(2028, 2, 29))
    for earlier, later in pairwise(year.quarters):
        assert earlier.ends_on.weekday() == FRIDAY + 1
        assert later.starts_on == earlier.ends_on + timedelta(days=2)
    assert year.semesters[0].ends_on == year.quarters[1].ends_on


@pytest.mark.parametrize(
    ("today", "closed"),
    {
        date(2026, 11, 24): {
            "Labor Day": [date(2026, 9, 7)],
            "Thanksgiving": [date(2026, 11, 26)],
            "day after Thanksgiving": [date(2026, 11, 27)],
            "winter break": [
                date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30),
                date(2026, 12, 31), date(2027, 1, 1),
            ],
            "Martin Luther King Jr. Day": [date(2027, 1, 18)],
        },
        date(2027, 7, 6): {
            "Memorial Day": [date(2027, 5, 31)],
            "Labor Day": [date(2027, 9, 6)],
            "Thanksgiving": [date(2027, 11, 25)],
        },
        date(2028, 7, 5): {"Juneteenth": [date(2028, 6, 19)], "Independence Day": [date(2028, 7, 4)]},
    }.items(),
)  # fmt: skip
def test_holidays_are_on_their_own_days(today: date, closed: dict[str, list[date]]) -> None:
    year = around(today)
    for why, days in closed.items():
        label = f"No school: {why}"
        assert [day for day in sorted(year.closed) if year.closed[day]["en"] == label] == days
    assert all(set(why) == {"en", "es"} for why in year.closed.values())


def test_days_without_school_are_weekdays_of_the_year() -> None:
    year = around(date(2026, 7, 4))
    assert all(day.weekday() <= FRIDAY for day in year.closed)
    assert all(any(day in quarter for quarter in year.quarters) for day in year.closed)


def test_the_year_before_is_over_when_this_one_begins() -> None:
    for today in EVERY_DAY:
        year = around(today)
        past = before(year)
        assert past.ends_on < year.starts_on
        assert past.number == year.number - 1
        assert past.last_school_day in past.school_days(past.quarters[3])
        assert past.closed.keys().isdisjoint(year.closed)
