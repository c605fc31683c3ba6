"""Taking a bundle in: look through it once, then write it in one transaction."""

from collections.abc import Callable, Iterable
from pathlib import Path

from app.intake.report import Report
from app.intake.seen import scratch
from app.intake.sheet import Fault, Progress, Row, Sheet
from app.intake.store import batches
from app.intake.taking import GONE, all_or_nothing
from app.oneroster import bundle as bundles
from app.oneroster.columns import TABLES
from app.oneroster.loaders import LOADERS, Loader
from app.oneroster.run import Run
from app.oneroster.withdrawals import withdraw
from app.sis.actor import Actor

NOTED = {"users": "role", "orgs": "type", "enrollments": "role"}  # what is remembered of a row beside its id


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
    right to the student's records. `progress` is told the bytes just read and those there are; files are read twice.
    """
    connection = scratch()
    report = Report(connection)
    run = Run(by, report, connection, vouch=frozenset(vouch))
    facts = {"vouched": f"the district vouches for the ties of: {', '.join(sorted(run.vouch))}"} if run.vouch else {}
    try:
        with bundles.opened(path, report) as bundle:
            total = 2 * bundle.size
            report.faults = _look_through(bundle, run, lambda count: progress(count, total))
            if report.faults:
                return report
            with all_or_nothing(
                run, "oneroster.import", accept_valid_rows=accept_valid_rows, dry_run=dry_run, bundle=path.name, **facts
            ):
                for name in TABLES:
                    if name in run.sheets:
                        _load(run.sheets[name], LOADERS[name], run)
    except Fault as fault:
        report.faults = [str(fault)]
    return report


def _look_through(bundle: bundles.Bundle, run: Run, progress: Progress) -> list[str]:
    """What is wrong with the files as a whole: the first fault of each."""
    faults = []
    for name, table in TABLES.items():
        sheet = bundle.sheet(table, progress)
        if sheet is not None:
            try:
                run.look_through(sheet, NOTED.get(name, ""))
            except Fault as fault:
                faults.append(str(fault))
    return faults


def _load(sheet: Sheet, loader: Loader, run: Run) -> None:
    """Withdraw what the file no longer has, then write what it has, so that references meet living records only."""
    file = sheet.table.name
    run.counts(file)
    withdraw(file, run)
    for batch in batches(sheet.rows(run.report), loader.batch):
        rows = [row for row in batch if not _is_gone(row, run, sheet)]
        run.reject_repeated(rows, file)
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
