"""A term's attendance week by week."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.sis.attendance.codes import Kind
from app.sis.attendance.days import Month
from app.sis.attendance.totals import DayMissed, totals
from app.sis.attendance.weeks import weeks_of

NOVEMBER = Month(date(2026, 11, 1))  # a Sunday; the 30th is a Monday
HALF, WHOLE = Decimal("0.5"), Decimal(1)
days = st.dates(date(2026, 10, 26), date(2026, 12, 6))
missed_days = st.lists(st.builds(DayMissed, days, st.sampled_from(list(Kind)), st.sampled_from([None, HALF, WHOLE])))


def day(number: int) -> date:
    return date(2026, 11, number)


def test_every_week_with_a_day_of_the_term_is_there() -> None:
    found = weeks_of(NOVEMBER, [], [])
    assert [week.monday for week in found] == [date(2026, 10, 26) + timedelta(weeks=number) for number in range(6)]
    assert all(week.is_full for week in found)


def test_days_and_times_stand_in_their_week() -> None:
    missed = [DayMissed(day(3), Kind.EXCUSED, WHOLE), DayMissed(day(6), Kind.UNEXCUSED, HALF)]
    marks = [(day(9), Kind.TARDY), (day(13), Kind.LEFT_EARLY), (day(9), Kind.EXCUSED), (day(9), None)]
    found = [(week.monday.day, week.missed, week.times) for week in weeks_of(NOVEMBER, missed, marks)]
    assert found[1:3] == [(2, Decimal("1.5"), 0), (9, Decimal(0), 2)]


def test_a_day_counts_once_a_school_activity_never_and_an_unknown_length_not() -> None:
    missed = [DayMissed(day(3), Kind.EXCUSED, WHOLE), DayMissed(day(3), Kind.UNEXCUSED, HALF)]
    missed += [DayMissed(day(4), Kind.EXEMPT, WHOLE), DayMissed(day(5), Kind.UNDECIDED, None)]
    assert weeks_of(NOVEMBER, missed, [])[1].missed == 1


@given(missed_days)
def test_the_weeks_add_up_to_the_total(missed: list[DayMissed]) -> None:
    over = [NOVEMBER.starts_on + timedelta(days=number) for number in range(30)]
    found = weeks_of(NOVEMBER, missed, [])
    assert sum(week.missed for week in found) == totals([], missed, over).absent
    assert all(0 <= week.missed <= 7 for week in found)
