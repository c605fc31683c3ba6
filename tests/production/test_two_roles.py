"""PostgreSQL with an owner and a user who runs the pages, by the very lines of docs/operations.md."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from peewee import ProgrammingError

from app.database import connect, transaction
from app.database import db as proxy
from app.database.migrate import migrate
from app.sis.accounts.models import SignInAttempt
from app.sis.actor import operator
from app.sis.audit.actions import audited, record_access
from app.sis.audit.models import AccessEvent
from app.sis.audit.seals import seal_all, verify
from tests.build import District
from tests.servers import ROOT, Postgres
from tests.visitor import Visitor

TABLES = ("audit_event", "access_event", "seal", "sign_in_attempt")
OFFICE = operator("the office")


def documented(*verbs: str) -> list[str]:
    """The statements of docs/operations.md that begin with these words."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    return [line for line in re.findall(r"^    (\w.*);$", text, re.MULTILINE) if line.startswith(verbs)]


def run(url: str, statements: list[str]) -> None:
    assert statements
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def as_homeroom(postgres: Postgres, app: Any) -> Iterator[None]:
    """The models bound to a database that `homeroom_owner` owns, as `homeroom`."""
    before = proxy.obj
    run(postgres.url("postgres"), documented("CREATE ROLE", "CREATE DATABASE"))
    owner_url, user_url = (
        postgres.url("homeroom").replace("postgres:@", f"{role}:@") for role in ("homeroom_owner", "homeroom")
    )
    owner = connect(owner_url)
    migrate()
    owner.close()
    owner.close_all()  # type: ignore[attr-defined]
    run(owner_url, documented("GRANT", "ALTER DEFAULT", "REVOKE"))
    user = connect(user_url)
    yield
    user.close()
    user.close_all()  # type: ignore[attr-defined]
    proxy.initialize(before)
    run(postgres.url("postgres"), ["DROP DATABASE homeroom", "DROP ROLE homeroom", "DROP ROLE homeroom_owner"])


def test_who_runs_the_pages_adds_and_seals_and_cannot_change(as_homeroom: None, app: Any) -> None:
    district = District()
    ana = district.student()
    district.account(district.guardian(ana), "maria.reyes")
    visitor = Visitor(app).sign_in("maria.reyes").open(f"/students/{ana.key}/grades").follow("View Access Log")
    assert "No member of the staff has opened the record yet." in visitor.main
    with audited("something", OFFICE):
        record_access(1, 1, 1, "grades", "seen", "counselor")
    assert SignInAttempt.select().count() == 1
    assert len(seal_all()) == 2
    assert [verdict.fault for verdict in verify()] == ["", ""]
    for table in TABLES:
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction():
                proxy.execute_sql(statement)
        for statement in (f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"DROP TABLE {table}"):
            with pytest.raises(ProgrammingError, match="must be owner"), transaction():
                proxy.execute_sql(statement)
    assert AccessEvent.select().where(AccessEvent.outcome == "seen").count() > 0
