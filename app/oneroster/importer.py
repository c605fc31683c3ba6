"""Taking a bundle in: look through it once, then write it in one transaction."""

from collections.abc import Callable, Iterable
from pathlib import Path

from app.intake.report import Outcome, Report
from app.intake.seen import scratch
from app.intake.sheet import Fault, Progress, RawRow, Row, Sheet
from app.intake.store import batches
from app.oneroster import bundle as bundles
from app.oneroster.columns import TABLES
from app.oneroster.loaders import LOADERS, Loader
from app.oneroster.run import Run
from app.oneroster.withdrawals import withdraw
from app.sis.actor import Actor
from app.sis.audit.actions import audited

NOTED = {"users": "role", "orgs": "type", "enrollments": "role"}  # what is remembered of a row beside its id
GONE = ("tobedeleted", "inactive")


class _Undone(Exception):
    """Takes the transaction back."""


def import_bundle(
    path: Path,
    *,
    by: Actor,
    accept_valid_rows: bool = False,
    dry_run: bool = False,
    vouch: Iterable[str] = (),
    progress: Callable[[int, int], object] = lambda count, total: None,
) -> Report:
    """Take the OneRoster 1.1 bundle at `path` (folder or zip) whole or, if asked, its valid rows; never half.

    `vouch` names the roles (parent, guardian, relative) whose undecided ties the district vouches for: they get a
    right to the student's records. `progress` is told the bytes just read and those there are; each file is read twice.
    """
    connection = scratch()
    report = Report(connection)
    run = Run(by, report, connection, frozenset(vouch))
    try:
        with bundles.opened(path, report) as bundle:
            total = 2 * bundle.size
            faults = _look_through(bundle, run, lambda count: progress(count, total))
            if faults:
                report.faults = faults
                return report
            with audited("oneroster.import", by, bundle=path.name, accept_valid_rows=accept_valid_rows) as facts:
                if run.vouch:
                    facts["vouched"] = f"the district vouches for the ties of role {', '.join(sorted(run.vouch))}"
                for name in TABLES:
                    if name in run.sheets:
                        _load(run.sheets[name], LOADERS[name], run)
                facts["kinds"] = report.totals()
                if report.rejected and not accept_valid_rows:
                    raise _Undone
                report.outcome = Outcome.WOULD_APPLY if dry_run else Outcome.APPLIED
                if dry_run:
                    raise _Undone
    except Fault as fault:
        report.faults = [str(fault)]
        report.outcome = Outcome.REFUSED
    except _Undone:
        pass
    return report


def _look_through(bundle: bundles.Bundle, run: Run, progress: Progress) -> list[str]:
    """Read every file once: its header, its form to the end, its ids. The faults found, one for each file."""
    faults = []
    for name, table in TABLES.items():
        sheet = bundle.sheet(table, progress)
        if sheet is None:
            continue
        try:
            sheet.check_header(run.report)
            for rows in batches(sheet.raw_rows()):
                run.sheets[name] = sheet
                run.seen.add(name, [_sight(row, name) for row in rows if row.cells.get("sourcedId")])
        except Fault as fault:
            faults.append(str(fault))
        else:
            if name not in run.sheets:
                run.report.note(sheet.file, "has a header and no row: what is on record stays")
    return faults


def _sight(row: RawRow, file: str) -> tuple[str, int, str, bool]:
    note = row.cells.get(NOTED.get(file, ""), "").lower()
    return row.cells["sourcedId"], row.line, note, row.cells.get("status", "").lower() in GONE


def _load(sheet: Sheet, loader: Loader, run: Run) -> None:
    """Withdraw what the file no longer has, then write what it has, so that references meet living records only."""
    file = sheet.table.name
    run.counts(file)
    withdraw(file, run)
    for batch in batches(sheet.rows(run.report), loader.batch):
        rows = [row for row in batch if not _is_gone(row, run, sheet)]
        _reject_duplicates(rows, file, run)
        run.resolve(rows, file, sheet.table.references)
        loader.load([row for row in rows if not row.rejected], run)
        run.seen.take(file, [row["sourcedId"] for row in rows if not row.rejected])
    if loader.finish:
        loader.finish(run)


def _is_gone(row: Row, run: Run, sheet: Sheet) -> bool:
    if row["status"]:
        line = 0 if row["status"] == "active" else row.line
        run.report.note(sheet.file, f"status {row['status']} in a full copy", line)
    return row["status"] in GONE


def _reject_duplicates(rows: list[Row], file: str, run: Run) -> None:
    sights = run.seen.find(file, [row["sourcedId"] for row in rows])
    for row in rows:
        sight = sights[row["sourcedId"]]
        if sight.times > 1:
            reason = f"stands on {sight.times} rows (first on line {sight.line}): none of them is taken"
            run.reject(file, row, "sourcedId", reason)
