"""Schema versions, forwards, with peewee's own runner."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from peewee import SqliteDatabase
from playhouse.migrations import Migration, Runner

from app.database.connection import db

DIRECTORY = Path(__file__).parent / "migrations"
POSTGRESQL_LOCK = 7_061_972  # any number that nobody else takes as an advisory lock


def migrate() -> list[str]:
    """Apply what is pending and name it. Safe to call twice, and from two machines at once: one waits for the other."""
    with _alone():
        db.connect(reuse_if_open=True)  # two that open a new SQLite file at once trip over its journal
        applied: list[str] = Runner(db.obj, str(DIRECTORY)).up()
    return applied


def status() -> list[Migration]:
    """Every migration there is, in order; `applied` is the time, or None while it is pending."""
    db.connect(reuse_if_open=True)
    rows: list[Migration] = Runner(db.obj, str(DIRECTORY)).status()
    return rows


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else migrates this database meanwhile."""
    if not isinstance(db.obj, SqliteDatabase):
        db.execute_sql("SELECT pg_advisory_lock(%s)", (POSTGRESQL_LOCK,))
        try:
            yield
        finally:
            db.execute_sql("SELECT pg_advisory_unlock(%s)", (POSTGRESQL_LOCK,))
    elif db.obj.database == ":memory:" or not Path(db.obj.database).parent.is_dir():
        yield  # nobody shares the one; SQLite refuses the other when it opens it
    else:
        with FileLock(f"{db.obj.database}.migrating"):
            yield
