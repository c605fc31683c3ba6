"""One event for what was done, nothing for what failed, and nothing that can be changed afterwards."""

import json

import pytest
from peewee import DatabaseError, IntegrityError

from app.database import db, transaction
from app.sis.accounts.models import SignInAttempt
from app.sis.actor import operator
from app.sis.audit.actions import audited, record_access
from app.sis.audit.models import AccessEvent, AuditEvent
from app.sis.audit.seals import seal_all
from app.sis.schools.models import School
from tests.build import District

OFFICE = operator("the office")
TABLES = ("audit_event", "access_event", "seal", "sign_in_attempt")


def test_the_outermost_action_writes_one_event(district: District) -> None:
    with audited("outer", OFFICE, about=7, why="because") as facts:
        with audited("inner", OFFICE, part=1):
            pass
        with audited("inner", OFFICE, part=2):
            pass
        facts["late"] = True
    event = AuditEvent.get()
    assert (event.action, event.actor, event.person_id) == ("outer", "operator the office", 7)
    assert json.loads(event.facts) == {"why": "because", "inner": [{"part": 1}, {"part": 2}], "late": True}


def test_what_fails_leaves_neither_row_nor_event(district: District) -> None:
    schools = School.select().count()

    def half_done() -> None:
        with audited("outer", OFFICE):
            School.create(name="Half done", code="HALF")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert School.select().count() == schools
    assert AuditEvent.select().count() == 0


def test_a_failed_inner_action_is_undone_alone(district: District) -> None:
    def twice() -> None:
        with audited("inner", OFFICE):
            School.create(name="Undone", code="UNDONE")
            School.create(name="Twice", code="KEPT")

    with audited("outer", OFFICE):
        School.create(name="Kept", code="KEPT")
        with pytest.raises(IntegrityError):
            twice()
    assert {school.code for school in School.select()} >= {"KEPT"}
    assert School.get_or_none(School.code == "UNDONE") is None
    assert "inner" in AuditEvent.get().facts


@pytest.fixture
def written(district: District) -> None:
    """A row in each table that is only added to."""
    with audited("something", OFFICE):
        record_access(1, 1, 1, "grades", "seen")
    SignInAttempt.create(outcome="miss", address="192.0.2.17")
    seal_all()


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 0", "DELETE FROM {}"])
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_what_happened(written: None, statement: str, table: str) -> None:
    with pytest.raises(DatabaseError, match="insert-only"), transaction():
        db.execute_sql(statement.format(table))


@pytest.mark.parametrize("table", TABLES)
def test_nor_by_what_goes_around_update_and_delete(written: None, engine: str, table: str) -> None:
    around = f"REPLACE INTO {table} SELECT * FROM {table}" if engine == "sqlite" else f"TRUNCATE {table} CASCADE"
    with pytest.raises(DatabaseError, match="insert-only"), transaction():
        db.execute_sql(around)


def test_whose_record_a_change_is_about(district: District) -> None:
    with audited("something", OFFICE, about=7, student_id=8):
        pass
    assert (AuditEvent.get().person_id, AuditEvent.get().student_id) == (7, 8)


def test_an_access_is_kept_once_an_hour(district: District) -> None:
    for category in ("grades", "grades", "schedule"):
        record_access(1, 1, 1, category, "seen")
    assert AccessEvent.select().count() == 2
