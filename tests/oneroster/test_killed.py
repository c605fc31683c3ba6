"""An import that is killed in the middle leaves nothing: no row, no file."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from peewee import Database

from app.database import connect
from app.database import db as proxy
from app.database.migrate import migrate
from app.intake.report import Outcome
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, StudentContact
from app.sis.schools.models import School
from tests.oneroster.bundles import Bundle, take, user

PUPILS = 3000

# Takes the bundle in and stands still once nine tenths are read: in the transaction, with thousands of rows written.
CHILD = """
import sys, time
from pathlib import Path
from app.database import connect
from app.oneroster.importer import import_bundle
from app.sis.actor import operator

connect(sys.argv[1])
read = 0

def progress(count, total):
    global read
    read += count
    if read > 0.9 * total:
        print("nine tenths", flush=True)
        time.sleep(60)

import_bundle(Path(sys.argv[2]), by=operator("tester"), vouch=("parent",), progress=progress)
"""


@contextmanager
def other_database(url: str) -> Iterator[Database]:
    """A migrated database of this test's own, which other processes see too."""
    before = proxy.obj
    database = connect(url)
    try:
        migrate()
        yield database
    finally:
        getattr(database, "close_all", database.close)()  # a pool keeps some open
        proxy.initialize(before)


@pytest.fixture
def url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if engine == "postgresql":
        return str(request.getfixturevalue("postgres").new_database("homeroom_killed"))
    return f"sqlite:///{tmp_path / 'homeroom.db'}"


def test_a_killed_import_leaves_nothing(url: str, bundle: Bundle, tmp_path: Path) -> None:
    bundle["users"].extend(user(f"pupil-{number}", "student", agentSourcedIds="maria") for number in range(PUPILS))
    path = bundle.write()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    root = Path(__file__).parents[2]
    with other_database(url) as database:
        database.close()
        environment = {**os.environ, "TMPDIR": str(scratch), "SQLITE_TMPDIR": str(scratch), "PYTHONPATH": str(root)}
        command = [sys.executable, "-c", CHILD, url, str(path)]
        with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "nine tenths\n"
            child.send_signal(signal.SIGKILL)
            assert child.wait(20) == -signal.SIGKILL
        database.connect()
        assert not any(model.select().exists() for model in (School, Person, StudentContact, AuditEvent))
        assert list(scratch.iterdir()) == []
        assert take(path).outcome is Outcome.APPLIED
        assert StudentContact.select().count() == PUPILS + 1
