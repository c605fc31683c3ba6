"""Commands end in one sentence, whatever is wrong; as a newcomer would run them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def flask(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "FLASK_APP": "wsgi", "SECRET_KEY": "x" * 32, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("foo://x", "write sqlite:///homeroom.db or postgresql://user:password@host/name"),
        ("sqlite:////no/such/folder/x.db", "unable to open database file"),
        ("postgresql://user:password@127.0.0.1:1/x", "Connection refused"),
    ],
)
def test_a_wrong_database_is_named_in_one_sentence(url: str, said: str) -> None:
    done = flask("db", "status", DATABASE_URL=url)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_empty_database_says_what_to_run(tmp_path: Path) -> None:
    done = flask("accounts", "unlock", "somebody", "--reason", "x", DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert (done.returncode, done.stderr) == (1, "Error: The database has no tables yet. Run: flask db migrate\n")


def test_migrate_and_status(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    assert "pending" in flask("db", "status", DATABASE_URL=url).stdout
    assert "applied 0001_first_release" in flask("db", "migrate", DATABASE_URL=url).stdout
    assert flask("db", "migrate", DATABASE_URL=url).stdout == "The database is up to date.\n"
    assert "pending" not in flask("db", "status", DATABASE_URL=url).stdout


def test_migrations_go_through_the_owner(tmp_path: Path) -> None:
    owned = f"sqlite:///{tmp_path}/owned.db"
    flask("db", "migrate", DATABASE_URL=f"sqlite:///{tmp_path}/other.db", DATABASE_OWNER_URL=owned)
    assert (tmp_path / "owned.db").exists()
    assert not (tmp_path / "other.db").exists()


def test_a_refused_command_says_why(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    flask("db", "migrate", DATABASE_URL=url)
    done = flask(
        "accounts", "guardian", "maria", "--person", "42", "--password-stdin", stdin="secret\n", DATABASE_URL=url
    )
    assert done.returncode == 1
    assert "There is nobody with the number or sourcedId 42" in done.stderr
