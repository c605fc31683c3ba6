"""One event for what was done, nothing for what failed, and nothing that can be changed afterwards."""

import json

import pytest
from peewee import DatabaseError, IntegrityError

from app.database import transaction
from app.sis.actor import operator
from app.sis.audit.actions import audited, record_access
from app.sis.audit.models import AccessEvent, AuditEvent
from app.sis.schools.models import School
from tests.build import District

OFFICE = operator("the office")


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


@pytest.mark.parametrize("statement", ["UPDATE {} SET account_id = 0", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["audit_event", "access_event"])
def test_the_database_refuses_to_change_what_happened(district: District, statement: str, table: str) -> None:
    with audited("something", OFFICE):
        record_access(1, 1, 1, "grades", "seen")
    database = AuditEvent._meta.database
    with pytest.raises(DatabaseError, match="insert-only"), transaction():
        database.execute_sql(statement.format(table))


def test_an_access_is_kept_once_an_hour(district: District) -> None:
    for category in ("grades", "grades", "schedule"):
        record_access(1, 1, 1, category, "seen")
    assert AccessEvent.select().count() == 2
