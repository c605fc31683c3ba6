"""Each rule of the grade in progress with numbers worked by hand, then what must hold for any numbers."""

# mypy: disable-error-code="comparison-overlap"
# A Decimal equals an int; mypy does not believe it of those in tuples and lists.

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sis.grading.calculation import (
    Category,
    Effect,
    Entry,
    Grade,
    Method,
    Policy,
    ScaleStep,
    calculate,
    rounded,
)

D = Decimal
FIRST_DAY = date(2025, 9, 2)
SCALE = [
    ScaleStep("C", D(70)),
    ScaleStep("A", D(93)),
    ScaleStep("B", D(80)),
    ScaleStep("B+", D(87)),
    ScaleStep("F", D(0)),
]
ids = count(1)

TESTS, HOMEWORK = 1, 2
POINTS = Policy(Method.TOTAL_POINTS, [Category(TESTS), Category(HOMEWORK)])
WEIGHTED = Policy(Method.WEIGHTED_CATEGORIES, [Category(TESTS, D(60)), Category(HOMEWORK, D(40))])
PERCENTS = Policy(Method.MEAN_OF_PERCENTS, [Category(TESTS), Category(HOMEWORK)])
EVERY_METHOD = pytest.mark.parametrize("policy", [POINTS, WEIGHTED, PERCENTS], ids=lambda policy: policy.method.value)


def score(
    points: str | None,
    possible: str = "10",
    category: int = TESTS,
    day: int = 0,
    *,
    missing: bool = False,
    exempt: bool = False,
    late: bool = False,
    incomplete: bool = False,
) -> Entry:
    return Entry(
        id=next(ids),
        category_id=category,
        due_on=FIRST_DAY + timedelta(days=day),
        points_possible=D(possible),
        points=None if points is None else D(points),
        missing=missing,
        exempt=exempt,
        late=late,
        incomplete=incomplete,
    )


def grade(policy: Policy, *entries: Entry, counts_from: date | None = None) -> Grade:
    return calculate(policy, entries, SCALE, counts_from)


def shown(policy: Policy, *entries: Entry) -> str | None:
    result = grade(policy, *entries).shown
    return None if result is None else str(result)


def letter(policy: Policy, *entries: Entry) -> str | None:
    step = grade(policy, *entries).step
    return None if step is None else step.letter


def effects(result: Grade) -> list[Effect]:
    return [line.effect for line in result.lines]


def dropping(number: int, policy: Policy = POINTS) -> Policy:
    return replace(policy, categories=[replace(category, drop_lowest=number) for category in policy.categories])


def dropped(result: Grade) -> list[Entry]:
    return [line.entry for line in result.lines if line.effect is Effect.DROPPED]


# The three methods


def test_the_same_scores_by_points_and_by_percents() -> None:
    scores = score("8", "10"), score("100", "100")
    assert shown(POINTS, *scores) == "98.2"
    assert shown(PERCENTS, *scores) == "90.0"


def test_weighted_categories_can_be_written_out() -> None:
    result = grade(WEIGHTED, score("26", "30"), score("17", "20", HOMEWORK), score("20", "20", HOMEWORK))
    tests, homework = result.categories
    assert tests.percent is not None
    assert (rounded(tests.percent, 2), tests.share) == (D("86.67"), D("0.6"))
    assert (tests.earned, tests.possible) == (26, 30)
    assert (homework.percent, homework.share) == (D("92.5"), D("0.4"))
    # 86.67 × 0.60 + 92.50 × 0.40 = 52 + 37
    assert (result.percent, result.shown, result.step) == (89, D("89.0"), ScaleStep("B+", D(87)))
    assert (result.earned, result.possible) == (63, 70)


def test_only_categories_with_scores_are_weighed() -> None:
    result = grade(WEIGHTED, score("9"), score(None, "10", HOMEWORK))
    assert (result.percent, result.weights_used, result.weights_total) == (90, 60, 100)
    assert [part.share for part in result.categories] == [1, None]
    assert result.weights_add_up


