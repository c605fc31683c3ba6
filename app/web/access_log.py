"""The access log in words: the lines of a table, the same for the page and for the file."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from io import StringIO

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from app import changes, clock
from app.sis.access.queries import Child
from app.sis.access.roles import GUARDIAN, Role
from app.sis.access_log import queries
from app.sis.access_log.queries import Attempt, Change, Look, Span
from app.sis.actor import Cause
from app.web.navigation import record_name
from app.web.sessions import viewer

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # with which a cell would be calculated
OUTCOMES = {
    "success": lazy_gettext("signed in"),
    "password": lazy_gettext("right password, then the code was asked"),
    "again": lazy_gettext("right password, to change the account"),
    "miss": lazy_gettext("wrong password or code"),
    "disabled": lazy_gettext("refused: the account was disabled"),
}
ROLES: dict[str, LazyString] = {
    Role.TEACHER: lazy_gettext("teacher"),
    Role.COUNSELOR: lazy_gettext("counselor"),
    Role.SCHOOL_OFFICE: lazy_gettext("school office"),
    Role.ATTENDANCE_OFFICE: lazy_gettext("attendance office"),
    Role.DISTRICT_OFFICE: lazy_gettext("district office"),
}

CAUSES: dict[Cause, LazyString] = {
    Cause.THREE_MISSES: lazy_gettext("after three misses"),
    Cause.LEFT_STAFF: lazy_gettext("after the last role on the staff had ended"),
    Cause.WRONG_BIRTH_DATES: lazy_gettext("after too many wrong birth dates"),
}


class Name(str):
    """A name, a device, an address: not to be translated."""

    def __html__(self) -> str:
        return f'<span translate="no">{escape(self)}</span>'


@dataclass(frozen=True)
class Line:
    """What happened on a day, at an instant where it is told."""

    on: date
    at: datetime | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`columns` name the cells after day and time."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def sign_ins(_children: Sequence[Child], span: Span, _is_chosen: bool) -> Table:
    """The viewer's own sign-ins and misses."""
    columns = (gettext("What"), gettext("Device"), gettext("Address"))
    return Table(columns, tuple(map(_of_attempt, queries.attempts(viewer(), span))))


def views(children: Sequence[Child], span: Span, _is_chosen: bool) -> Table:
    """Who else opened these children's records."""
    names = _names(children)
    rows = queries.looks(viewer(), list(names), span, own=False)
    return Table(
        _columns(names, gettext("Who"), gettext("What was opened")),
        tuple(_line(row.on, row.at, names, row.student_id, _looker(row), record_name(row.category)) for row in rows),
    )


def own_views(children: Sequence[Child], span: Span, _is_chosen: bool) -> Table:
    """What the viewer opened of them: else their own clicks would hide those of others."""
    names = _names(children)
    rows = queries.looks(viewer(), list(names), span, own=True)
    return Table(
        _columns(names, gettext("What was opened")),
        tuple(_line(row.on, row.at, names, row.student_id, record_name(row.category)) for row in rows),
    )


def alterations(children: Sequence[Child], span: Span, is_chosen: bool) -> Table:
    """What was changed about these children's records and, unless one of them is chosen, about the viewer's account."""
    names = _names(children)
    rows = queries.changes(viewer(), list(names), span, list(changes.SENTENCES), own=not is_chosen)
    return Table(
        _columns(names, gettext("Who"), gettext("What was changed")),
        tuple(_line(_day(row.at), row.at, names, row.student_id, _changer(row), _changed(row)) for row in rows),
    )


KINDS: Mapping[str, Callable[[Sequence[Child], Span, bool], Table]] = {
    "views": views,
    "own": own_views,
    "changes": alterations,
    "sign-ins": sign_ins,
}


def as_file(table: Table) -> bytes:
    """The table as CSV in UTF-8, with the mark by which Excel knows that, and without anything it would calculate."""
    text = StringIO()
    out = csv.writer(text)
    out.writerow([gettext("Day"), gettext("Time"), *table.columns])
    for line in table.lines:
        time = f"{clock.local(line.at):%H:%M}" if line.at else ""
        out.writerow([line.on.isoformat(), time, *map(_plain, line.cells)])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else str(cell)


def _columns(names: Mapping[int, Name], *columns: str) -> tuple[str, ...]:
    return (*columns, gettext("Child")) if len(names) > 1 else columns


def _names(children: Sequence[Child]) -> dict[int, Name]:
    return {child.id: Name(child.given_name) for child in children}


def _line(on: date, at: datetime | None, names: Mapping[int, Name], student_id: int | None, *cells: str) -> Line:
    """These cells, and where there are several children the one it is about."""
    return Line(on, at, (*cells, names.get(student_id or 0, "–")) if len(names) > 1 else cells)


def _day(at: datetime) -> date:
    return clock.local(at).date()


def _of_attempt(row: Attempt) -> Line:
    device = Name(row.device) if row.device else gettext("unknown")
    return Line(_day(row.at), row.at, (str(OUTCOMES[row.outcome]), device, Name(row.address)))


def _looker(row: Look) -> str:
    if row.role == GUARDIAN:
        return Name(row.name)
    role = str(ROLES[row.role])
    return gettext("%(name)s, %(role)s", name=row.name, role=role) if row.name else role


def _changer(row: Change) -> str:
    if row.by_viewer:
        return gettext("you")
    if row.cause:
        return str(CAUSES[row.cause])
    return Name(row.by) if row.by else gettext("the school or the district")


def _changed(row: Change) -> str:
    return changes.sentence(row.action, gettext("you") if row.about_viewer else row.about or gettext("another adult"))
