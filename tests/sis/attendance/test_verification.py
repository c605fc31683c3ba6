"""Until when the attendance office may change a mark."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.sis.attendance.verification import Standing, settles_at, standing

THREE = time(15)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def weekdays_after(day: date, closed: tuple[date, ...] = ()) -> list[date]:
    days = (day + timedelta(days=n) for n in range(1, 30))
    return [each for each in days if each.weekday() < 5 and each not in closed]


def test_two_school_days_later_at_three() -> None:
    assert settles_at(MONDAY, weekdays_after(MONDAY), 2, THREE) == datetime(2026, 11, 25, 15)


def test_days_without_school_do_not_count() -> None:
    closed = (date(2026, 11, 26), date(2026, 11, 27))
    assert settles_at(TUESDAY, weekdays_after(TUESDAY, closed), 2, THREE) == datetime(2026, 11, 30, 15)


def test_after_the_last_day_of_the_year_weekdays_count() -> None:
    friday = date(2027, 6, 11)
    assert settles_at(friday, [], 2, THREE) == datetime(2027, 6, 15, 15)
    assert settles_at(friday - timedelta(days=1), [friday], 2, THREE) == datetime(2027, 6, 14, 15)


def test_an_office_that_takes_no_day_is_done_the_same_afternoon() -> None:
    assert settles_at(MONDAY, [], 0, THREE) == datetime(2026, 11, 23, 15)


@given(
    marked_on=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    gaps=st.lists(st.integers(1, 9), max_size=8),
    days=st.integers(0, 10),
)
def test_more_days_are_later_and_never_a_weekend_past_the_year(marked_on: date, gaps: list[int], days: int) -> None:
    school_days, day = [], marked_on
    for gap in gaps:
        day += timedelta(days=gap)
        school_days.append(day)
    sooner, later = (settles_at(marked_on, school_days, number, THREE) for number in (days, days + 1))
    assert sooner < later
    assert later.date() in school_days or later.weekday() < 5


def test_how_a_mark_stands() -> None:
    until = datetime(2026, 11, 25, 15)
    minute = timedelta(minutes=1)
    assert standing(False, until, until - minute) is Standing.OPEN
    assert standing(False, until, until) is Standing.OVERDUE
    assert standing(True, until, until - minute) is Standing.VERIFIED
    assert standing(True, until, until + minute) is Standing.VERIFIED
