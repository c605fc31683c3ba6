"""The same key from two processes at once, and many birth dates at once."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from app.database import db
from app.sis.accounts.models import Account, SignIn
from app.sis.activation.models import ActivationKey
from app.sis.activation.opening import WRONG_BIRTH_DATES, read_letter
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Student
from app.sis.refused import Refused
from tests.build import District
from tests.servers import ROOT
from tests.storm import other_database

BORN = date(2012, 3, 4)
PATIENCE = 60  # seconds
OPEN = """
import sys, time
from datetime import date
from pathlib import Path
from app.database import connect
from app.sis.accounts.names import use_secret
from app.sis.accounts.origin import Origin
from app.sis.activation.opening import Wanted, open_account
from app.sis.refused import Refused

url, key, username, gate = sys.argv[1:]
use_secret("a secret for this test only")
connect(url)
print("ready", flush=True)
while not Path(gate).exists():
    time.sleep(0.001)
try:
    open_account(key, date(2012, 3, 4), Wanted(username, "a horse that reads", "en"), Origin("192.0.2.7"))
    print("opened")
except Refused as refused:
    print(refused.code)
"""


@pytest.fixture
def url(engine: str, tmp_path: Path, request: pytest.FixtureRequest, session_app: object) -> str:
    if engine == "postgresql":
        return str(request.getfixturevalue("postgres").new_database("homeroom_same_key"))
    return f"sqlite:///{tmp_path / 'homeroom.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with other_database(url) as database:
        yield database


@pytest.fixture
def key(database: Database) -> str:
    district = District()
    ana: Student = district.student(birth_on=BORN)
    return district.letter(district.guardian(ana), ana)


def test_of_two_processes_one_opens_the_account(key: str, url: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url, key, username, str(gate)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for username in ("maria.one", "maria.two")
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    gate.touch()
    answers = [process.communicate(timeout=PATIENCE)[0].strip() for process in processes]
    assert sorted(answers) == ["key_used", "opened"]
    assert Account.select().count() == SignIn.select().count() == 1
    assert AuditEvent.select().where(AuditEvent.action == "account.activated").count() == 1
    assert ActivationKey.select().where(ActivationKey.used_at.is_null(False)).count() == 1


def test_of_many_birth_dates_at_once_five_are_looked_at(key: str) -> None:
    answers: Counter[str] = Counter()
    gate = threading.Barrier(20)

    def attempt(number: int) -> None:
        gate.wait()
        try:
            read_letter(key, date(2013, 1, 1 + number))
        except Refused as refused:
            answers[refused.code] += 1
        finally:
            db.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert answers == {"birth_date_wrong": WRONG_BIRTH_DATES, "key_waits": 20 - WRONG_BIRTH_DATES}
