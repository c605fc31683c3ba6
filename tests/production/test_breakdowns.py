"""A server that starts anew, a database that is locked or away: real processes, seen by somebody who is signed in."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

import psycopg
import pytest

from tests.build import PASSWORD
from tests.servers import PATIENCE, ROOT, Postgres, free_port, listens

SERVE = [sys.executable, "-m", "gunicorn", "--config", "docs/gunicorn.conf.py", "--workers", "1", "wsgi:app"]
SET_UP = """
from app import create_app
create_app()
from app.database.migrate import migrate
from tests.build import District
migrate()
district = District()
district.account(district.guardian(district.student()), "maria.reyes")
"""


@dataclass
class Family:
    """A browser with cookies, no script."""

    port: int
    opener: OpenerDirector = field(
        default_factory=lambda: build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
    )
    status: int = 0
    text: str = ""

    def open(self, address: str, **form: str) -> "Family":
        body = urlencode(form).encode() if form else None
        try:
            answer = self.opener.open(f"http://127.0.0.1:{self.port}{address}", body, timeout=PATIENCE)
        except HTTPError as error:
            answer = error
        with answer:
            self.status, self.text = answer.status, answer.read().decode()
        return self

    def token(self) -> str:
        tokens: list[str] = re.findall(r'name="csrf_token" value="([^"]+)"', self.text)
        return tokens[-1]

    def sign_in(self) -> "Family":
        token = self.open("/sign-in").token()
        self.open("/sign-in", username="maria.reyes", password=PASSWORD, csrf_token=token)
        assert "Your children" in self.text
        return self


def environment(directory: Path, database_url: str) -> dict[str, str]:
    """An installation with one family."""
    made = {
        **os.environ,
        "APP_ENV": "development",
        "DATABASE_URL": database_url,
        "MAIL_URL": f"file:{directory / 'mail'}",
        "PORT": str(free_port()),
        "SECRET_KEY": "for-this-test-and-nothing-else-0123456789",
    }
    subprocess.run([sys.executable, "-c", SET_UP], cwd=ROOT, env=made, check=True)
    return made


@contextmanager
def serving(made: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("a") as output:
        process = subprocess.Popen(SERVE, cwd=ROOT, env=made, stdout=output, stderr=output, start_new_session=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while not listens(int(made["PORT"])):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def is_out_of_order(family: Family, log: Path) -> None:
    """503 in both languages, with a telephone number and a reference under which the log has the cause."""
    assert family.status == 503
    assert "Out of order" in family.text
    assert "Fuera de servicio" in family.text
    found = re.search(r"call the district at [^.]+\. Reference: (\w{8})", family.text)
    assert found
    assert re.search(rf"reference {found[1]}: \w+ in ", log.read_text())


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_that_starts_anew_loses_nothing(tmp_path: Path, death: signal.Signals) -> None:
    """The session goes on, and the form that was on the screen before can be sent after."""
    made, log = environment(tmp_path, f"sqlite:///{tmp_path / 'homeroom.db'}"), tmp_path / "log"
    with serving(made, log) as server:
        family = Family(int(made["PORT"])).sign_in().open("/account")
        token = family.token()
        if death is signal.SIGKILL:
            os.killpg(server.pid, death)
        else:
            server.send_signal(death)
        server.wait(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while listens(int(made["PORT"])):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with serving(made, log):
        family.open("/account/username", username="maria.r", current_password=PASSWORD, csrf_token=token)
        assert family.status == 200, family.text
        assert "Your new user name holds" in family.text
        assert family.open("/home").status == 200


def test_a_database_that_is_locked(tmp_path: Path) -> None:
    """What writes waits for five seconds, then says so; what only reads is answered."""
    file, log = tmp_path / "homeroom.db", tmp_path / "log"
    made = environment(tmp_path, f"sqlite:///{file}")
    with serving(made, log):
        family = Family(int(made["PORT"])).sign_in().open("/account")
        token = family.token()
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        is_out_of_order(
            family.open("/account/username", username="m", current_password=PASSWORD, csrf_token=token), log
        )
        assert family.open("/account").status == 200  # no one's record, and the session was seen within this minute
        other.execute("ROLLBACK")
        other.close()
        family.open("/account/username", username="maria.r", current_password=PASSWORD, csrf_token=token)
        assert "Your new user name holds" in family.text


def test_a_database_that_goes_away_and_comes_back(tmp_path: Path, postgres: Postgres) -> None:
    log = tmp_path / "log"
    made = environment(tmp_path, postgres.new_database("breakdowns"))
    with serving(made, log), psycopg.connect(postgres.url("postgres"), autocommit=True) as administrator:

        def hang_up() -> None:
            administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'breakdowns'")

        family = Family(int(made["PORT"])).sign_in()
        administrator.execute("ALTER DATABASE breakdowns ALLOW_CONNECTIONS false")
        hang_up()
        for address in ("/home", "/sign-in", "/account"):
            is_out_of_order(family.open(address), log)
        administrator.execute("ALTER DATABASE breakdowns ALLOW_CONNECTIONS true")
        assert family.open("/home").status == 200
        for address in ("/home", "/account", "/household"):
            hang_up()  # as a restart does: the connections that are kept are dead
            assert family.open(address).status == 200, address
        token = family.open("/account").token()
        hang_up()
        family.open("/account/username", username="maria.r", current_password=PASSWORD, csrf_token=token)
        assert "Your new user name holds" in family.text
