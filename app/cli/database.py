"""flask db: schema versions."""

import click
from flask import current_app

from app.cli.group import Commands
from app.database import connect
from app.database import migrate as schema

database = Commands("db", help="Schema versions of the database.")


@database.command()
def migrate() -> None:
    """Bring the database to the newest version; does nothing when it is there."""
    _as_owner()
    applied = schema.migrate()
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("The database is up to date.")


@database.command()
def status() -> None:
    """Which versions there are, and when each was applied."""
    _as_owner()
    for migration in schema.status():
        click.echo(f"{migration.name}  {migration.applied or 'pending'}")


def _as_owner() -> None:
    """Only the owner of the tables may change them; who runs the pages may be another, with fewer rights."""
    settings = current_app.config["SETTINGS"]
    if settings.database_owner_url != settings.database_url:
        connect(settings.database_owner_url)
