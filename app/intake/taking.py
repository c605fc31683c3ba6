"""One import under way, and its transaction: all of it, its valid rows, or nothing."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.intake.report import Counts, Outcome, Report
from app.intake.seen import Seen
from app.intake.sheet import Fault, Row, Sheet
from app.intake.store import batches
from app.sis.actor import Actor
from app.sis.audit.actions import audited

GONE = ("tobedeleted", "inactive")


@dataclass
class Taking:
    """Who takes files in, what was seen of them, the report, and a scratch database for what waits."""

    by: Actor
    report: Report
    scratch: sqlite3.Connection
    seen: Seen = field(init=False)
    sheets: dict[str, Sheet] = field(default_factory=dict)  # by the name of their table; those with at least one row

    def __post_init__(self) -> None:
        self.seen = Seen(self.scratch)

    def counts(self, kind: str) -> Counts:
        return self.report.kinds[kind]

    def reject(self, table: str, row: Row, column: str, reason: str) -> None:
        row.rejected = True
        self.report.reject(table, self.sheets[table].file, row.line, column, reason)

    def look_through(self, sheet: Sheet, noted: str = "") -> None:
        """Read a file once before anything is written: its header, its form to the end, its ids; raises Fault.

        `noted` is a column whose cell is remembered with the id.
        """
        table = sheet.table
        sheet.check_header(self.report)
        for rows in batches(sheet.raw_rows()):
            self.sheets[table.name] = sheet
            cells = [(row.line, row.cells) for row in rows if row.cells.get(table.key[0])]
            self.seen.add(
                table.name,
                [
                    (table.key_of(each), line, each.get(noted, "").lower(), each.get("status", "").lower() in GONE)
                    for line, each in cells
                ],
            )
        if table.name not in self.sheets:
            self.report.note(sheet.file, "has a header and no row: what is on record stays")

    def reject_repeated(self, rows: Sequence[Row], table: str) -> None:
        """Of a key that stands on several rows of a file none is taken."""
        sights = self.seen.find(table, [row.key for row in rows])
        for row in rows:
            sight = sights.get(row.key)
            if sight is None:
                raise Fault(f"{self.sheets[table].file} has changed while it was read.")
            if sight.times > 1:
                key = ", ".join(self.sheets[table].table.key)
                reason = f"stands on {sight.times} rows (first on line {sight.line}): none of them is taken"
                self.reject(table, row, key, reason)


@contextmanager
def all_or_nothing(
    taking: Taking, action: str, *, accept_valid_rows: bool, dry_run: bool, **facts: object
) -> Iterator[None]:
    """The transaction of an import and its audit event; what comes of it is said in the report."""
    report = taking.report
    try:
        with audited(action, taking.by) as event:
            event.update(facts, accept_valid_rows=accept_valid_rows)
            yield
            event["kinds"] = report.totals()
            if report.rejected and not accept_valid_rows:
                raise _Undone
            if dry_run:
                report.outcome = Outcome.WOULD_APPLY
                raise _Undone
        report.outcome = Outcome.APPLIED
    except Fault as fault:
        report.faults = [str(fault)]
    except _Undone:
        pass


class _Undone(Exception):
    """Takes the transaction back."""
