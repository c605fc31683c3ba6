"""One family at a real server: what each step of a visit costs them in bytes."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import clock
from app.database import connect, db
from app.database.migrate import migrate
from app.sis.accounts.models import Account
from app.sis.people.models import Student
from tests.bench.student import build_family
from tests.bench.wire import HEADERS, Answer, Browser
from tests.build import NOON, PASSWORD

ROOT = Path(__file__).parents[2]
PATIENCE = 20  # seconds until the server listens
SECRET = "a secret for the measurements, nothing else"


def lay(path: Path) -> tuple[Account, Student]:
    """The family of the budgets in a new database file; the models stay bound to it."""
    connect(f"sqlite:///{path}")
    with clock.stopped(NOON):
        migrate()
        family = build_family()
    db.close()
    return family


@contextmanager
def serving(path: Path, port: int) -> Iterator[None]:
    """The application with this database under granian, as `make demo` serves it."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": SECRET, "APP_ENV": "development"}
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--no-ws",
        "tests.bench.server:app",
    ]
    log = path.with_suffix(".log")
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _listens(port):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def visit(port: int, language: str, tabs: dict[str, str]) -> dict[str, int]:
    """Bytes down of each step: sign-in page and what it loads, landing, each of these tabs (name → address)."""
    with Browser(port, language) as browser:
        page = browser.get("/sign-in")
        loads = {
            each: _ok(browser.get(each)).bytes_down for each in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        }
        style = sum(size for address, size in loads.items() if address.endswith(".css"))
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[-1]
        entered = browser.post("/sign-in", username="maria.reyes", password=PASSWORD, csrf_token=token)
        assert entered.status == 303, entered.text
        home = _ok(browser.get(entered.headers["Location"]))
        found = {
            "sign-in page until usable": HEADERS + page.bytes_down + style,  # with the connection's beginning
            "sign-in page with all it loads": HEADERS + page.bytes_down + sum(loads.values()),
            "requests of the sign-in page": 1 + len(loads),
            "landing after sign-in": entered.bytes_down + home.bytes_down,
            "home later": _ok(browser.get("/home")).bytes_down,
        }
        assert f'lang="{language}"' in home.text
        for name, address in tabs.items():
            fragment = _ok(browser.get(address, {"HX-Request": "true"}))
            seen = re.search(r'data-seen="(\w+)"', fragment.text)
            again = browser.get(address, {"HX-Request": "true", "HX-Seen": seen[1] if seen else ""})
            found[f"{name} as a page"] = _ok(browser.get(address)).bytes_down
            found[f"{name} as a fragment"] = fragment.bytes_down
            found[f"{name} asked again"] = again.bytes_down
        return found


def _ok(answer: Answer) -> Answer:
    assert answer.status == 200, answer.text
    return answer


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
