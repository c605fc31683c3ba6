"""A group of commands whose refusals and broken databases end in one sentence, not in a traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from peewee import DataError, InterfaceError, OperationalError, ProgrammingError

from app.reasons import sentence
from app.sis.refused import Refused

NUMBER = click.IntRange(1, 2**31 - 1)  # of a row, as people type it: what the databases count to


class Commands(AppGroup):
    """`flask GROUP …`; exit code 1 when the command was refused."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise click.ClickException(sentence(refused)) from None
        except (OperationalError, InterfaceError, ProgrammingError, DataError) as error:
            raise click.ClickException(database_trouble(error)) from None


def database_trouble(error: Exception) -> str:
    """What to do about a database that does not answer."""
    cause = " ".join(str(error).split())
    if isinstance(error, DataError):
        return f"The database does not take one of the values ({cause}). Nothing was changed."
    if "no such table" in cause or ("does not exist" in cause and "relation" in cause):
        return "The database has no tables yet. Run: flask db migrate"
    if "column" in cause and any(sign in cause for sign in ("no such", "has no", "does not exist")):
        return "The database is older than this program. Run: flask db migrate"
    if "locked" in cause:
        return "The database is busy with another write. Try again when that has finished."
    return f"The database does not open ({cause}). Check DATABASE_URL: sqlite:///homeroom.db or postgresql://user:password@host/name."
