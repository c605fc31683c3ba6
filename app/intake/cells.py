"""Reading one cell. A parser takes the cell without the blanks around it, never empty, and raises BadCell."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Parser = Callable[[str], object]

CENT = Decimal("0.01")
MOST_POINTS = Decimal("9999999.99")  # what a PointsField holds


class BadCell(ValueError):
    """Why a cell cannot be taken; the text goes on after the column's name."""


def shown(cell: str) -> str:
    """A cell as a report may show it: short, in quotes, nothing that a terminal would obey."""
    short = cell if len(cell) <= 40 else f"{cell[:40]}…"
    return "'" + "".join(char if char.isprintable() else "?" for char in short) + "'"


class DoubtfulCell(BadCell):
    """Why a cell is left empty although the row is taken."""


def text(limit: int = 255, lines: bool = False) -> Callable[[str], str]:
    """Text of at most `limit` characters; with `lines`, line breaks and tabs may stand in it."""

    def parse(cell: str) -> str:
        if lines:
            cell = cell.replace("\r\n", "\n")
        if len(cell) > limit:
            raise BadCell(f"has {len(cell)} characters; {limit} is the most")
        if any(unicodedata.category(char) == "Cc" and not (lines and char in "\n\t") for char in cell):
            raise BadCell("holds a line break or control character")
        return cell

    return parse


one_line = text()
long_line = text(limit=8000)


def several(cell: str) -> tuple[str, ...]:
    """A list divided by commas; blanks around the items and repetitions do not count."""
    items = (item.strip() for item in long_line(cell).split(","))
    return tuple(dict.fromkeys(one_line(item) for item in items if item))


def one_of(*words: str) -> Parser:
    """One of these words, however it is capitalised; the word as it is written here."""
    by_folded = {word.casefold(): word for word in words}

    def parse(cell: str) -> str:
        word = by_folded.get(cell.casefold())
        if word is None:
            raise BadCell(f"{shown(cell)} is none of {', '.join(words)}")
        return word

    return parse


def truth(cell: str) -> bool:
    """true or false, however capitalised."""
    if cell.casefold() not in ("true", "false"):
        raise BadCell(f"{shown(cell)} is neither true nor false")
    return cell.casefold() == "true"


def email(cell: str) -> str:
    """An e-mail address by its form; raises DoubtfulCell."""
    if len(cell) > 255 or not cell.isprintable() or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", cell):
        raise DoubtfulCell("is no e-mail address; it is left empty")
    return cell


def day(cell: str) -> date:
    """A date, YYYY-MM-DD, of 1900 to 2199."""
    try:
        if not re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", cell, re.ASCII):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell(f"{shown(cell)} is no date (YYYY-MM-DD)") from None


def wall_time(cell: str) -> time:
    """A time of the day, HH:MM or HH:MM:SS."""
    try:
        if not re.fullmatch(r"\d\d:\d\d(:\d\d)?", cell, re.ASCII):
            raise ValueError
        return time.fromisoformat(cell)
    except ValueError:
        raise BadCell(f"{shown(cell)} is no time (HH:MM)") from None


def points(cell: str) -> Decimal:
    """A number, kept to two decimals (half up)."""
    try:
        if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", cell, re.ASCII):
            raise InvalidOperation
        number = Decimal(cell)
    except InvalidOperation:
        raise BadCell(f"{shown(cell)} is no number") from None
    if abs(number) > MOST_POINTS:
        raise BadCell(f"{shown(cell)} is out of range")
    return number.quantize(CENT, ROUND_HALF_UP)


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number in a range, both ends included."""

    def parse(cell: str) -> int:
        if not re.fullmatch(r"\d{1,9}", cell, re.ASCII) or not lowest <= int(cell) <= highest:
            raise BadCell(f"{shown(cell)} is no whole number from {lowest} to {highest}")
        return int(cell)

    return parse


def period(cell: str) -> str:
    """A period as a short code: `1` for "1", "01" and "01 - Traditional", else the text itself ("HR")."""
    numbered = re.fullmatch(r"0*(\d+)(\s+-\s.*)?", one_line(cell), re.ASCII)
    code = numbered[1] if numbered else cell
    if len(code) > 20:
        raise BadCell(f"{shown(cell)} has more than 20 characters")
    return code


def periods(cell: str) -> tuple[str, ...]:
    """A list of periods."""
    return tuple(dict.fromkeys(period(item) for item in several(cell)))
