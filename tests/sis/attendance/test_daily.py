"""What a day counts by the minutes of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sis.attendance.daily import HALVES, THIRDS, Step, day_credit, day_result

minutes = st.integers(min_value=0, max_value=600)
steps = st.lists(
    st.builds(Step, st.decimals(1, 100, places=2), st.decimals(0, 1, places=2)), max_size=4
)  # any school's thresholds


@pytest.mark.parametrize(
    ("present", "credit"),
    [(100, "1"), (66, "1"), (65, "0.5"), (33, "0.5"), (32, "0"), (0, "0")],
)
def test_wisconsin_counts_to_the_half_day(present: int, credit: str) -> None:
    assert day_credit(present, 100, HALVES) == Decimal(credit)


@pytest.mark.parametrize(
    ("present", "credit"),
    [(417, "1"), (402, "1"), (400, "0.67"), (276, "0.67"), (275, "0.33"), (138, "0.33"), (137, "0")],
)
def test_elementary_schools_count_in_thirds(present: int, credit: str) -> None:
    assert day_credit(present, 417, THIRDS) == Decimal(credit)


def test_the_threshold_itself_counts_without_rounding() -> None:
    assert day_credit(231, 350, HALVES) == 1  # 66 % exactly
    assert day_credit(659, 1000, HALVES) == Decimal("0.5")  # 65.9 % is not 66 %


def test_no_minutes_are_no_day() -> None:
    assert day_credit(0, 0, HALVES) is None
    assert day_result({}, ["1"], HALVES) is None


@pytest.mark.parametrize(("present", "scheduled"), [(-1, 10), (11, 10), (0, -1)])
def test_impossible_minutes_are_refused(present: int, scheduled: int) -> None:
    with pytest.raises(ValueError, match="minutes"):
        day_credit(present, scheduled, HALVES)


@given(scheduled=minutes, data=st.data(), steps=steps)
def test_more_minutes_never_count_less(scheduled: int, data: st.DataObject, steps: list[Step]) -> None:
    less = data.draw(st.integers(0, scheduled))
    more = data.draw(st.integers(less, scheduled))
    few, many = day_credit(less, scheduled, steps), day_credit(more, scheduled, steps)
    if scheduled:
        assert few is not None
        assert many is not None
        assert 0 <= few <= many <= 1
    else:
        assert few is many is None


@given(present=minutes, steps=steps, data=st.data())
def test_the_order_of_the_thresholds_does_not_matter(present: int, steps: list[Step], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(steps))
    assert day_credit(present, 600, steps) == day_credit(present, 600, shuffled)


@given(
    lasting=st.dictionaries(st.sampled_from("12345678"), st.integers(1, 90), min_size=1),
    absent=st.sets(st.sampled_from("12345678")),
)
def test_a_day_by_its_periods(lasting: dict[str, int], absent: set[str]) -> None:
    result = day_result(lasting, absent, HALVES)
    assert result is not None
    assert 0 <= result.minutes_absent <= result.minutes_scheduled == sum(lasting.values())
    present = day_credit(result.minutes_scheduled - result.minutes_absent, result.minutes_scheduled, HALVES)
    assert present is not None
    assert result.absent + present == 1
    if absent >= set(lasting):
        assert result.absent == 1
    if not absent & set(lasting):
        assert result.absent == result.minutes_absent == 0


def test_a_period_marked_twice_is_missed_once() -> None:
    result = day_result({"1": 50, "2": 50, "3": 50}, ["1", "1"], HALVES)
    assert result is not None
    assert (result.minutes_absent, result.minutes_scheduled) == (50, 150)
    assert result.absent == 0
