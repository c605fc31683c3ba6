"""Habitual truancy, Wis. Stat. 118.16(1)(a): part or all of five days in a semester."""

import pytest

from app.sis.attendance.truancy import Truancy, truancy


@pytest.mark.parametrize(
    ("days", "standing"),
    [(0, "none"), (2, "none"), (3, "near"), (4, "near"), (5, "habitual"), (9, "habitual")],
)
def test_the_standing_after_so_many_days(days: int, standing: str) -> None:
    assert truancy(days) is Truancy(standing)
