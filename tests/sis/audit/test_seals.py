"""Seals on both databases: what was closed cannot be touched unseen, and no row comes late into a closed batch."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from peewee import Database, fn

from app import clock
from app.database.connection import is_postgresql
from app.sis.actor import operator
from app.sis.audit import seals
from app.sis.audit.actions import audited, record_access
from app.sis.audit.models import AccessEvent, AuditEvent, Seal
from app.sis.refused import Refused
from tests.servers import Postgres
from tests.storm import other_database

OFFICE = operator("the office")
Connection = psycopg.Connection[tuple[Any, ...]]
Tamper = Callable[[str], None]


def change(what: str = "something") -> None:
    with audited(what, OFFICE, about=7, note="por qué"):
        pass


@pytest.fixture
def sealed(db: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ten changes in batches of four, all sealed: their ids."""
    monkeypatch.setattr(seals, "BATCH", 4)
    for number in range(10):
        change(f"change {number}")
    seals.seal_all()
    return [event.id for event in AuditEvent.select().order_by(AuditEvent.id)]


@pytest.fixture
def tamper(db: Any) -> Tamper:
    """What the owner of the database can do: take the triggers away and write what they like."""

    def run(sql: str) -> None:
        for table in ("audit_event", "access_event", "seal"):
            if is_postgresql():
                db.execute_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                db.execute_sql(f"DROP TRIGGER IF EXISTS {table}_update")
                db.execute_sql(f"DROP TRIGGER IF EXISTS {table}_delete")
        db.execute_sql(sql)

    return run


def fault() -> str:
    return {verdict.log: verdict.fault for verdict in seals.verify()}["audit_event"]


def test_what_was_sealed_stands(sealed: list[int]) -> None:
    record_access(1, 1, 1, "grades", "seen", "guardian")
    change("one more")
    audit, access = seals.verify()
    assert (audit.log, audit.seals, audit.rows, audit.unsealed, audit.fault) == ("audit_event", 3, 10, 1, "")
    assert (access.log, access.seals, access.rows, access.unsealed, access.fault) == ("access_event", 0, 0, 1, "")
    assert [(seal.rows, seal.last_id) for seal in seals.seal_all()] == [
        (1, sealed[-1] + 1),
        (1, AccessEvent.select(fn.MAX(AccessEvent.id)).scalar()),
    ]
    assert [verdict.unsealed for verdict in seals.verify()] == [0, 0]
    assert seals.seal_all() == []


def test_seals_follow_one_another_without_a_gap(sealed: list[int]) -> None:
    made = list(Seal.select().order_by(Seal.first_id))
    assert made[0].first_id == 1
    assert [seal.first_id for seal in made[1:]] == [seal.last_id + 1 for seal in made[:-1]]
    assert len({seal.digest for seal in made}) == 3


