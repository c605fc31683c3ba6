"""The worker as real processes: killed while it delivers, stopped, left alone by its server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import PATIENCE, ROOT, Postgres, free_port, listens

WATCH = [sys.executable, "-m", "flask", "work", "--watch"]
SET_UP = """
from app import create_app
create_app()
from app.database.migrate import migrate
from app.sis.accounts.recovery import ask_for_link
from tests.build import District
migrate()
district = District()
district.account(district.guardian(district.student(), email="maria@example.org"))
ask_for_link("maria@example.org")
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, with one mail on its way."""
    made = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'homeroom.db'}",
        "MAIL_URL": f"file:{tmp_path / 'mail'}",
        "PORT": str(free_port()),
        "SECRET_KEY": "for-this-test-and-nothing-else-0123456789",
    }
    subprocess.run([sys.executable, "-c", SET_UP], cwd=ROOT, env=made, check=True)
    return made


def mails(directory: Path) -> list[Path]:
    return list((directory / "mail").glob("*.eml"))


def until(happened: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def workers(environment: dict[str, str]) -> list[int]:
    """The worker processes of this installation."""
    return [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdecimal()
        and "--watch" in _read(process / "cmdline")
        and environment["DATABASE_URL"] in _read(process / "environ")
        and _read(process / "stat").rpartition(")")[2].split()[0] != "Z"
    ]


def _read(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:  # it has gone meanwhile
        return ""


@contextmanager
def started(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_25_kills_lose_nothing_and_double_only_the_same_message(database: str, request: pytest.FixtureRequest) -> None:
    command = [sys.executable, "-m", "tests.bench.mail", "--kills", "25"]
    if database == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        command += ["--url", postgres.new_database("kills")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    count = json.loads(ended.stdout)
    assert count["while_delivering"] > 0  # else nothing was tried
    assert (count["lost"], count["with_another_id"], count["different"]) == (0, 0, 0)
    assert count["most"] <= 3


def test_work_does_what_is_due_and_ends(environment: dict[str, str], tmp_path: Path) -> None:
    ended = subprocess.run(WATCH[:-1], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert (ended.stdout, ended.stderr) == ("1 sent, 0 to try again, 0 dropped.\n", "")
    assert len(mails(tmp_path)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_watch_stays_and_stops_when_told(environment: dict[str, str], tmp_path: Path, number: int) -> None:
    with started(WATCH, environment, tmp_path / "log") as worker:
        until(lambda: mails(tmp_path), "no mail came")
        worker.send_signal(number)
        assert worker.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_database_without_tables_is_said_once(environment: dict[str, str], tmp_path: Path) -> None:
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'empty.db'}"
    with started(WATCH, environment, tmp_path / "log"):
        until(lambda: "no such table" in (tmp_path / "log").read_text(), "not a word")
        time.sleep(3)
    assert (tmp_path / "log").read_text().count("the outbox cannot be read") == 1


MAKE_SERVE = [sys.executable, "-m", "gunicorn", "--config", "docs/gunicorn.conf.py", "wsgi:app"]
MAKE_DEMO = [sys.executable, "-m", "flask", "demo", "serve"]


@pytest.mark.parametrize(
    ("server", "number"),
    [(MAKE_SERVE, signal.SIGTERM), (MAKE_SERVE, signal.SIGKILL), (MAKE_DEMO, signal.SIGTERM)],
    ids=["make serve, stopped", "make serve, killed", "make demo, stopped"],
)
def test_the_server_starts_a_worker_that_ends_with_it(
    environment: dict[str, str], tmp_path: Path, server: list[str], number: int
) -> None:
    with started(server, environment, tmp_path / "log") as process:
        until(lambda: mails(tmp_path) and listens(int(environment["PORT"])), "no mail, or no server")
        assert len(workers(environment)) == 1
        process.send_signal(number)
        process.wait(PATIENCE)
        until(lambda: not workers(environment), "a worker was left behind")
