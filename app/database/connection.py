"""The one database, SQLite or PostgreSQL, named by DATABASE_URL."""

import os
from contextlib import suppress
from typing import Any, cast

from peewee import Database, DatabaseProxy, InterfaceError, OperationalError, PostgresqlDatabase, SqliteDatabase
from playhouse import db_url
from playhouse.pool import PooledPostgresqlDatabase

db = DatabaseProxy()

SQLITE = {
    "lock_type": "IMMEDIATE",  # a transaction that reads and then writes would otherwise fail when another writes
    "pragmas": {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "synchronous": 1,
        "recursive_triggers": 1,  # else REPLACE would take rows away without asking the triggers of the logs
    },
}
POSTGRESQL = {"prefer_psycopg3": True, "max_connections": 32, "stale_timeout": 300}


class PrivateSqlite(SqliteDatabase):
    """A SQLite file is made readable by its owner alone; SQLite gives the files beside it the same mode."""

    def _connect(self) -> Any:
        if self.database != ":memory:":
            # Only one that is not there: to close a file gives up the locks that SQLite has on it in the whole process,
            # and then the next program that ends takes the journal away, with all that is written from there on.
            with suppress(OSError):  # SQLite says it when it opens the file
                os.close(os.open(self.database, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        return super()._connect()  # type: ignore[misc]  # its stubs leave it out


class LastingPostgresql(PooledPostgresqlDatabase):
    """A thread keeps its connection. One that the server has hung up on, as at its restart, is made anew.

    A read that found out is asked again; a write is not, since it may have arrived.
    """

    def cursor(self, named_cursor: Any = None) -> Any:
        if self._is_dead() and not self.in_transaction():
            self.manual_close()
        return super().cursor(named_cursor)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        try:
            return super().execute_sql(sql, params)
        except (OperationalError, InterfaceError):
            if not sql.startswith("SELECT") or not self._is_dead() or self.in_transaction():
                raise
            return super().execute_sql(sql, params)

    def _is_dead(self) -> bool:
        return not self.is_closed() and bool(self.connection().closed)


db_url.register_database(PrivateSqlite, "sqlite")
db_url.register_database(LastingPostgresql, "postgresql+lasting")


class UnknownDatabase(ValueError):
    """DATABASE_URL names nothing that can be opened; the text says what to do."""


def connect(url: str) -> Database:
    """Bind the models to the database at `url` (`sqlite:///file` or `postgresql://…`); raises UnknownDatabase.

    Nothing is opened yet: a connection is made when a request or a command first needs one.
    """
    scheme = url.partition(":")[0]
    try:
        if scheme == "sqlite":
            database = db_url.connect(url, **SQLITE)
        elif scheme in ("postgresql", "postgres"):
            database = db_url.connect(url.replace(scheme, "postgresql+lasting", 1), **POSTGRESQL)
        else:
            raise ValueError(scheme)
    except (ValueError, RuntimeError, TypeError) as error:
        raise UnknownDatabase(
            f"DATABASE_URL is {url!r}; write sqlite:///homeroom.db or postgresql://user:password@host/name."
        ) from error
    db.initialize(database)
    return cast(Database, database)


def is_postgresql() -> bool:
    return isinstance(db.obj, PostgresqlDatabase)