def test_weights_that_do_not_add_up_are_said_and_still_divide() -> None:
    policy = Policy(Method.WEIGHTED_CATEGORIES, [Category(TESTS, D(60)), Category(HOMEWORK, D(20))])
    result = grade(policy, score("10"), score("6", "10", HOMEWORK))
    assert result.percent == 90  # (100 × 60 + 60 × 20) ÷ 80
    assert (result.weights_total, result.weights_add_up) == (80, False)
    assert grade(POINTS, score("10")).weights_add_up


@pytest.mark.parametrize("weight", [None, D(0)])
def test_a_category_without_weight_has_a_percent_and_no_share(weight: Decimal | None) -> None:
    policy = Policy(Method.WEIGHTED_CATEGORIES, [Category(TESTS, D(100)), Category(HOMEWORK, weight)])
    result = grade(policy, score("9"), score("1", "10", HOMEWORK))
    assert (result.percent, result.categories[1].percent, result.categories[1].share) == (90, 10, None)
    assert grade(policy, score("1", "10", HOMEWORK)).percent is None


@EVERY_METHOD
def test_nothing_scored_is_no_grade_rather_than_zero(policy: Policy) -> None:
    for result in (grade(policy), grade(policy, score(None))):
        assert (result.percent, result.shown, result.step) == (None, None, None)


def test_an_entry_of_an_unknown_category_is_an_error() -> None:
    with pytest.raises(ValueError, match="of categories that the policy does not have"):
        grade(POINTS, score("8", category=3))


# Flags


@EVERY_METHOD
def test_a_blank_past_its_due_date_is_not_a_zero(policy: Policy) -> None:
    result = grade(policy, score("8"), score(None, day=-100))
    assert (result.percent, effects(result)) == (80, [Effect.COUNTED, Effect.NOT_GRADED])


@EVERY_METHOD
def test_missing_is_zero_until_handed_in(policy: Policy) -> None:
    essay = score(None, missing=True)
    result = grade(policy, score("8"), essay)
    assert (result.percent, effects(result)) == (40, [Effect.COUNTED, Effect.MISSING_AS_ZERO])
    handed_in = grade(policy, score("8"), replace(essay, points=D(6)))
    assert (handed_in.percent, effects(handed_in)) == (70, [Effect.COUNTED, Effect.COUNTED])


@EVERY_METHOD
def test_a_section_may_leave_missing_work_out(policy: Policy) -> None:
    result = grade(replace(policy, missing_counts_as_zero=False), score("8"), score(None, missing=True))
    assert (result.percent, effects(result)) == (80, [Effect.COUNTED, Effect.MISSING_NO_EFFECT])


@EVERY_METHOD
def test_exempt_leaves_numerator_and_denominator(policy: Policy) -> None:
    result = grade(policy, score("8"), score("1", exempt=True), score(None, missing=True, exempt=True))
    assert (result.percent, result.earned, result.possible) == (80, 8, 10)
    assert effects(result) == [Effect.COUNTED, Effect.EXEMPT, Effect.EXEMPT]


def test_late_and_incomplete_are_information() -> None:
    assert grade(POINTS, score("8", late=True), score("6", incomplete=True)).percent == 70
    assert effects(grade(POINTS, score(None, late=True), score(None, incomplete=True))) == [Effect.NOT_GRADED] * 2


# Dropping


def test_the_lowest_percent_is_dropped_and_named() -> None:
    long, short = score("40", "100"), score("3", "10")
    result = grade(dropping(1), long, short, score("10"))
    assert dropped(result) == [short]
    assert [line.percent for line in result.lines] == [40, 30, 100]
    assert (result.shown, result.earned, result.possible) == (D("45.5"), 50, 110)


def test_each_category_drops_its_own() -> None:
    low, lower = score("5"), score("2", "10", HOMEWORK)
    assert dropped(grade(dropping(1), low, score("6"), lower, score("3", "10", HOMEWORK))) == [low, lower]


def test_exempt_blank_and_left_out_scores_are_no_candidates() -> None:
    policy = replace(dropping(1), missing_counts_as_zero=False)
    worst = score("5", day=3)
    others = score("0", exempt=True, day=3), score(None, day=3), score(None, missing=True, day=3), score("0", day=0)
    result = grade(policy, worst, score("9", day=3), *others, counts_from=FIRST_DAY + timedelta(days=1))
    assert (dropped(result), result.percent) == ([worst], 90)


