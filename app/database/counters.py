"""Counting for limits, exactly, on the application's own database: a storage for the `limits` library.

Each count is one statement. Per address it has its own commit; a transaction around it could take it back.
"""

from datetime import UTC, timedelta

from limits.storage import Storage
from peewee import CharField, DateTimeField, IntegerField, PeeweeException

from app import clock
from app.database.base import Record
from app.database.connection import db

STORAGE = "app-db://"


class Counter(Record):
    """A count and when it is forgotten."""

    key = CharField(primary_key=True)
    count = IntegerField()
    expires_at = DateTimeField(index=True)


def forget_expired() -> None:
    """Delete the counts whose time is over."""
    Counter.delete().where(Counter.expires_at <= clock.now()).execute()


class DatabaseStorage(Storage):
    """`app-db://`: survives restarts, the same for every worker."""

    STORAGE_SCHEME = [STORAGE.removesuffix("://")]

    @property
    def base_exceptions(self) -> type[Exception]:
        return PeeweeException

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now, window = clock.now(), timedelta(seconds=expiry)
        too_late = now + 2 * window  # the clock was set back by more than the window: nobody shall wait for it
        arguments = (key, amount, now + window, now, too_late, amount, amount, now, too_late)
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
  count = CASE WHEN counter.expires_at <= ? OR counter.expires_at > ? THEN ? ELSE counter.count + ? END,
  expires_at = CASE WHEN counter.expires_at <= ? OR counter.expires_at > ? THEN excluded.expires_at
    ELSE counter.expires_at END
RETURNING count
"""
