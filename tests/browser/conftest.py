"""Real browsers at a real server: granian with the demo district in a database of its own, and Debian's Chromium."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader

from tests.browser.window import Window
from tests.left_out import program
from tests.servers import ROOT, free_port, listening

STUDENTS = "100"  # the fewest that a demo has

OF_STUDENT = """
SELECT person.number, person.birth_on, school.code FROM person
JOIN enrollment ON enrollment.student_id = person.id JOIN school ON enrollment.school_id = school.id
WHERE person.given_name = ? AND person.family_name = ? AND enrollment.exit_on IS NULL
"""


@dataclass(frozen=True)
class Demo:
    """A demo district that is served, and its mail folder."""

    address: str
    mail: Path
    environment: dict[str, str]

    def flask(self, *words: str) -> str:
        """Run a command on it; what it says."""
        command = [sys.executable, "-m", "flask", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=PIPE, text=True).stdout

    def letter(self, given: str, family: str) -> tuple[str, date]:
        """Print the letter to the guardian of this student anew; the key on it, and the birth date."""
        with closing(sqlite3.connect(self.environment["DATABASE_URL"].removeprefix("sqlite:///"))) as database:
            [(number, born_on, school)] = database.execute(OF_STUDENT, (given, family)).fetchall()
        file = self.mail.with_name("letter.pdf")
        self.flask("letters", "print", "--school", school, "--student", number, "--reprint", str(file))
        text = PdfReader(file).pages[0].extract_text()
        [key, *_] = re.findall(r"\b\w{4}(?:-\w{4}){3}\b", text)
        return key, date.fromisoformat(born_on)


@contextmanager
def serving(directory: Path) -> Iterator[Demo]:
    """The demo, as `make demo` serves it, without its worker."""
    port = free_port()
    address, mail = f"http://127.0.0.1:{port}", directory / "mail"
    environment = {
        **os.environ,
        "APP_ENV": "development",
        "BASE_URL": address,
        "DATABASE_URL": f"sqlite:///{directory / 'demo.db'}",
        "MAIL_URL": f"file:{mail}",
        "SECRET_KEY": "a secret for the browsers of the tests",
    }
    demo = Demo(address, mail, environment)
    demo.flask("demo", "load", "--students", STUDENTS)
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    serve += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "wsgi:app"]
    with listening(serve, port, directory / "log", environment):
        yield demo


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo; nobody changes anything in it."""
    with serving(tmp_path_factory.mktemp("browser")) as demo:
        yield demo.address


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts a Chromium with these options of Playwright's."""
    path = program("chromium")
    with sync_playwright() as playwright:
        yield partial(playwright.chromium.launch, executable_path=path, args=["--no-sandbox", "--no-proxy-server"])


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Iterator[Browser]:
    with launch() as browser:
        yield browser


@pytest.fixture
def open_window(site: str, chromium: Browser) -> Iterator[Callable[..., Window]]:
    """Opens a window with cookies of its own; at the end of the test none of them may have complained."""
    windows: list[Window] = []

    def open_window(browser: Browser = chromium, **options: Any) -> Window:
        context = browser.new_context(base_url=site, locale="en-US", **options)
        context.set_default_timeout(10_000)
        windows.append(Window(context.new_page()))
        return windows[-1]

    yield open_window
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.page.context.close()
    assert not complaints