def test_missing_work_that_counts_as_zero_may_be_dropped() -> None:
    essay = score(None, missing=True)
    result = grade(dropping(1), score("8"), essay)
    assert (dropped(result), result.percent) == ([essay], 80)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_last_score_stays(number: int) -> None:
    assert grade(dropping(number), score("8")).percent == 80
    two = grade(dropping(number), score("8"), score("9"))
    assert (two.percent, len(dropped(two))) == (90, 1)


def test_extra_credit_is_neither_dropped_nor_the_score_that_stays() -> None:
    assert dropped(grade(dropping(1), score("8"), score("2", "0"))) == []


def test_ties_go_by_points_then_by_the_earliest_due_date() -> None:
    small, large = score("5", "10", day=9), score("10", "20", day=0)
    assert dropped(grade(dropping(1), large, small, score("9"))) == [small]
    later, earlier = score("5", day=2), score("5", day=1)
    assert dropped(grade(dropping(1), later, earlier, score("9"))) == [earlier]
    first, second = score("5"), score("5")
    assert dropped(grade(dropping(1), second, first, score("9"))) == [first]


# Extra credit


def test_points_over_the_maximum_count() -> None:
    result = grade(POINTS, score("12"), score("9"))
    assert (result.percent, [line.extra for line in result.lines]) == (105, [2, 0])
    assert shown(PERCENTS, score("12"), score("9")) == "105.0"
    assert shown(WEIGHTED, score("12"), score("5", "10", HOMEWORK)) == "92.0"  # 120 × 0.60 + 50 × 0.40


def test_extra_credit_of_no_points_possible_adds_to_the_section_by_total_points() -> None:
    result = grade(POINTS, score("8"), score("1", "0", HOMEWORK))
    assert (result.percent, result.earned, result.possible) == (90, 9, 10)
    line = result.lines[1]
    assert (line.effect, line.percent, line.extra) == (Effect.EXTRA_CREDIT, None, 1)
    assert result.categories[1].percent is None


def test_extra_credit_adds_to_its_category_by_weighted_categories() -> None:
    result = grade(WEIGHTED, score("8"), score("1", "0"), score("5", "10", HOMEWORK))
    assert ([part.percent for part in result.categories], result.percent) == ([90, 50], 74)  # 54 + 20


def test_a_category_of_extra_credit_alone_is_not_divided() -> None:
    result = grade(WEIGHTED, score("8"), score("3", "0", HOMEWORK))
    assert (result.percent, result.weights_used) == (80, 60)
    assert (result.categories[1].percent, result.categories[1].earned) == (None, 0)
    assert effects(result) == [Effect.COUNTED, Effect.EXTRA_CREDIT_NOT_COUNTED]


def test_extra_credit_has_no_percent_of_its_own_for_the_mean() -> None:
    result = grade(PERCENTS, score("8"), score("3", "0"))
    assert (result.percent, result.earned, effects(result)[1]) == (80, 8, Effect.EXTRA_CREDIT_NOT_COUNTED)


@EVERY_METHOD
def test_extra_credit_alone_makes_no_grade(policy: Policy) -> None:
    result = grade(policy, score("3", "0"))
    assert (result.percent, effects(result)) == (None, [Effect.EXTRA_CREDIT_NOT_COUNTED])


@EVERY_METHOD
def test_missing_extra_credit_costs_nothing(policy: Policy) -> None:
    result = grade(policy, score("8"), score(None, "0", missing=True))
    assert (result.percent, effects(result)[1]) == (80, Effect.MISSING_NO_EFFECT)


# Late entrants


@EVERY_METHOD
def test_what_was_due_before_the_entry_does_not_count(policy: Policy) -> None:
    before = score("1", day=4), score(None, day=4, missing=True), score(None, day=4)
    result = grade(policy, *before, score("8", day=5), counts_from=FIRST_DAY + timedelta(days=5))
    assert (result.percent, effects(result)) == (80, [Effect.BEFORE_ENTRY] * 3 + [Effect.COUNTED])


def test_scores_may_be_carried_over() -> None:
    assert grade(POINTS, score("6", day=4), score("8", day=5)).percent == 70


# Rounding and letters


