"""The grade week by week: by the calculation's own rules, so that the last week is the grade itself."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.sis.grading.calculation import Entry, Policy, calculate
from app.sis.grading.weeks import by_week
from tests.sis.grading.test_calculation import FIRST_DAY, POINTS, WEIGHTED, entries, policies, score

D = Decimal
MONDAY = FIRST_DAY - timedelta(days=FIRST_DAY.weekday())  # the first day is a Tuesday
FRIDAYS = [MONDAY + timedelta(days=4 + 7 * number) for number in range(6)]


def weeks(*given_entries: Entry, until: date, policy: Policy = POINTS, **options: date) -> list[tuple[int, Decimal]]:
    """Which week, from 0, and the grade at its end."""
    found = by_week(policy, given_entries, until, **options)
    return [((week.monday - MONDAY).days // 7, week.shown) for week in found]


def test_each_week_adds_what_was_due_in_it() -> None:
    work = score("8"), score("10", day=7), score("3", day=21)
    assert weeks(*work, until=FRIDAYS[3]) == [(0, D(80)), (1, D(90)), (2, D(90)), (3, D(70))]


def test_nothing_graded_is_no_week() -> None:
    assert weeks(until=FRIDAYS[0]) == []
    assert weeks(score(None), score("5", day=1, exempt=True), until=FRIDAYS[2]) == []
    assert weeks(score(None), score("5", day=14), until=FRIDAYS[2]) == [(2, D(50))]


def test_a_missing_work_shows_in_its_week() -> None:
    assert weeks(score("10"), score(None, day=7, missing=True), until=FRIDAYS[1]) == [(0, D(100)), (1, D(50))]


def test_categories_are_weighed_as_they_come_to_have_scores() -> None:
    work = score("5", category=2), score("10", category=1, day=7)
    assert weeks(*work, until=FRIDAYS[1], policy=WEIGHTED) == [(0, D(50)), (1, D(80))]


def test_work_with_a_score_that_is_due_later_belongs_to_the_last_week() -> None:
    assert weeks(score("10"), score("0", day=30), until=FRIDAYS[1]) == [(0, D(100)), (1, D(50))]
    assert weeks(score("4", day=30), until=FRIDAYS[0]) == [(0, D(40))]


def test_before_the_entry_into_the_class_there_is_no_week() -> None:
    work = score("0"), score("9", day=7)
    assert weeks(*work, until=FRIDAYS[1], counts_from=FIRST_DAY + timedelta(days=7)) == [(1, D(90))]


@given(policies(), entries(), st.integers(0, 40))
def test_the_last_week_is_the_grade(policy: Policy, given_entries: list[Entry], day: int) -> None:
    found = by_week(policy, given_entries, FIRST_DAY + timedelta(days=day))
    grade = calculate(policy, given_entries, ())
    assert (found[-1].shown if found else None) == grade.shown
    assert all(later.monday - week.monday == timedelta(days=7) for week, later in pairwise(found))
