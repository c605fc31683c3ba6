"""flask records: our own CSV files."""

from pathlib import Path

import click

from app.cli.accounts import by_operator
from app.cli.group import Commands
from app.cli.intake import carry_out, import_options
from app.records.importer import import_file
from app.records.kinds import KINDS

records = Commands("records", help="Our own CSV files, for what OneRoster does not carry.")


@records.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@import_options
def import_(kind: str, file: Path, dry_run: bool, accept_valid_rows: bool, as_json: bool) -> None:
    """Take in a FILE of this KIND. Columns: docs/csv-formats.md.

    All of it or nothing; with --accept-valid-rows the rejected rows are left out. The report names each of them.
    """
    carry_out(
        lambda tell: import_file(
            KINDS[kind],
            file,
            by=by_operator(),
            accept_valid_rows=accept_valid_rows,
            dry_run=dry_run,
            progress=tell,
        ),
        as_json,
    )