@pytest.mark.parametrize(
    ("points", "percent", "expected"),
    [
        ("89.949", "89.9", "B+"),
        ("86.95", "87.0", "B+"),
        ("86.949", "86.9", "B"),
        ("92.95", "93.0", "A"),
        ("0", "0.0", "F"),
    ],
)
def test_the_letter_is_read_from_the_rounded_percent(points: str, percent: str, expected: str) -> None:
    assert (shown(POINTS, score(points, "100")), letter(POINTS, score(points, "100"))) == (percent, expected)


def test_below_the_lowest_cutoff_there_is_no_letter() -> None:
    assert calculate(POINTS, [score("1")], [ScaleStep("D", D(60))]).step is None


def test_it_is_rounded_once() -> None:
    assert shown(POINTS, score("89.945", "100")) == "89.9"  # by way of 89.95 it would be 90.0
    # Rounded first, 66.7 × 0.60 + 75.1 × 0.40 would be 70.06 and show 70.1.
    assert shown(WEIGHTED, score("20", "30"), score("75.06", "100", HOMEWORK)) == "70.0"  # 40 + 30.024


def test_sums_that_never_end_are_still_rounded_half_up() -> None:
    # 39 of 48 is exactly 81.25; with decimal's usual 28 digits 75 + 3 × 83.33… ends at 81.24999… and shows 81.2.
    assert shown(PERCENTS, score("9", "12"), score("10", "12"), score("10", "12"), score("10", "12")) == "81.3"


# For any numbers

points = st.decimals(0, 100, places=2)
possibles = st.decimals(1, 100, places=1)
methods = st.sampled_from(Method)


@st.composite
def entries(draw: st.DrawFn, *, extra: bool = True, flags: bool = True) -> list[Entry]:
    """Up to ten entries in three categories; without `extra` none is over its maximum or of no points possible."""
    made = []
    for number in range(draw(st.integers(0, 10))):
        possible = draw(st.just(D(0)) | possibles if extra else possibles)
        earned = draw(points if extra else st.decimals(0, possible, places=1))
        made.append(
            Entry(
                id=number,
                category_id=draw(st.integers(1, 3)),
                due_on=FIRST_DAY + timedelta(days=draw(st.integers(0, 5))),
                points_possible=possible,
                points=None if flags and draw(st.booleans()) else earned,
                missing=flags and draw(st.booleans()),
                exempt=flags and draw(st.booleans()),
            )
        )
    return made


@st.composite
def policies(draw: st.DrawFn, drop: bool = True) -> Policy:
    weights = st.none() | st.integers(0, 100).map(Decimal)
    drops = st.integers(0, 3) if drop else st.just(0)
    categories = [Category(number, draw(weights), draw(drops)) for number in (1, 2, 3)]
    return Policy(draw(methods), categories, draw(st.booleans()))


def figures(result: Grade) -> tuple[object, ...]:
    """What the family reads, to ten decimals: sums in another order may differ in the last of 50 digits."""
    parts = [part.percent for part in result.categories]
    return result.shown, result.step, [None if percent is None else rounded(percent, 10) for percent in parts]


@given(policies(), entries(), st.randoms())
def test_the_order_is_no_matter(policy: Policy, given_entries: list[Entry], random: Random) -> None:
    shuffled = random.sample(given_entries, len(given_entries))
    one, other = grade(policy, *given_entries), grade(policy, *shuffled)
    assert figures(one) == figures(other)
    assert {(line.entry.id, line.effect) for line in one.lines} == {
        (line.entry.id, line.effect) for line in other.lines
    }


@given(policies(), entries())
def test_every_entry_is_explained_once_and_adds_up(policy: Policy, given_entries: list[Entry]) -> None:
    result = grade(policy, *given_entries)
    assert sorted(line.entry.id for line in result.lines) == [entry.id for entry in given_entries]
    assert result.earned == sum(line.entry.points or 0 for line in result.lines if line.counts)
    shares = [part.share for part in result.categories if part.share is not None]
    assert not shares or rounded(sum(shares, D(0)), 20) == 1


@given(policies(), entries(extra=False))
def test_without_extra_credit_the_percent_lies_between_lowest_and_highest(
    policy: Policy, given_entries: list[Entry]
) -> None:
    result = grade(policy, *given_entries)
    counted = [line.percent for line in result.lines if line.counts and line.percent is not None]
    if result.percent is not None:
        assert rounded(min(counted)) <= rounded(result.percent) <= rounded(max(counted))


