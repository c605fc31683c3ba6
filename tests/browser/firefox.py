"""Debian's Firefox without JavaScript, told what to do by its own protocol, Marionette: JSON with its length before it.

The commands are those of WebDriver: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.left_out import program

PATIENCE = 30  # seconds for it to start, and for an answer
LOOKS = 20  # seconds for what should be on the page: a click may answer before the page has begun to change
SETTINGS = {
    "javascript.enabled": False,
    "intl.accept_languages": "en",
    "marionette.port": 0,  # any that is free, which it writes down in its profile
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # what WebDriver calls an element


class Firefox:
    """A window, used as a person uses it. What does not come in time is an AssertionError."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.stream = self.line.makefile("rb")
        self._read()  # it says who it is
        self.ask("NewSession")
        self.ask("SetTimeouts", implicit=LOOKS * 1000)

    def ask(self, command: str, **parameters: object) -> Any:
        """What WebDriver answers to this command."""
        message = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
        self.line.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self._read()
        assert error is None, f"{command} {parameters}: {error}"
        return result

    def _read(self) -> Any:
        length = b"".join(iter(lambda: self.stream.read(1), b":"))
        return json.loads(self.stream.read(int(length)))

    def open(self, address: str) -> None:
        self.ask("Navigate", url=address)

    def find(self, path: str) -> str:
        found: dict[str, dict[str, str]] = self.ask("FindElement", using="xpath", value=path)
        return found["value"][ELEMENT]

    def fill(self, label: str, text: str) -> None:
        """Write this into the first field of that label, in place of what stands there."""
        field = self._field(label)
        self.ask("ElementClear", id=field)
        self.ask("ElementSendKeys", id=field, text=text)

    def written(self, label: str) -> str:
        """What stands in that field."""
        return str(self.ask("GetElementProperty", id=self._field(label), name="value")["value"])

    def _field(self, label: str) -> str:
        return self.find(f"//input[@id = //label[normalize-space() = '{label}']/@for]")

    def press(self, text: str) -> None:
        """Press this link or button."""
        self.ask("ElementClick", id=self.find(f"(//a | //button)[normalize-space() = '{text}']"))

    def sees(self, text: str) -> None:
        """Wait until the page's main part says this."""
        self.find(f"//main[contains(normalize-space(), '{text}')]")

    def close(self) -> None:
        self.stream.close()
        self.line.close()


@contextmanager
def firefox(home: Path) -> Iterator[Firefox]:
    """A Firefox with a profile of its own in `home`, until the end of the block."""
    profile = home / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in SETTINGS.items()]
    (profile / "user.js").write_text("".join(lines))
    written = profile / "MarionetteActivePort"
    written.touch()
    command = [program("firefox-esr"), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    log = home / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (port := written.read_text()):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        with closing(Firefox(int(port))) as window:
            yield window
    finally:
        process.terminate()
        process.wait(PATIENCE)
