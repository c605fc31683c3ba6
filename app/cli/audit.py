"""flask audit: closing the logs, and telling whether they are as they were closed."""

import click

from app.cli.group import Commands
from app.sis.audit import seals

audit = Commands("audit", help="The logs of access and changes, and their seals.")


@audit.command()
def seal() -> None:
    """Close what was written so far. The worker does it each day."""
    made = seals.seal_all()
    for each in made:
        click.echo(f"{each.log}: sealed rows {each.first_id} to {each.last_id} ({each.rows}): {each.digest}")
    if not made:
        click.echo("Everything is sealed already.")


@audit.command()
@click.argument("digests", nargs=-1, metavar="[DIGEST]…")
def verify(digests: tuple[str, ...]) -> None:
    """Compare every sealed row with its seal, and the seals with digests that were mailed; exit code 1 when broken."""
    verdicts = seals.verify()
    for each in verdicts:
        if each.fault:
            click.echo(f"BROKEN: {each.fault}. What was sealed before it, {each.rows} rows, is as it was.")
        else:
            click.echo(f"{each.log}: {each.rows} rows under {each.seals} seals are as they were sealed.")
            click.echo(f"  last seal: {each.digest or 'none yet'}")
        click.echo(f"  not sealed yet: {each.unsealed} rows")
    unknown = [digest for digest in digests if not seals.is_sealed_with(digest)]
    for digest in unknown:
        click.echo(f"BROKEN: no seal here has the digest {digest}.")
    if unknown or any(each.fault for each in verdicts):
        raise click.exceptions.Exit(1)
