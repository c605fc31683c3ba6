"""w3m and lynx, the real programs: every tab of a family and out again, in Spanish. Each saves the pages it shows."""

import os
import pty
import subprocess
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.demo.people import PASSWORD
from tests.left_out import program

PATIENCE = 60  # seconds for the whole walk

TABS = {  # and what stands on each
    "Hogar": "Quién vive aquí",
    "Horario": "Horario – Ana Reyes",
    "Calificaciones": "Calificaciones – Ana Reyes",
    "Asistencia": "Asistencia – Ana Reyes",
    "Ver el registro de accesos": "Quién abrió el expediente",
    "Inicio": "Sus hijos",
}


@dataclass(frozen=True)
class Keys:
    """What a browser is told by its keyboard."""

    save: str  # what is on the screen, as text, into {file}
    top: str  # go to the first line
    activate: str  # let a field take what is typed
    typed: str  # that is all

    def find(self, text: str) -> str:
        """Go to the next place that says `text`."""
        return f"/{text}\r"

    def follow(self, text: str) -> str:
        """Take the first link or button of the page that says `text`."""
        return f"{self.top}{self.find(text)}\r"

    def fill(self, text: str) -> str:
        """Type into the next field."""
        return f"\t{self.activate}{text}{self.typed}"

    def walk(self, directory: Path) -> str:
        """Sign in with Spanish chosen before, open the tabs, sign out; save each page under the text that led to it."""
        sign_in = (
            self.find("Ayuda") + self.fill("maria.reyes") + self.fill(PASSWORD) + "\t" + self.find("Iniciar") + "\r"
        )
        steps = {
            "Español": self.follow("Español"),
            "Iniciar": sign_in,
            **{tab: self.follow(tab) for tab in TABS},
            "Cerrar": self.follow("Cerrar"),
        }
        return "".join(keys + self.save.format(file=directory / name) for name, keys in steps.items()) + "Q"


W3M = Keys(save="S{file}\r", top="g", activate="\r", typed="\r")
LYNX = Keys(save="p\r\x15{file}\r", top="\x01", activate="", typed="")


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """The ends of a terminal, ours and the program's. What is drawn on it is read away: no program waits for that."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)

    def read_away() -> None:
        with suppress(OSError):
            while os.read(ours, 65536):
                pass

    reader = threading.Thread(target=read_away)
    reader.start()
    try:
        yield ours, theirs
    finally:
        os.close(theirs)
        reader.join()
        os.close(ours)


def run(command: list[str], directory: Path, keys: str = "") -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "LANG": "C.UTF-8", "TERM": "xterm"}
    environment |= {"LINES": "100", "COLUMNS": "120"}
    with terminal() as (ours, theirs):
        os.write(ours, keys.encode())
        subprocess.run(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=directory,
            start_new_session=True, timeout=PATIENCE, check=True,
        )  # fmt: skip


def arrived(directory: Path) -> None:
    """Whether the saved pages are those of the walk."""
    pages = {file.name: file.read_text() for file in directory.iterdir()}
    assert "Nombre de usuario" in pages["Español"]
    for tab, text in {"Iniciar": "Sus hijos", **TABS}.items():
        assert text in pages[tab]
        assert "María Reyes" in pages[tab]
    assert "Su sesión está cerrada" in pages["Cerrar"]
    assert "Reyes" not in pages["Cerrar"]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    directory = tmp_path / "saved"
    directory.mkdir()
    return directory


def test_w3m(site: str, saved: Path) -> None:
    command = [program("w3m"), "-cookie", "-o", "accept_language=en", f"{site}/sign-in"]
    run(command, saved.parent, W3M.walk(saved))
    arrived(saved)


def test_lynx(site: str, saved: Path) -> None:
    """It forgets what is typed ahead, so it gets its keys as a script."""
    names = {"\r": "^J", "\t": "<tab>", "\x01": "^A", "\x15": "^U", " ": "<space>"}
    keys = [names.get(chr(byte), chr(byte) if byte < 128 else f"0x{byte:02x}") for byte in LYNX.walk(saved).encode()]
    script, configuration = saved.parent / "keys", saved.parent / "lynx.cfg"
    script.write_text("".join(f"key {key}\n" for key in keys))
    configuration.write_text("ACCEPT_ALL_COOKIES:TRUE\nCHARACTER_SET:utf-8\nINFOSECS:0\nMESSAGESECS:0\nALERTSECS:0\n")
    run([program("lynx"), f"-cfg={configuration}", f"-cmd_script={script}", f"{site}/sign-in"], saved.parent)
    arrived(saved)
