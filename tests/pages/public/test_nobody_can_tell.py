"""An unknown name, a wrong password and a disabled account cost the same. 500 of each: python -m tests.bench.sign_in"""

import time
from statistics import median

import pytest
from peewee import SqliteDatabase

from app import clock
from app.sis.accounts import actions, passwords
from app.sis.accounts.models import Account
from app.sis.accounts.origin import Origin
from app.sis.refused import Refused
from tests.build import PASSWORD, District
from tests.conventions.statements import counted

HERE = Origin("192.0.2.1", "Firefox, Windows", "a mark")
TYPED = {
    "unknown": ("nobody.here", "wrong"),
    "wrong": ("maria.reyes", "wrong"),
    "disabled, wrong": ("carlos.reyes", "wrong"),
    "disabled, right": ("carlos.reyes", PASSWORD),
}


@pytest.fixture(autouse=True)
def accounts(district: District) -> None:
    student = district.student()
    district.account(district.guardian(student), "maria.reyes")
    carlos = district.account(district.guardian(student), "carlos.reyes")
    Account.update(disabled_at=clock.now()).where(Account.id == carlos.id).execute()


def attempt(kind: str) -> None:
    with pytest.raises(Refused, match="sign_in_failed"):
        actions.sign_in(*TYPED[kind], HERE)


def test_each_asks_the_database_the_same(db: SqliteDatabase) -> None:
    found = {}
    for kind in TYPED:
        with counted(db) as statements:
            attempt(kind)
        found[kind] = [statement.split()[0] for statement in statements]
    assert len(found["unknown"]) > 10
    assert found["wrong"] == found["unknown"]
    assert found["disabled, wrong"] == found["unknown"]
    assert found["disabled, right"] == found["unknown"]


def test_each_computes_one_hash(db: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []
    verify = passwords._hasher.verify

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            computed.append(password_hash)
            return verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for number, kind in enumerate(TYPED, 1):
        attempt(kind)
        assert len(computed) == number


def test_each_takes_about_as_long(db: SqliteDatabase) -> None:
    seconds: dict[str, list[float]] = {kind: [] for kind in TYPED}
    for _ in range(2):  # a third miss would disable
        for kind in TYPED:
            started = time.perf_counter()
            attempt(kind)
            seconds[kind].append(time.perf_counter() - started)
    middles = [median(each) for each in seconds.values()]
    assert max(middles) < 3 * min(middles)  # without a hash it would be a hundred times less
