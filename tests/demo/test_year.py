from datetime import date, timedelta
from itertools import pairwise

from app.demo.year import FRIDAY, around, before, monday

EVERY_DAY = [date(2027, 1, 1) + timedelta(days=number) for number in range(2 * 366)]  # a leap year among them


def test_the_last_school_day_lies_in_week_5_of_quarter_2() -> None:
    for today in EVERY_DAY:
        year = around(today)
        assert year.week(2, 5) == monday(year.last_school_day)
        assert year.last_school_day in year.school_days(year.quarters[1])
        assert year.last_school_day == today or today.weekday() > FRIDAY
        assert today - year.last_school_day < timedelta(days=3)


def test_quarters_follow_one_another() -> None:
    year = around(date(2028, 2, 29))
    for earlier, later in pairwise(year.quarters):
        assert earlier.ends_on.weekday() == FRIDAY + 1
        assert later.starts_on == earlier.ends_on + timedelta(days=2)
    assert year.semesters[0].ends_on == year.quarters[1].ends_on
    assert [len(year.school_days(quarter)) for quarter in year.quarters] == [41, 43, 43, 44]


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
        assert [len(past.school_days(quarter)) for quarter in past.quarters] == [41, 43, 43, 44]
