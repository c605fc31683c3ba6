"""The commands: what they print, their exit codes, and never a traceback."""

import json
import tracemalloc
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from peewee import Database

from app.intake.report import Outcome
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, StudentContact
from tests.oneroster.bundles import Bundle, take, user


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle(tmp_path)


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def test_applied(app: Flask, bundle: Bundle) -> None:
    result = run(app, "oneroster", "import", bundle.write())
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Applied."
    assert "users                         3          0          0          0          0" in result.output
    assert Person.select().count() == 3
    assert AuditEvent.get().actor.startswith("operator ")


def test_refused(app: Flask, bundle: Bundle) -> None:
    bundle.row("users", "kim")["role"] = ""
    result = run(app, "oneroster", "import", bundle.zip())
    assert result.exit_code == 1
    assert "  users.csv line 4, column role: is empty" in result.output
    assert result.output.splitlines()[-1] == (
        "Refused: 2 rows are rejected and nothing was written. Mend the file, or add --accept-valid-rows."
    )
    assert not Person.select().exists()
    accepted = run(app, "oneroster", "import", bundle.zip(), "--accept-valid-rows")
    assert accepted.exit_code == 0
    assert Person.select().count() == 2


def test_a_fault_is_one_sentence(app: Flask, tmp_path: Path) -> None:
    result = run(app, "oneroster", "import", tmp_path / "nowhere.zip")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "Refused: nothing was written."
    assert len(result.output.splitlines()) == 2


def test_dry_run_says_what_would_be(app: Flask, bundle: Bundle) -> None:
    result = run(app, "oneroster", "import", bundle.write(), "--dry-run")
    assert result.exit_code == 0
    assert "would be                created" in result.output
    assert not Person.select().exists()
    bundle.row("users", "kim")["role"] = ""
    assert run(app, "oneroster", "import", bundle.write(), "--dry-run").exit_code == 1


def test_json_is_all_that_is_printed(app: Flask, bundle: Bundle) -> None:
    report = json.loads(run(app, "oneroster", "import", bundle.write(), "--json").stdout)
    assert report["outcome"] == "applied"
    assert report["kinds"]["users"] == {"created": 3, "changed": 0, "unchanged": 0, "withdrawn": 0, "rejected": 0}
    bundle.row("users", "kim")["role"] = ""
    refused = run(app, "oneroster", "import", bundle.write(), "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["rejected"][0]["column"] == "role"


def test_vouching(app: Flask, bundle: Bundle) -> None:
    result = run(app, "oneroster", "import", bundle.write(), "--vouch", "parent, guardian")
    assert "rights                        1" in result.output
    facts = json.loads(AuditEvent.get().facts)
    assert facts["vouched"] == "the district vouches for the ties of: guardian, parent"


def test_nobody_else_can_be_vouched_for(app: Flask, bundle: Bundle) -> None:
    result = run(app, "oneroster", "import", bundle.write(), "--vouch", "teacher")
    assert result.exit_code == 2
    assert "teacher: only parent, guardian, relative can be vouched for" in result.output
    assert not Person.select().exists()


def peak(folder: Path, pupils: int) -> int:
    """The most memory in bytes that an import of this many pupils holds at once."""
    folder.mkdir()
    bundle = Bundle(folder)
    for number in range(pupils):
        bundle["users"].append(user(f"{folder.name}-{number}", "student", agentSourcedIds="maria"))
    path = bundle.write()
    del bundle
    tracemalloc.start()
    try:
        assert take(path, "parent").outcome is Outcome.APPLIED
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_three_times_the_rows_in_the_same_memory(db: Database, tmp_path: Path) -> None:
    assert peak(tmp_path / "many", 1650) < 1.2 * peak(tmp_path / "few", 550)


def test_our_own_files(app: Flask, bundle: Bundle, tmp_path: Path) -> None:
    run(app, "oneroster", "import", bundle.write())
    file = tmp_path / "contacts.csv"
    file.write_text("student_id,contact_id,relation\nana,maria,Mother\n")
    result = run(app, "records", "import", "contacts", file)
    assert result.exit_code == 0, result.output
    assert StudentContact.get().relation == "Mother"
    file.write_text("student_id,contact_id,relation\nana,nobody,Mother\n")
    assert run(app, "records", "import", "contacts", file).exit_code == 1


def test_an_unknown_kind_names_those_there_are(app: Flask, db: Database, tmp_path: Path) -> None:
    result = run(app, "records", "import", "lunches", tmp_path)
    assert result.exit_code == 2
    assert "'contacts', 'bell-schedules', 'section-meetings'" in result.output
