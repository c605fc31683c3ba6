"""The grade in progress of one student in one section, and every fact needed to explain it.

Pure: values in, values out; the page makes the sentences. The rules are the field's, as school districts use them.
Weights are percent (60 and 40); percents run from 0 to 100, and above with extra credit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

ZERO, HUNDRED = Decimal(0), Decimal(100)

# Worked out with 50 digits and shown from 28: the mean of 9/12 and three times 10/12 is exactly 81.25, which decimal's
# usual 28 digits alone make 81.24999….
_WORKING, _SHOWN = Context(prec=50), Context(prec=28, rounding=ROUND_HALF_UP)


class Method(StrEnum):
    TOTAL_POINTS = "total_points"
    WEIGHTED_CATEGORIES = "weighted_categories"
    MEAN_OF_PERCENTS = "mean_of_percents"


class Effect(StrEnum):
    """What a score does within its category. What the category does to the grade is its share."""

    COUNTED = "counted"
    MISSING_AS_ZERO = "missing_as_zero"
    EXTRA_CREDIT = "extra_credit"  # of 0 points possible: adds to the earned points alone
    EXTRA_CREDIT_NOT_COUNTED = "extra_credit_not_counted"  # nothing to add it to, see calculate()
    DROPPED = "dropped"
    EXEMPT = "exempt"
    NOT_GRADED = "not_graded"  # blank, whether or not it is past its due date
    MISSING_NO_EFFECT = "missing_no_effect"
    BEFORE_ENTRY = "before_entry"


@dataclass(frozen=True, slots=True)
class Category:
    id: int
    weight: Decimal | None = None  # percent; None is no weight
    drop_lowest: int = 0  # scores


@dataclass(frozen=True, slots=True)
class Policy:
    method: Method
    categories: Sequence[Category]
    missing_counts_as_zero: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """An assignment with the student's score. Late and incomplete are information: points that were given count, also
    of work marked missing."""

    id: int
    category_id: int
    due_on: date
    points_possible: Decimal
    points: Decimal | None = None  # None: blank
    missing: bool = False
    exempt: bool = False
    late: bool = False
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class ScaleStep:
    letter: str
    cutoff: Decimal  # percent


@dataclass(frozen=True, slots=True)
class Line:
    """An entry and what became of it."""

    entry: Entry
    effect: Effect
    percent: Decimal | None = None  # counted or dropped scores; None where no points are possible

    @property
    def counts(self) -> bool:
        return self.effect in (Effect.COUNTED, Effect.MISSING_AS_ZERO, Effect.EXTRA_CREDIT)

    @property
    def earned(self) -> Decimal:
        return self.entry.points or ZERO if self.counts else ZERO

    @property
    def possible(self) -> Decimal:
        return self.entry.points_possible if self.counts else ZERO

    @property
    def extra(self) -> Decimal:
        """Points of extra credit: what was earned over the maximum."""
        return max(self.earned - self.possible, ZERO)


@dataclass(frozen=True, slots=True)
class CategoryResult:
    category: Category
    lines: tuple[Line, ...]  # in the order given
    percent: Decimal | None  # None: nothing counts here yet
    share: Decimal | None = None  # of the grade, 0 to 1, by weighted categories; None: no scores or no weight

    @property
    def earned(self) -> Decimal:
        return sum((line.earned for line in self.lines), ZERO)

    @property
    def possible(self) -> Decimal:
        return sum((line.possible for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True)
class Grade:
    method: Method
    percent: Decimal | None  # unrounded; None: nothing counts yet
    shown: Decimal | None  # to one decimal: what the letter is read from
    step: ScaleStep | None  # None as well below the lowest cutoff
    categories: tuple[CategoryResult, ...]  # in the order of the policy

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for result in self.categories for line in result.lines)

    @property
    def earned(self) -> Decimal:
        return sum((result.earned for result in self.categories), ZERO)

    @property
    def possible(self) -> Decimal:
        return sum((result.possible for result in self.categories), ZERO)

    @property
    def weights_total(self) -> Decimal:
        return sum((result.category.weight or ZERO for result in self.categories), ZERO)

    @property
    def weights_used(self) -> Decimal:
        """Of the categories that have scores: what the shares are shares of."""
        return sum((result.category.weight or ZERO for result in self.categories if result.share is not None), ZERO)

    @property
    def weights_add_up(self) -> bool:
        return self.method is not Method.WEIGHTED_CATEGORIES or self.weights_total == HUNDRED


def rounded(percent: Decimal, places: int = 1) -> Decimal:
    """Half up, once, for display. Every percent of this module is unrounded and goes through here."""
    return _SHOWN.plus(percent).quantize(Decimal(1).scaleb(-places), context=_SHOWN)


def calculate(
    policy: Policy, entries: Sequence[Entry], scale: Iterable[ScaleStep], counts_from: date | None = None
) -> Grade:
    """What was due before counts_from, the day a late entrant joined, does not count; None or an earlier day carries
    scores over.

    Extra credit of 0 points possible adds to the points earned in the section (total points) or in its category
    (weighted categories). It does not count where it would be divided by nothing: as long as no other score counts
    there, and by mean of percents always, for it has no percent. Points over the maximum count by every method.

    Raises ValueError for an entry of a category that the policy does not have.
    """
    known = {category.id for category in policy.categories}
    if strange := [entry.id for entry in entries if entry.category_id not in known]:
        raise ValueError(f"entries {strange} are of categories that the policy does not have")
    with localcontext(_WORKING):
        lines = [_line(entry, policy.missing_counts_as_zero, counts_from) for entry in entries]
        groups = [
            _drop_lowest([line for line in lines if line.entry.category_id == category.id], category.drop_lowest)
            for category in policy.categories
        ]
        results = [
            CategoryResult(category, tuple(group), _percent(policy.method, group))
            for category, group in zip(policy.categories, _settle_extra_credit(policy.method, groups), strict=True)
        ]
        if policy.method is Method.WEIGHTED_CATEGORIES:
            percent, results = _weigh(results)
        else:
            percent = _percent(policy.method, [line for result in results for line in result.lines])
    shown = None if percent is None else rounded(percent)
    reached = [step for step in scale if shown is not None and step.cutoff <= shown]
    step = max(reached, key=lambda step: step.cutoff, default=None)
    return Grade(policy.method, percent, shown, step, tuple(results))


def _line(entry: Entry, missing_counts_as_zero: bool, counts_from: date | None) -> Line:
    if entry.exempt:
        return Line(entry, Effect.EXEMPT)
    if counts_from is not None and entry.due_on < counts_from:
        return Line(entry, Effect.BEFORE_ENTRY)
    if entry.points is not None:
        if entry.points_possible:
            return Line(entry, Effect.COUNTED, entry.points * HUNDRED / entry.points_possible)
        return Line(entry, Effect.EXTRA_CREDIT)
    if not entry.missing:
        return Line(entry, Effect.NOT_GRADED)
    if missing_counts_as_zero and entry.points_possible:
        return Line(entry, Effect.MISSING_AS_ZERO, ZERO)
    return Line(entry, Effect.MISSING_NO_EFFECT)


def _drop_lowest(lines: list[Line], count: int) -> list[Line]:
    """The lowest percent goes first; ties: lowest points, earliest due, then the id, so that the order given is no
    matter. One score always stays; extra credit is neither dropped nor the one that stays."""
    ranked = sorted(
        (line.percent, line.earned, line.entry.due_on, line.entry.id) for line in lines if line.percent is not None
    )
    dropped = {entry_id for *_, entry_id in ranked[: min(count, len(ranked) - 1)]}
    return [replace(line, effect=Effect.DROPPED) if line.entry.id in dropped else line for line in lines]


def _settle_extra_credit(method: Method, groups: list[list[Line]]) -> list[list[Line]]:
    divisible = [method is not Method.MEAN_OF_PERCENTS and any(line.possible for line in group) for group in groups]
    if method is Method.TOTAL_POINTS:
        divisible = [any(divisible)] * len(groups)
    return [
        group if counts else [_without_extra_credit(line) for line in group]
        for group, counts in zip(groups, divisible, strict=True)
    ]


def _without_extra_credit(line: Line) -> Line:
    return replace(line, effect=Effect.EXTRA_CREDIT_NOT_COUNTED) if line.effect is Effect.EXTRA_CREDIT else line


def _percent(method: Method, lines: Iterable[Line]) -> Decimal | None:
    counted = [line for line in lines if line.counts]
    if method is Method.MEAN_OF_PERCENTS:
        percents = [line.percent for line in counted if line.percent is not None]
        return sum(percents, ZERO) / len(percents) if percents else None
    possible = sum((line.possible for line in counted), ZERO)
    return sum((line.earned for line in counted), ZERO) * HUNDRED / possible if possible else None


def _weigh(results: list[CategoryResult]) -> tuple[Decimal | None, list[CategoryResult]]:
    """Σ (percent × weight) ÷ Σ weights, over the categories that have scores."""
    scored = [(r.percent, r.category.weight) for r in results if r.percent is not None and r.category.weight]
    used = sum((weight for _, weight in scored), ZERO)
    if not used:
        return None, results
    shared = [
        replace(r, share=r.category.weight / used) if r.percent is not None and r.category.weight else r
        for r in results
    ]
    return sum((percent * weight for percent, weight in scored), ZERO) / used, shared
