"""One family at a real server: what each step of a visit costs them in bytes."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from ssl import SSLContext, create_default_context
from statistics import median

from app import clock
from app.database import connect, db
from app.database.migrate import migrate
from app.sis.accounts.models import Account
from app.sis.people.models import Student
from tests.bench.student import build_family
from tests.bench.wire import Answer, Browser
from tests.build import NOON, PASSWORD
from tests.production.nginx import front, fronting
from tests.servers import free_port, listening
from tests.visitor import HTMX

ROUNDS, REQUESTS = 7, 40
BARE, PROCESS_TIME = "/bare/", "/bare/process-time"  # of tests/bench/server.py
FORMS: dict[str, dict[str, str]] = {"page": {}, "fragment": HTMX}
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
def serving(path: Path, port: int, server: str = "granian", settings: Mapping[str, str] = {}) -> Iterator[None]:
    """The application with this database under granian, as `make demo` serves it, or gunicorn, as `make serve` does."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{path}",
        "SECRET_KEY": SECRET,
        "APP_ENV": "development",
        **settings,
    }
    options = {
        "granian": ["--interface", "wsgi", "--port", str(port), "--no-ws"],
        "gunicorn": ["--worker-class", "gthread", "--threads", "8", "--keep-alive", "9", "--bind", f"127.0.0.1:{port}"],
    }
    command = [sys.executable, "-m", server, *options[server], "tests.bench.server:app"]
    with listening(command, port, path.with_suffix(".log"), environment):
        yield


def sign_in(browser: Browser) -> tuple[Answer, Answer]:
    """The sign-in page, and what follows when its form is sent."""
    page = _ok(browser.get("/sign-in"))
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[-1]
    entered = browser.post("/sign-in", username="maria.reyes", password=PASSWORD, csrf_token=token)
    assert entered.status == 303, entered.text
    return page, entered


@contextmanager
def serving_tls(path: Path) -> Iterator[tuple[int, SSLContext]]:
    """The same under gunicorn with the settings of production, behind nginx: where it listens, and whom to trust."""
    with tempfile.TemporaryDirectory() as folder:
        before, port = front(Path(folder)), free_port()
        with serving(path, port, "gunicorn", before.production()), fronting(before, port):
            yield before.tls_port, create_default_context(cafile=str(before.certificate))


def visit(port: int, language: str, tabs: dict[str, str], tls: SSLContext | None = None) -> dict[str, int]:
    """Bytes down of each step: sign-in page and what it loads, landing, each of these tabs (name → address)."""
    with Browser(port, language, tls) as browser:
        page, entered = sign_in(browser)
        files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        loads = {each: _ok(browser.get(each)).bytes_down for each in files}
        style = sum(size for address, size in loads.items() if address.endswith(".css"))
        home = _ok(browser.get(entered.headers["Location"]))
        assert f'lang="{language}"' in home.text
        found = {
            "sign-in page until usable": browser.opened + page.bytes_down + style,
            "sign-in page with all it loads": browser.opened + page.bytes_down + sum(loads.values()),
            "requests of the sign-in page": 1 + len(loads),
            "landing after sign-in": entered.bytes_down + home.bytes_down,
            "home later": _ok(browser.get("/home")).bytes_down,
        }
        for name, address in tabs.items():
            fragment = _ok(browser.get(address, HTMX))
            seen = re.search(r'data-seen="(\w+)"', fragment.text)
            again = browser.get(address, {**HTMX, "HX-Seen": seen[1] if seen else ""})
            found[f"{name} as a page"] = _ok(browser.get(address)).bytes_down
            found[f"{name} as a fragment"] = fragment.bytes_down
            found[f"{name} asked again"] = again.bytes_down
        return found


def cpu(port: int, addresses: dict[str, str]) -> dict[tuple[str, str], float]:
    """The server's CPU for each address as page and fragment, over that for a bare page in the same round: medians."""
    found: dict[tuple[str, str], list[float]] = {}
    with Browser(port, "en") as browser:
        sign_in(browser)
        for _ in range(ROUNDS):
            floor = _seconds(browser, BARE, {})
            for name, address in addresses.items():
                for form, headers in FORMS.items():
                    found.setdefault((name, form), []).append(_seconds(browser, address, headers) / floor)
    return {key: median(each) for key, each in found.items()}


def _seconds(browser: Browser, address: str, headers: dict[str, str]) -> float:
    """Seconds of the server's CPU that a request takes, its own part of the work included."""
    _ok(browser.get(address, headers))
    start = float(browser.get(PROCESS_TIME).text)
    for _ in range(REQUESTS):
        browser.get(address, headers)
    return (float(browser.get(PROCESS_TIME).text) - start) / REQUESTS


def _ok(answer: Answer) -> Answer:
    assert answer.status == 200, answer.text
    return answer
