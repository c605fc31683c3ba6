"""Cells that only our own files have."""

import re

from app.intake.cells import BadCell, one_line, several, shown

DAYS = ("mon", "tue", "wed", "thu", "fri")


def weekdays(cell: str) -> tuple[int, ...]:
    """Days of the school week, 0 Monday: `Mon,Wed`, `Monday` or `Mon-Fri`."""
    found: set[int] = set()
    for item in several(cell):
        days = [_day(word, item) for word in re.split(r"\s*-\s*", item, maxsplit=1)]
        if days[0] > days[-1]:
            raise BadCell(f"{shown(item)} runs backwards")
        found.update(range(days[0], days[-1] + 1))
    return tuple(sorted(found))


def _day(word: str, item: str) -> int:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday")
    for number, (short, name) in enumerate(zip(DAYS, full, strict=True)):
        if word.casefold() in (short, name):
            return number
    raise BadCell(f"{shown(item)} is no school day (Mon, Tue, Wed, Thu, Fri)")


def schedule_of(cell: str) -> str:
    """The name of a bell schedule written after a period: `Traditional` of "01 - Traditional"; else empty."""
    named = re.fullmatch(r"\d+\s+-\s+(.+)", one_line(cell), re.ASCII)
    return named[1] if named else ""
