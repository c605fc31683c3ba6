"""Habitual truancy, Wis. Stat. 118.16(1)(a): part or all of five days in a semester."""

import pytest

from app.sis.attendance.truancy import Truancy, truancy


@pytest.mark.parametrize(
    ("days", "standing"),
    [(0, Truancy.NONE), (2, Truancy.NONE), (3, Truancy.NEAR), (4, Truancy.NEAR), (5, Truancy.HABITUAL), (9, Truancy.HABITUAL)],
)  # fmt: skip
def test_the_standing_after_so_many_days(days: int, standing: Truancy) -> None:
    assert truancy(days) is standing
