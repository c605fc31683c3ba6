"""What a file holds, remembered outside the memory: SQLite's own temporary file, gone when the process is."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple


def scratch() -> sqlite3.Connection:
    """An empty database in a file without a name: whatever ends the process, nothing of it stays."""
    connection = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Sight(NamedTuple):
    """One id of a file: the line it stands on first, how often it stands there, and its row's kind and fate."""

    line: int
    times: int
    note: str  # of users the role, of orgs the type
    gone: bool  # the row says that the record is no more
    taken: bool


class Seen:
    """The ids of the files of one import."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.execute(
            "CREATE TABLE seen (file TEXT, id TEXT, line INT, times INT, note TEXT, gone INT, taken INT DEFAULT 0, "
            "PRIMARY KEY (file, id)) WITHOUT ROWID"
        )

    def add(self, file: str, rows: Iterable[tuple[str, int, str, bool]]) -> None:
        """Remember rows: id, line, note, gone."""
        self._db.executemany(
            "INSERT INTO seen (file, id, line, times, note, gone) VALUES (?, ?, ?, 1, ?, ?) "
            "ON CONFLICT (file, id) DO UPDATE SET times = times + 1",
            ((file, *row) for row in rows),
        )

    def take(self, file: str, ids: Iterable[str]) -> None:
        """Remember that the rows with these ids were taken."""
        self._db.executemany("UPDATE seen SET taken = 1 WHERE file = ? AND id = ?", ((file, each) for each in ids))

    def find(self, file: str, ids: Sequence[str]) -> dict[str, Sight]:
        """Those of the ids that the file holds."""
        marks = ", ".join("?" * len(ids))
        rows = self._db.execute(
            f"SELECT id, line, times, note, gone, taken FROM seen WHERE file = ? AND id IN ({marks})", (file, *ids)
        )
        return {
            each: Sight(line, times, note, bool(gone), bool(taken)) for each, line, times, note, gone, taken in rows
        }
