"""Many sign-ins at once at a real server: four worker processes that can be killed and started again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from peewee import Database

from app.database import connect
from app.database import db as proxy
from app.database.migrate import migrate
from tests.servers import free_port

ROOT = Path(__file__).parents[1]
PATIENCE = 30  # seconds until the server answers
BUSY = 300  # seconds until the last of many attempts is answered
SECRET = "a secret for the storms, nothing else"
SPELLINGS = ("maria.reyes", "MARIA.Reyes", "  maria.reyes ")


@contextmanager
def other_database(url: str) -> Iterator[Database]:
    """A migrated database that other processes see too; the models are bound to it meanwhile."""
    before = proxy.obj
    database = connect(url)
    try:
        migrate()
        yield database
    finally:
        database.close()
        getattr(database, "close_all", database.close)()
        proxy.initialize(before)


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    text: str


class Server:
    """gunicorn with four workers of twelve threads; it believes what a proxy says of the address."""

    def __init__(self, url: str, folder: Path, threads: int = 12) -> None:
        self.checks_file = folder / "checks"
        self.log = folder / "server.log"
        self.port = free_port()
        self.environment = {
            **os.environ,
            "APP_ENV": "development",
            "CHECKS": str(self.checks_file),
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET,
            "TRUSTED_PROXIES": "1",
        }
        self.command = [
            sys.executable, "-m", "gunicorn", "--preload", "--workers", "4", "--threads", str(threads), "--bind",
            f"127.0.0.1:{self.port}", "--backlog", "1024", "--no-control-socket", "tests.counting_wsgi:app",
        ]  # fmt: skip

    @property
    def checks(self) -> int:
        """How many times an account's own password has been checked so far, by whatever process."""
        return self.checks_file.stat().st_size if self.checks_file.exists() else 0

    @contextmanager
    def running(self, **environment: str) -> Iterator[None]:
        """All its processes, until they are killed -9 at the end of the block: nothing is tidied up."""
        with self.log.open("a") as output:
            process = subprocess.Popen(
                self.command, cwd=ROOT, env={**self.environment, **environment}, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        try:
            self._wait(process)
            yield
        finally:
            with suppress(ProcessLookupError):  # it has not started
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            try:
                if self._ask(HTTPConnection("127.0.0.1", self.port, timeout=5), "GET", "/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.1)

    def sign_in(self, attempts: Sequence[tuple[str, str]], at_once: bool = True) -> list[Answer]:
        """Send these names and passwords, each from an address of its own, all at the same moment or in turn."""
        cookie, token = self._form()
        answers: list[Answer] = []
        gate = threading.Barrier(len(attempts) if at_once else 1)

        def attempt(number: int, username: str, password: str) -> None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=BUSY)
            connection.connect()
            body = urlencode({"username": username, "password": password, "csrf_token": token})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": cookie,
                "X-Forwarded-For": f"10.1.{number // 250}.{number % 250 + 1}",
            }
            gate.wait()
            answers.append(self._ask(connection, "POST", "/sign-in", body, headers))

        threads = [threading.Thread(target=attempt, args=(number, *each)) for number, each in enumerate(attempts)]
        for thread in threads:
            thread.start()
            if not at_once:
                thread.join()
        for thread in threads:
            thread.join()
        return answers

    def _form(self) -> tuple[str, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/sign-in")
            response = connection.getresponse()
            found = re.findall(r'name="csrf_token" value="([^"]+)"', response.read().decode())
            cookie = (response.headers["Set-Cookie"] or "").partition(";")[0]
            return cookie, found[-1]

    def _ask(
        self, connection: HTTPConnection, method: str, path: str, body: str = "", headers: Mapping[str, str] = {}
    ) -> Answer:
        with closing(connection):
            started = time.perf_counter()
            connection.request(method, path, body or None, dict(headers))
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, time.perf_counter() - started, text)


def statuses(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def wrong(count: int) -> list[tuple[str, str]]:
    """So many wrong passwords, under three spellings of one name."""
    return [(SPELLINGS[number % 3], f"wrong {number}") for number in range(count)]
