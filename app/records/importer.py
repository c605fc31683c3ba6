"""Taking one of our own files in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.intake.report import Report
from app.intake.seen import scratch
from app.intake.sheet import Fault, Sheet
from app.intake.store import batches
from app.intake.taking import Taking, all_or_nothing
from app.records.kinds import Kind
from app.sis.actor import Actor


@dataclass(frozen=True)
class File:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise Fault(f"{self.name} cannot be opened: {error.strerror}.") from None


def import_file(
    kind: Kind,
    path: Path,
    *,
    by: Actor,
    accept_valid_rows: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], object] = lambda count, total: None,
) -> Report:
    """Take the file at `path` whole or, if asked, its valid rows.

    `progress` is told the bytes just read and those there are; the file is read twice.
    """
    connection = scratch()
    report = Report(connection)
    taking = Taking(by, report, connection)
    total = 2 * path.stat().st_size if path.is_file() else 0
    sheet = Sheet(File(path), kind.table, lambda count: progress(count, total))
    try:
        taking.look_through(sheet)
    except Fault as fault:
        report.faults = [str(fault)]
        return report
    name = kind.table.name
    taking.counts(name)
    action = f"records.import.{name}"
    with all_or_nothing(taking, action, accept_valid_rows=accept_valid_rows, dry_run=dry_run, file=path.name):
        if name in taking.sheets:
            for rows in batches(sheet.rows(report)):
                taking.reject_repeated(rows, name)
                kind.load([row for row in rows if not row.rejected], taking)
            kind.finish(taking)
    return report
