"""flask db: schema versions."""

import click

from app.cli.group import Commands
from app.database import migrate as schema

database = Commands("db", help="Schema versions of the database.")


@database.command()
def migrate() -> None:
    """Bring the database to the newest version; does nothing when it is there."""
    applied = schema.migrate()
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("The database is up to date.")


@database.command()
def status() -> None:
    """Which versions there are, and when each was applied."""
    for migration in schema.status():
        click.echo(f"{migration.name}  {migration.applied or 'pending'}")
