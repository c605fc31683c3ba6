"""flask audit: sealing, and what verify says."""

import pytest
from click.testing import Result
from flask import Flask
from peewee import Database

from app.sis.actor import operator
from app.sis.audit import seals
from app.sis.audit.actions import audited, record_access
from app.sis.audit.models import Seal


@pytest.fixture
def written(db: Database) -> None:
    """Two changes and a look."""
    for _ in range(2):
        with audited("something", operator("the office")):
            pass
    record_access(1, 1, 1, "grades", "seen", "guardian")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *arguments])


def test_seal_and_verify(app: Flask, written: None) -> None:
    assert run(app, "verify").output == (
        "audit_event: 0 rows under 0 seals are as they were sealed.\n  last seal: none yet\n  not sealed yet: 2 rows\n"
        "access_event: 0 rows under 0 seals are as they were sealed.\n  last seal: none yet\n  not sealed yet: 1 rows\n"
    )
    sealed = run(app, "seal")
    first, second = (seal.digest for seal in Seal.select().order_by(Seal.id))
    assert sealed.output == (
        f"audit_event: sealed rows 1 to 2 (2): {first}\naccess_event: sealed rows 1 to 1 (1): {second}\n"
    )
    assert run(app, "seal").output == "Everything is sealed already.\n"
    verified = run(app, "verify")
    assert verified.exit_code == 0
    assert f"audit_event: 2 rows under 1 seals are as they were sealed.\n  last seal: {first}\n" in verified.output
    assert "not sealed yet: 0 rows" in verified.output


def test_a_broken_log_is_said_with_exit_code_1(app: Flask, written: None, db: Database) -> None:
    run(app, "seal")
    db.execute_sql("DROP TRIGGER audit_event_update")  # type: ignore[no-untyped-call]
    db.execute_sql("UPDATE audit_event SET actor = 'nobody' WHERE id = 2")  # type: ignore[no-untyped-call]
    verified = run(app, "verify")
    assert verified.exit_code == 1
    assert (
        "BROKEN: audit_event row 2 was changed. What was sealed before it, 0 rows, is as it was.\n" in verified.output
    )
    assert "access_event: 1 rows under 1 seals are as they were sealed." in verified.output


def test_a_digest_from_a_mail(app: Flask, written: None) -> None:
    run(app, "seal")
    kept = [seal.digest for seal in seals.newest_seals()]
    assert run(app, "verify", *kept).exit_code == 0
    verified = run(app, "verify", kept[0], "00ff")
    assert verified.exit_code == 1
    assert "BROKEN: no seal here has the digest 00ff.\n" in verified.output
