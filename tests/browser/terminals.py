"""The browsers of a terminal, each the real program, told what to do by its keys and read from its screen.

They show a number before each link, field and button. The terminal is a window of tmux, tall enough for a whole page.
"""

import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

from tests.left_out import program

PATIENCE = 20  # seconds for what a key leads to
WIDTH, HEIGHT = 120, 300
NUMBER = r"\[(\d+)\](?:\w+\))?\s*\[?"  # `[7]Sign in`, of lynx `([7]BUTTON) Sign in`
# A field is `[4]____` or `[4][   ]`, a list of links2 `[[4]All]`; `[4][ ]` is a box.
FIELD = re.compile(r"(?<!\[)\[(\d+)\](?:\s*\n\s*_|[^\[\]\n]*_|\[(?![ *X]?\]))|\[\[(\d+)\]")


class Terminal:
    """One program on a screen of its own, and what people do with it."""

    command: str
    clear = "C-u"  # empties a field

    def __init__(self, home: Path, address: str, options: str = "") -> None:
        self.home = home
        self.prepare()
        name, *words = shlex.split(f"{self.command} {options}")
        clean = ["env", "-i", f"PATH={os.environ['PATH']}", f"HOME={home}", "LANG=C.UTF-8", "TERM=screen"]
        words = [*clean, program(name), *words, address]
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        self.tmux("-f", "/dev/null", "new-session", "-d", *size, shlex.join(words))
        self.begin()

    def prepare(self) -> None:
        """Its configuration, in its home."""

    def begin(self) -> None:
        """What it asks before it shows a page."""

    # What each does in its own way

    def select(self, number: str) -> None:
        """Be on a link, field or button."""
        raise NotImplementedError

    def activate(self, number: str) -> None:
        """Take a link or button, open a list."""
        self.select(number)
        self.keys("Enter")

    def write(self, number: str, text: str) -> None:
        self.select(number)
        self.keys(self.clear)
        self.type(text)

    def write_area(self, label: str, text: str) -> None:
        """Into the field of several lines after this label."""
        self.write(self.field(label), text)

    def save(self, text: str, file: Path) -> None:
        """Let the link lead to a file."""
        raise NotImplementedError

    # What a walk asks for

    def open(self, address: str, shows: str) -> None:
        self.keys("U" if isinstance(self, W3m) else "g")
        self.keys(self.clear)
        self.type(address)
        self.keys("Enter")
        self.sees(shows)

    def sees(self, text: str) -> None:
        self.until(lambda: squeeze(text) in squeeze(self.screen()), f"does not show {text!r}")

    def follow(self, text: str, shows: str = "") -> None:
        before = self.page()
        self.activate(self.number(text))
        self.turns(before)
        self.sees(shows)

    def send(self, fields: Mapping[str, str | int | bool], button: str, shows: str) -> None:
        """Fill in a form and press its button.

        The field after a label takes text; a list the option so many lines under the chosen one; a box its tick.
        The label "E-mail > Password" is the first Password after E-mail.
        """
        for label, value in fields.items():
            if value is True:
                self.tick(self.box(label))
            elif isinstance(value, int):
                self.activate(self.field(label))
                self.keys(*["Down"] * value, "Enter")
            else:
                self.write(self.field(label), value)
        self.press(button)
        self.sees(shows)

    def press(self, text: str) -> None:
        before = self.page()
        self.push(text)
        self.turns(before)

    def push(self, text: str) -> None:
        self.activate(self.number(text))

    def tick(self, number: str) -> None:
        self.activate(number)

    def number(self, text: str) -> str:
        """The number of the link or button that says `text`."""
        return self.find(NUMBER + spaced(text) + r"(?!\w)", f"has no link or button {text!r}")

    def field(self, label: str) -> str:
        """The number of the field that comes soonest after `label`."""
        *before, last = label.split(" > ")
        found: list[tuple[int, str]] = []

        def is_there() -> bool:
            shown = self.screen()
            for part in before:
                shown = re.split(spaced(part), shown, maxsplit=1)[-1]
            for text in list(re.finditer(spaced(last), shown))[: 1 if before else None]:
                if field := FIELD.search(shown, text.end()):
                    found.append((field.start() - text.end(), field[1] or field[2]))
            return bool(found)

        self.until(is_there, f"has no field {label!r}")
        return min(found, key=itemgetter(0))[1]

    def box(self, label: str) -> str:
        return self.find(r"\[(\d+)\]\[[ *X]?\]\s*" + spaced(label), f"has no box {label!r}")

    def find(self, pattern: str, complaint: str) -> str:
        found: list[str] = []

        def is_there() -> bool:
            found[:] = re.findall(pattern, self.screen())
            return bool(found)

        self.until(is_there, complaint)
        return found[0]

    # The terminal

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-u", "-S", str(self.home / "tmux"), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def keys(self, *names: str) -> None:
        self.tmux("send-keys", *names)
        time.sleep(0.03)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)
        time.sleep(0.03)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def page(self) -> str:
        """The screen without the lines in which the browser speaks for itself."""
        return "\n".join(self.screen().rstrip().split("\n")[:-3])

    def turns(self, before: str) -> None:
        """Wait for another page: the next keys must not overtake it. One that looks the same has come by then."""
        deadline = time.monotonic() + 2
        while self.page() == before and time.monotonic() < deadline:
            time.sleep(0.03)

    def foot(self) -> str:
        """The last line, which says what is selected."""
        return self.screen().rstrip("\n").rpartition("\n")[2]

    def until(self, is_so: Callable[[], bool], complaint: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            shown = re.sub(r"\n\s*\n", "\n", self.screen())
            assert time.monotonic() < deadline, f"{type(self).__name__} {complaint}:\n{shown}"
            time.sleep(0.03)


class W3m(Terminal):
    command = "w3m -cookie -o accept_language=en -o display_link_number=1 -o confirm_qq=0"

    def prepare(self) -> None:
        """What goes into a field of several lines is written elsewhere, by an editor."""
        self.command += f" -o 'editor=cp {self.home}/area %s'"

    def write_area(self, label: str, text: str) -> None:
        """It shows no number of its own: that before the next field's."""
        (self.home / "area").write_text(text)
        self.activate(str(int(self.field(label)) - 1))

    def select(self, number: str) -> None:
        self.type(f"{number}[")

    def write(self, number: str, text: str) -> None:
        self.activate(number)
        self.keys(self.clear)
        self.type(text)
        self.keys("Enter")

    def push(self, text: str) -> None:
        """Its buttons show no number: Tab leads to them from the last that has one."""
        self.until(lambda: self.reaches(text), f"has no button {text!r}")
        self.keys("Enter")

    def reaches(self, text: str) -> bool:
        shown = self.screen()
        places = [each.start() for each in re.finditer(rf"(?<!\]){spaced(text)}(?!\w)", shown)]
        for place in reversed(places):
            numbers = re.findall(r"\[(\d+)\]", shown[:place])
            self.select(numbers[-1] if numbers else "1")
            for _ in range(3):
                self.keys("Tab")
                if re.match(spaced(text) + r"(?!\w)", self.after_cursor()):
                    return True
        return False

    def after_cursor(self) -> str:
        column, row = map(int, self.tmux("display", "-p", "#{cursor_x} #{cursor_y}").split())
        return "\n".join(self.screen().split("\n")[row:])[column:].lstrip()

    def save(self, text: str, file: Path) -> None:
        self.select(self.number(text))
        self.keys("a")
        self.sees("Save file to")
        self.keys(self.clear)
        self.type(str(file))
        self.keys("Enter")


class Lynx(Terminal):
    command = "lynx -cfg=lynx.cfg -accept_all_cookies -number_fields -nopause -tna"

    def prepare(self) -> None:
        (self.home / "lynx.cfg").write_text("CHARACTER_SET:utf-8\nINFOSECS:0\nMESSAGESECS:0\nALERTSECS:0\n")
        self.command = self.command.replace("lynx.cfg", str(self.home / "lynx.cfg"))

    def select(self, number: str) -> None:
        """Digits are arrow keys here; the numbers are the order in which Down passes. A field takes no keys unasked."""
        self.keys("Home", *["Down"] * (int(number) - 1))

    def write(self, number: str, text: str) -> None:
        self.activate(number)
        self.keys(self.clear)
        self.type(text)
        self.keys("Down")

    def write_area(self, label: str, text: str) -> None:
        """Down would stay in it."""
        self.activate(self.field(label))
        self.keys(self.clear)
        self.type(text)
        self.keys("Tab")

    def save(self, text: str, file: Path) -> None:
        self.select(self.number(text))
        self.keys("d")
        self.press("Save to disk")
        self.sees("Enter a filename")
        self.keys(self.clear)
        self.type(str(file))
        self.keys("Enter")


class Links2(Terminal):
    command = "links2 -html-numbered-links 1"

    def begin(self) -> None:
        """It greets whom it does not know."""
        self.sees("Welcome to links")
        self.keys("Enter")
        self.until(lambda: "Welcome to links" not in self.screen(), "goes on greeting")

    def select(self, number: str) -> None:
        while re.search(r"(Text|Password) (field|area)", self.foot()):  # where a digit would be typed
            self.keys("Down")
        self.keys(number[0])
        self.sees("Enter link number")
        self.type(number[1:])
        self.keys("Enter")
        self.until(lambda: "Enter link number" not in self.screen(), f"does not go to {number}")

    activate = select

    def save(self, text: str, file: Path) -> None:
        self.activate(self.number(text))
        self.sees("save or display this file")
        self.keys("Enter")
        self.sees("Save to file")
        self.keys(self.clear)
        self.type(str(file))
        self.keys("Enter")


class Elinks(Links2):
    command = "elinks"

    def prepare(self) -> None:
        (self.home / ".elinks").mkdir()
        options = {
            "document.browse.links.numbering": 1, "document.browse.forms.confirm_submit": 0,
            "config.saving_style_w": 0, "ui.success_msgbox": 0,
        }  # fmt: skip
        lines = [f"set {key} = {value}\n" for key, value in options.items()]
        (self.home / ".elinks" / "elinks.conf").write_text("".join(lines))

    def begin(self) -> None:
        """It has no greeting."""

    def activate(self, number: str) -> None:
        self.select(number)
        self.keys("Enter")

    def write(self, number: str, text: str) -> None:
        self.activate(number)
        self.keys(self.clear)
        self.type(text)

    def save(self, text: str, file: Path) -> None:
        self.select(self.number(text))
        self.keys("d")
        self.sees("Save to file")
        self.keys(self.clear)
        self.type(str(file))
        self.keys("Enter")


TERMINALS = {"w3m": W3m, "lynx": Lynx, "links2": Links2, "elinks": Elinks}


@contextmanager
def terminal(name: str, home: Path, address: str, options: str = "") -> Iterator[Terminal]:
    """A browser from its start to the end of the block."""
    running = TERMINALS[name](home, address, options)
    try:
        yield running
    finally:
        running.tmux("kill-server")


def squeeze(text: str) -> str:
    """Without what lines and columns add."""
    return " ".join(text.split())


def spaced(text: str) -> str:
    """A pattern for this text, on one line or more."""
    return r"\s+".join(map(re.escape, text.split()))