@given(policies(drop=False), entries(flags=False, extra=False))
def test_it_agrees_with_fractions_worked_the_plain_way(policy: Policy, given_entries: list[Entry]) -> None:
    def by_points(chosen: list[Entry]) -> Fraction:
        earned = sum((Fraction(entry.points or 0) for entry in chosen), Fraction(0))
        return 100 * earned / sum((Fraction(entry.points_possible) for entry in chosen), Fraction(0))

    def mean(percents: list[Fraction], weights: list[Fraction]) -> Fraction | None:
        products = [percent * weight for percent, weight in zip(percents, weights, strict=True)]
        return sum(products, Fraction(0)) / sum(weights, Fraction(0)) if any(weights) else None

    groups = [[entry for entry in given_entries if entry.category_id == part.id] for part in policy.categories]
    if policy.method is Method.TOTAL_POINTS:
        expected = by_points(given_entries) if given_entries else None
    elif policy.method is Method.MEAN_OF_PERCENTS:
        expected = mean([by_points([entry]) for entry in given_entries], [Fraction(1)] * len(given_entries))
    else:
        weights = [Fraction(part.weight or 0) for part, group in zip(policy.categories, groups, strict=True) if group]
        expected = mean([by_points(group) for group in groups if group], weights)
    tenths = None if expected is None else D((expected * 10 + Fraction(1, 2)).__floor__()) / 10
    assert grade(policy, *given_entries).shown == tenths


@given(policies(), entries())
def test_exempt_is_as_if_it_were_not_there(policy: Policy, given_entries: list[Entry]) -> None:
    without = [entry for entry in given_entries if not entry.exempt]
    assert figures(grade(policy, *given_entries)) == figures(grade(policy, *without))


@given(policies(), entries(), st.integers(1, 3), possibles)
def test_a_blank_changes_nothing(policy: Policy, given_entries: list[Entry], category: int, possible: Decimal) -> None:
    blank = Entry(99, category, FIRST_DAY, possible)
    assert figures(grade(policy, *given_entries, blank)) == figures(grade(policy, *given_entries))


@given(policies(), entries(), st.integers(1, 6))
def test_before_entry_is_as_if_it_were_not_there(policy: Policy, given_entries: list[Entry], day: int) -> None:
    joined = FIRST_DAY + timedelta(days=day)
    after = [entry for entry in given_entries if entry.due_on >= joined]
    assert figures(grade(policy, *given_entries, counts_from=joined)) == figures(grade(policy, *after))


@given(policies(), entries(), st.integers(2, 9))
def test_points_on_another_scale_make_the_same_grade(policy: Policy, given_entries: list[Entry], factor: int) -> None:
    scaled = [
        replace(e, points_possible=e.points_possible * factor, points=None if e.points is None else e.points * factor)
        for e in given_entries
    ]
    assert figures(grade(policy, *given_entries)) == figures(grade(policy, *scaled))


@given(methods, entries(), st.integers(0, 4))
def test_dropping_more_never_lowers_the_percent_of_a_category(
    method: Method, given_entries: list[Entry], number: int
) -> None:
    """Nor, therefore, the grade by weighted categories. By the other methods it can: the lowest of a good category
    may be above the rest."""
    categories = [Category(category, D(30), number) for category in (1, 2, 3)]
    fewer = grade(Policy(method, categories), *given_entries)
    more = grade(Policy(method, [replace(category, drop_lowest=number + 1) for category in categories]), *given_entries)
    for one, other in zip(fewer.categories, more.categories, strict=True):
        assert (one.percent is None) == (other.percent is None)
        if one.percent is not None and other.percent is not None:
            assert rounded(one.percent, 20) <= rounded(other.percent, 20)
    if method is Method.WEIGHTED_CATEGORIES and fewer.shown is not None and more.shown is not None:
        assert fewer.shown <= more.shown


@given(st.integers(0, 10**6))
def test_rounding_is_half_up(thousandths: int) -> None:
    assert rounded(D(thousandths) / 1000) == D((thousandths + 50) // 100) / 10
