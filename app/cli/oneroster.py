"""flask oneroster: rosters and gradebooks of other systems."""

from pathlib import Path

import click

from app.cli.accounts import by_operator
from app.cli.group import Commands
from app.cli.intake import carry_out, import_options
from app.oneroster.columns import ADULTS
from app.oneroster.importer import import_bundle

oneroster = Commands("oneroster", help="Rosters and gradebooks of other systems.")


def _roles(context: click.Context, option: click.Parameter, value: str) -> tuple[str, ...]:
    roles = tuple(role.strip() for role in value.split(",") if role.strip())
    if unknown := [role for role in roles if role not in ADULTS]:
        raise click.BadParameter(f"{', '.join(unknown)}: only {', '.join(ADULTS)} can be vouched for")
    return roles


@oneroster.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@import_options
@click.option(
    "--vouch",
    default="",
    metavar="ROLE,…",
    callback=_roles,
    help="The district vouches for the ties of these roles (parent, guardian, relative): where nobody has decided yet, "
    "the adult gets a right to the student's records. Kept in the audit.",
)
def import_(path: Path, dry_run: bool, accept_valid_rows: bool, as_json: bool, vouch: tuple[str, ...]) -> None:
    """Take in the OneRoster CSV bundle PATH, a folder or a zip: version 1.1, full copies (bulk).

    All of it or nothing; with --accept-valid-rows the rejected rows are left out. The report names each of them.
    """
    carry_out(
        lambda tell: import_bundle(
            path,
            by=by_operator(),
            accept_valid_rows=accept_valid_rows,
            dry_run=dry_run,
            vouch=vouch,
            progress=tell,
        ),
        as_json,
    )
