"""What marks come to."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.sis.attendance.codes import Kind
from app.sis.attendance.totals import DayMissed, totals

MONDAY = date(2026, 11, 2)
DAYS = [MONDAY + timedelta(days=n) for n in range(10)]
parts = st.sampled_from([None, Decimal(0), Decimal("0.33"), Decimal("0.5"), Decimal(1)])
missed = st.lists(st.builds(DayMissed, st.sampled_from(DAYS), st.sampled_from(list(Kind)), parts))


def test_periods_and_days_by_kind() -> None:
    found = totals(
        [Kind.EXCUSED] * 7 + [Kind.TARDY] * 2,
        [DayMissed(DAYS[0], Kind.EXCUSED, Decimal(1)), DayMissed(DAYS[1], Kind.EXCUSED, Decimal(0))],
        DAYS,
    )
    assert [(each.kind, each.times, int(each.days)) for each in found.kinds] == [
        (Kind.EXCUSED, 7, 1),
        (Kind.UNEXCUSED, 0, 0),  # that there is none is worth saying
        (Kind.TARDY, 2, 0),
    ]
    assert found.percent_present == 90


def test_a_school_activity_is_no_absence() -> None:
    found = totals([Kind.EXEMPT], [DayMissed(DAYS[0], Kind.EXEMPT, Decimal(1))], DAYS)
    assert found.percent_present == 100
    assert found.kinds[-1].days == 1


def test_an_absence_of_unknown_length_is_counted_as_that() -> None:
    found = totals([Kind.UNDECIDED], [DayMissed(DAYS[0], Kind.UNDECIDED, None)], DAYS)
    assert found.unmeasured == 1
    assert found.percent_present == 100
    assert totals([Kind.TARDY], [DayMissed(DAYS[0], Kind.TARDY, None)], DAYS).unmeasured == 0


def test_before_the_first_school_day_is_over_there_is_no_percent() -> None:
    assert totals([], [], []).percent_present is None
    assert totals([], [DayMissed(DAYS[0], Kind.EXCUSED, Decimal(1))], []).percent_present is None


@given(missed=missed, days=st.sets(st.sampled_from(DAYS)))
def test_no_day_counts_for_more_than_one(missed: list[DayMissed], days: set[date]) -> None:
    found = totals([each.kind for each in missed], missed, days)
    assert 0 <= found.absent <= len(days)
    assert all(each.days <= len({one.on for one in missed if one.kind is each.kind}) for each in found.kinds)
    assert sum(each.times for each in found.kinds) == len(missed)
    if days:
        assert found.percent_present is not None
        assert 0 <= found.percent_present <= 100
