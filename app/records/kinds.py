"""The kinds of files there are."""

from collections.abc import Callable
from dataclasses import dataclass

from app.intake.sheet import Row, Table
from app.intake.taking import Taking
from app.records import attendance, bell_schedules, contacts, section_meetings


@dataclass(frozen=True)
class Kind:
    """A table, and what becomes of its rows: a batch at a time, and once at the end."""

    table: Table
    load: Callable[[list[Row], Taking], None]
    finish: Callable[[Taking], None] = lambda taking: None


KINDS = {
    kind.table.name: kind
    for kind in (
        Kind(contacts.TABLE, contacts.load),
        Kind(bell_schedules.TABLE, bell_schedules.load, bell_schedules.finish),
        Kind(section_meetings.TABLE, section_meetings.load, section_meetings.finish),
        Kind(attendance.TABLE, attendance.load, attendance.finish),
    )
}
