"""The database's files."""

import subprocess
import sys
import threading
from pathlib import Path

from app.database import connect
from app.database import db as proxy


def test_sqlite_s_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    before = proxy.obj
    try:
        database = connect(f"sqlite:///{tmp_path / 'homeroom.db'}")
        proxy.execute_sql("CREATE TABLE one (a)")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        assert modes == dict.fromkeys(("homeroom.db", "homeroom.db-wal", "homeroom.db-shm"), 0o600)
        database.close()
    finally:
        proxy.initialize(before)


def test_a_command_that_ends_takes_nothing_from_a_server_that_goes_on(tmp_path: Path) -> None:
    """SQLite's locks are the process's: a second connection must not give up those of the first."""
    before = proxy.obj
    file = tmp_path / "homeroom.db"

    def rows_elsewhere() -> str:
        """As another process finds them, which then closes the file."""
        read = f"import sqlite3; print(*sqlite3.connect({str(file)!r}).execute('SELECT count(*) FROM one').fetchone())"
        return subprocess.run([sys.executable, "-c", read], check=True, capture_output=True, text=True).stdout.strip()

    try:
        database = connect(f"sqlite:///{file}")
        proxy.execute_sql("CREATE TABLE one (a)")
        another = threading.Thread(target=database.connect)
        another.start()
        another.join()
        assert rows_elsewhere() == "0"
        proxy.execute_sql("INSERT INTO one VALUES (1)")
        assert rows_elsewhere() == "1"
        database.close()
    finally:
        proxy.initialize(before)
