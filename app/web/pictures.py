"""Small pictures of numbers that stand beside them as text: drawn in the text's own colour, so in any a reader sets.

SVG elements with presentation attributes alone: no style, no script, no address.
"""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

HEIGHT, STEP, GAP = 50, 14, 2  # pixels

Number = Decimal | int


def bars(full: Sequence[Number], whole: Number, hollow: Sequence[Number] = ()) -> Markup:
    """A full bar for each number, beside it a hollow one, between the lines of nothing and of the whole.

    What is more than the whole ends at its line; what is less than nothing, at the other.
    """
    width = STEP * len(full)
    wide = (STEP - GAP) // (2 if hollow else 1)
    solid = "".join(_bar(STEP * at, wide, number, whole) for at, number in enumerate(full))
    outlined = "".join(_bar(STEP * at + wide, wide, number, whole) for at, number in enumerate(hollow))
    return Markup(
        '<svg width="{0}" height="{1}" stroke="currentColor" fill="none" aria-hidden="true">'
        '<path d="M0 .5H{0}M0 {2}.5H{0}{4}"/><path fill="currentColor" d="{3}"/></svg>'
    ).format(width, HEIGHT, HEIGHT - 1, solid, outlined)


def _bar(left: int, wide: int, number: Number, whole: Number) -> str:
    """A closed path from the lower line up; none for nothing."""
    tall = round((HEIGHT - 2) * max(0, min(number / whole, 1)))
    return f"M{left}.5 {HEIGHT - 1}.5v-{tall}h{wide - 1}v{tall}z" if tall else ""
