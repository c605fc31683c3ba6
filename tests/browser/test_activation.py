"""From the picture on a letter to the first page, in Spanish and by the keyboard alone."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Demo, serving
from tests.browser.window import Window

PASSWORD = "un caballo que lee"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Of its own: a key is good once."""
    with serving(tmp_path_factory.mktemp("letter")) as demo:
        yield demo


@pytest.fixture(scope="module")
def letter(demo: Demo) -> tuple[str, date]:
    return demo.letter("Ayan", "Farah")


@pytest.fixture
def window(demo: Demo, chromium: Browser) -> Iterator[Window]:
    context = chromium.new_context(base_url=demo.address, locale="es-MX")
    context.set_default_timeout(10_000)
    window = Window(context.new_page())
    yield window
    context.close()
    assert not window.complaints


def test_the_key_after_the_sign_goes_into_the_field_and_out_of_the_address(
    window: Window, demo: Demo, letter: tuple[str, date]
) -> None:
    key, born_on = letter
    window.open(f"/activate#{key}")
    expect(window.page.locator("#key")).to_have_value(key)
    expect(window.page.locator("#birth_date")).to_be_focused()
    expect(window.page).to_have_url(f"{demo.address}/activate")
    window.page.keyboard.type(f"{born_on:%m%d%Y}")  # the order of the browser's own language
    window.press("Continuar")
    expect(window.heading).to_have_text("Elija nombre de usuario y contraseña")
    for field, text in (("Nombre de usuario", "hodan.farah"), ("Contraseña", "corta")):
        window.reach(field)
        window.page.keyboard.type(text)
    window.page.keyboard.press("Enter")
    expect(window.main.get_by_role("alert")).to_contain_text("12 caracteres")
    window.forgive("422")
    window.press("Contraseña")  # of the summary: it leads to the field
    expect(window.page.locator("#password")).to_be_focused()
    window.page.keyboard.type(PASSWORD)
    window.press("Abrir mi cuenta")
    expect(window.heading).to_have_text("Sus hijos")
    expect(window.main).to_contain_text("Ayan Farah")
    expect(window.page.locator("html")).to_have_attribute("lang", "es")


def test_another_sign_in_the_address_is_left_alone(window: Window) -> None:
    window.open("/activate#main")
    expect(window.page).to_have_url(re.compile("#main$"))
    expect(window.page.locator("#key")).to_have_value("")
