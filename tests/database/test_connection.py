"""The database's files."""

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
