"""The office prints the slips of new students; each signs in, in a browser without JavaScript and in w3m."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser import terminals
from tests.browser.conftest import Demo, serving
from tests.browser.window import Window
from tests.left_out import program

OWN = "four words in a row"
SLIP = re.compile(r"(?:User name|(Nombre de usuario)): (\S+)\n.*?: ((?:\w{4}-){2}\w{4})\n")
WORDS = {  # the heading of the page, its field, its button, and where it leads
    "en": ("A password of your own", "New password", "Keep the new password", "Home"),
    "es": ("Una contraseña propia", "Contraseña nueva", "Guardar la contraseña nueva", "Inicio"),
}


@dataclass(frozen=True)
class Newcomer:
    """A student as the slip knows them."""

    username: str
    password: str
    language: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with serving(tmp_path_factory.mktemp("slips")) as demo:
        yield demo


@pytest.fixture(scope="module")
def newcomers(demo: Demo, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[Newcomer]:
    """As the school office prints them, with JavaScript: the file comes, and the page stays."""
    context = chromium.new_context(base_url=demo.address, locale="en-US")
    clerk = Window(context.new_page()).sign_in("office.east")
    clerk.main.get_by_role("link", name="Students’ accounts").click()
    clerk.main.get_by_role("link", name="grade 9, part 1").click()
    with clerk.page.expect_download() as started:
        clerk.main.get_by_role("button", name=re.compile("^Make")).click()
    file = tmp_path_factory.mktemp("printed") / "slips.pdf"
    started.value.save_as(file)
    expect(clerk.heading).to_have_text("grade 9, part 1")
    assert not clerk.complaints
    context.close()
    text = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    return [Newcomer(name, password, "es" if spanish else "en") for spanish, name, password in SLIP.findall(text)]


def test_chromium_without_javascript(newcomers: list[Newcomer], demo: Demo, chromium: Browser) -> None:
    newcomer = newcomers[0]
    heading, field, button, home = WORDS[newcomer.language]
    context = chromium.new_context(base_url=demo.address, locale="en-US", java_script_enabled=False)
    window = Window(context.new_page()).open("/sign-in")
    window.page.get_by_label("User name").fill(newcomer.username)
    window.page.get_by_label("Password").fill(newcomer.password)
    window.main.get_by_role("button", name="Sign in").click()
    expect(window.heading).to_have_text(heading)
    window.open("/account")
    expect(window.heading).to_have_text(heading)
    window.page.get_by_label(field).fill(newcomer.password)
    window.page.get_by_role("button", name=button).click()
    expect(window.main.get_by_role("alert")).to_be_visible()
    window.page.get_by_label(field).fill(OWN)
    window.page.get_by_role("button", name=button).click()
    expect(window.page).to_have_url(re.compile("/account$"))
    window.page.get_by_role("link", name=home, exact=True).click()
    expect(window.page).to_have_title(re.compile(home))
    context.close()


def test_w3m(newcomers: list[Newcomer], demo: Demo, tmp_path: Path) -> None:
    program("tmux")
    newcomer = newcomers[1]
    heading, field, button, home = WORDS[newcomer.language]
    w3m = terminals.W3m(tmp_path, f"{demo.address}/sign-in")
    try:
        w3m.send({"User name": newcomer.username, "Password": newcomer.password}, "Sign in", heading)
        w3m.send({field: OWN}, button, home)
    finally:
        w3m.tmux("kill-server")
