"""Cells, one by one."""

from datetime import date, time
from decimal import Decimal

import pytest

from app.intake import cells
from app.intake.cells import BadCell, Parser


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.one_line, "Muñoz Ñandú", "Muñoz Ñandú"),
        (cells.text(10, lines=True), "a\r\nb\tc", "a\nb\tc"),
        (cells.several, " a, b,,a ", ("a", "b")),
        (cells.one_of("fully graded"), "Fully Graded", "fully graded"),
        (cells.truth, "TRUE", True),
        (cells.truth, "false", False),
        (cells.day, "2028-02-29", date(2028, 2, 29)),
        (cells.wall_time, "08:35", time(8, 35)),
        (cells.points, "66.665", Decimal("66.67")),
        (cells.points, "-0.5", Decimal("-0.50")),
        (cells.points, "1e2", Decimal("100.00")),
        (cells.whole_number(1, 9), "9", 9),
        (cells.period, "01", "1"),
        (cells.period, "10 - Traditional", "10"),
        (cells.period, "1-2", "1-2"),
        (cells.period, "HR", "HR"),
        (cells.periods, "1,03,01", ("1", "3")),
        (cells.email, "maria.reyes@example.org", "maria.reyes@example.org"),
    ],
)
def test_taken(parse: Parser, cell: str, value: object) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.one_line, "a\nb"),
        (cells.one_line, "a\x85b"),
        (cells.one_line, "a" * 256),
        (cells.text(lines=True), "a\0b"),
        (cells.truth, "1"),
        (cells.day, "2027-02-29"),
        (cells.day, "20270228"),
        (cells.day, "2027-W01-1"),
        (cells.day, "0001-01-01"),
        (cells.day, "２０２７-01-01"),
        (cells.wall_time, "24:00"),
        (cells.points, "NaN"),
        (cells.points, "Infinity"),
        (cells.points, "1_000"),
        (cells.points, "10000000"),
        (cells.points, "1e99"),
        (cells.whole_number(1, 9), "10"),
        (cells.whole_number(1, 9), "²"),
        (cells.period, "x" * 21),
        (cells.email, "two@at@example.org"),
        (cells.email, "no at"),
    ],
)
def test_refused(parse: Parser, cell: str) -> None:
    with pytest.raises(BadCell):
        parse(cell)


def test_a_cell_in_a_report_commands_no_terminal() -> None:
    assert cells.shown("a\x1b[2J\n" + "b" * 60) == "'a?[2J?" + "b" * 34 + "…'"
