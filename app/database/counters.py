"""Counting for limits, exactly, on the application's own database: a storage for the `limits` library.

Each count is one statement with its own commit: never inside a transaction, which could take it back.
"""

from datetime import UTC, timedelta

from limits.storage import Storage
from peewee import CharField, DateTimeField, IntegerField, PeeweeException

from app import clock
from app.database.base import Record
from app.database.connection import db


class Counter(Record):
    """A count and when it is forgotten."""

    key = CharField(primary_key=True)
    count = IntegerField()
    expires_at = DateTimeField()


class DatabaseStorage(Storage):
    """`app-db://`: survives restarts, the same for every worker."""

    STORAGE_SCHEME = ["app-db"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return PeeweeException

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = clock.now()
        arguments = (key, amount, now + timedelta(seconds=expiry), now, amount, amount, now)
        return int(db.execute_sql(INCREMENT.replace("?", db.param), arguments).fetchone()[0])

    def get(self, key: str) -> int:
        row = Counter.get_or_none((Counter.key == key) & (Counter.expires_at > clock.now()))
        return row.count if row else 0

    def get_expiry(self, key: str) -> float:
        row = Counter.get_or_none(Counter.key == key)
        return (row.expires_at if row else clock.now()).replace(tzinfo=UTC).timestamp()

    def check(self) -> bool:
        return bool(db.execute_sql("SELECT 1").fetchone())

    def reset(self) -> int | None:
        return int(Counter.delete().execute())

    def clear(self, key: str) -> None:
        Counter.delete().where(Counter.key == key).execute()


INCREMENT = """
INSERT INTO counter (key, count, expires_at) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN counter.expires_at <= ? THEN ? ELSE counter.count + ? END,
  expires_at = CASE WHEN counter.expires_at <= ? THEN excluded.expires_at ELSE counter.expires_at END
RETURNING count
"""