@pytest.mark.parametrize(
    "column", ["at = '2020-01-01 00:00:00'", "actor = 'nobody'", "person_id = NULL", "facts = '{}'", "action = ''"]
)
def test_a_row_that_was_changed_is_named(sealed: list[int], tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE audit_event SET {column} WHERE id IN ({sealed[6]}, {sealed[8]})")
    assert fault() == f"audit_event row {sealed[6]} was changed"


@pytest.mark.parametrize("place", [0, 3, 4, 9])
def test_a_row_that_is_missing_is_named(sealed: list[int], tamper: Tamper, place: int) -> None:
    tamper(f"DELETE FROM audit_event WHERE id = {sealed[place]}")
    assert fault() == f"audit_event row {sealed[place]} is missing"


def test_a_row_put_in_between_is_named(sealed: list[int], tamper: Tamper) -> None:
    """Into a gap, as the numbers of a PostgreSQL have them."""
    row = "'2026-11-24 18:00:00', 'x', 'x', '{}'"
    gap = sealed[-1] + 5
    tamper(f"INSERT INTO audit_event (id, at, action, actor, facts) VALUES ({gap}, {row})")
    seals.seal_all()
    assert fault() == ""
    tamper(f"INSERT INTO audit_event (id, at, action, actor, facts) VALUES ({gap - 2}, {row})")
    assert fault() == f"audit_event row {gap - 2} was put in later"


def test_a_seal_that_is_missing_or_was_changed_is_named(sealed: list[int], tamper: Tamper) -> None:
    first, second, _ = Seal.select().order_by(Seal.first_id)
    tamper(f"UPDATE seal SET sealed_at = '2020-01-01 00:00:00' WHERE id = {second.id}")
    assert fault().startswith(f"the seal of audit_event {second.first_id}-{second.last_id} was changed")
    tamper(f"DELETE FROM seal WHERE id = {first.id}")
    assert fault() == f"the seal before audit_event {second.first_id}-{second.last_id} is missing"


def test_a_seal_made_anew_does_not_fit_the_next(sealed: list[int], tamper: Tamper) -> None:
    """Who knows how, changes a row and its seal to match: the next seal tells, and so does the digest in the mail."""
    first, second, last = Seal.select().order_by(Seal.first_id)
    tamper(f"UPDATE audit_event SET actor = 'nobody' WHERE id = {sealed[0]}")
    rows = list(seals._rows("audit_event", 0, first.last_id))
    marks, digest = " ".join(map(seals.mark, rows)), seals.digest(first, "", rows)
    tamper(f"UPDATE seal SET marks = '{marks}', digest = '{digest}' WHERE id = {first.id}")
    assert fault().startswith(f"the seal of audit_event {second.first_id}-{second.last_id} was changed")
    assert not seals.is_sealed_with(first.digest)
    assert seals.is_sealed_with(last.digest.upper())


def test_a_day_has_one_seal_of_each_log(db: Database) -> None:
    for _ in range(3):
        change()
        seals.seal_daily()
    assert Seal.select().count() == 1
    record_access(1, 1, 1, "grades", "seen", "guardian")
    seals.seal_daily()
    assert [seal.log for seal in seals.newest_seals()] == ["access_event", "audit_event"]
    with clock.stopped(clock.now() + timedelta(hours=12)):  # after midnight
        seals.seal_daily()
    assert [(seal.log, seal.rows) for seal in Seal.select().order_by(Seal.id)] == [
        ("audit_event", 1),
        ("access_event", 1),
        ("audit_event", 2),
    ]


def test_a_row_is_the_same_from_either_database(db: Database) -> None:
    record_access(2, 3, 4, "grades", "seen", "counselor")
    [row] = seals._rows("access_event", 0, 10**9)
    assert seals.canonical(row[1:]) == (
        b'[2,"2026-11-24T18:00:00","grades","2026-11-24","2026-11-24T18:00:00","seen","counselor",3,4]\n'
    )


# Numbers that are given before their rows are to be seen: PostgreSQL alone.


@pytest.fixture
def late(postgres: Postgres, session_app: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """Somebody else's connection to a database of its own."""
    monkeypatch.setattr(seals, "PATIENCE", 0.2)
    url = postgres.new_database("homeroom_seals")
    with other_database(url), psycopg.connect(url) as connection:
        yield connection


def add(connection: Connection) -> int:
    sql = "INSERT INTO audit_event (at, action, actor, facts) VALUES ('2026-11-24', 'late', 'x', '{}') RETURNING id"
    row = connection.execute(sql).fetchone()
    assert row
    return int(row[0])


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_nothing_is_sealed_before_whoever_has_a_lower_number_is_through(late: Connection, end: str) -> None:
    number = add(late)
    change("early, with a higher number")
    with pytest.raises(Refused, match="log_busy"):
        seals.seal_all()
    assert Seal.select().count() == 0
    getattr(late, end)()
    [seal] = seals.seal_all()
    assert (seal.first_id, seal.last_id, seal.rows) == (1, number + 1, 2 if end == "commit" else 1)
    assert fault() == ""


def test_a_number_that_waits_for_its_row_holds_the_seal_back(late: Connection) -> None:
    """Between the number and the row lies nothing that anybody can see but the lock: it comes before the number."""
    late.execute(
        "CREATE FUNCTION pg_temp.locks() RETURNS bigint LANGUAGE sql VOLATILE AS "
        "$$ SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() $$"
    )
    row = late.execute(
        "INSERT INTO audit_event (at, action, actor, facts) "
        "SELECT '2026-11-24', 'held before', pg_temp.locks()::text, '{}' RETURNING actor"
    ).fetchone()
    assert row == ("1",)


def test_who_adds_does_not_wait_for_the_seal(late: Connection) -> None:
    add(late)
    with pytest.raises(Refused):
        seals.seal_all()
    change("at once")  # while the other is still under way
    late.commit()
