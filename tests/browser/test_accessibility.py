"""axe finds nothing to complain of, on any page that anybody of the demo sees."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import expect

from app.demo.story import ACCOUNTS
from tests.browser.window import Window

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
KIND = """() => [...new Set([...document.querySelectorAll('body *')].map(
    each => [each.parentNode, each].map(node => [node.tagName, ...[...node.attributes].map(
        it => /^(class|role|type|lang)$/.test(it.name) ? it.value : it.name)].join(' ')).join('>')))].sort().join()"""
RUN = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations
    .map(each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""


def violations(window: Window) -> list[str]:
    """What axe finds on the page that is open."""
    window.page.evaluate(AXE)
    return [f"{window.path}: {each}" for each in window.page.evaluate(RUN, RULES)]


@pytest.fixture
def watched(open_window: Callable[..., Window]) -> Callable[..., Window]:
    """The policy of the pages is set aside here, so that axe may run in them."""

    def open_watched(**options: Any) -> Window:
        return open_window(bypass_csp=True, **options)

    return open_watched


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str]]:
    """The kinds of page, each by its language and the elements in it, that axe has looked at."""
    return set()


@pytest.mark.parametrize("username", ACCOUNTS)
def test_every_kind_of_page_as(username: str, watched: Callable[..., Window], seen: set[tuple[str, str]]) -> None:
    """In English on a desktop, in Spanish on a phone. What is built of the same elements is looked at once."""
    found = []
    for language, width in (("en", 1280), ("es", 360)):
        window = watched(viewport={"width": width, "height": 800}).sign_in(username, language)
        for _ in window.pages(same_shape=1):
            kind = language, str(window.page.evaluate(KIND))
            if kind not in seen:
                seen.add(kind)
                found += violations(window)
    assert not found


def test_what_a_stranger_sees(watched: Callable[..., Window]) -> None:
    window = watched().open("/sign-in")
    found = violations(window)
    window.page.locator("[name=username]").fill("nobody.here")
    window.page.locator("[name=password]").fill("wrong")
    window.page.locator("main button").click()
    expect(window.page.locator(".err")).to_be_visible()
    found += violations(window)
    for address in ("/help", "/help?q=key", "/help/report", "/sign-out", "/sign-in?idle=1", "/no-such-page"):
        found += violations(window.open(address))
    window.forgive("status of 422", "status of 404")
    assert not found


def test_what_a_swap_leaves(watched: Callable[..., Window]) -> None:
    """The note that nothing has changed, and the one that the line dropped."""
    window = watched().sign_in("maria.reyes")
    window.tab("Home").click()
    expect(window.main.get_by_role("status")).to_be_visible()
    found = violations(window)
    window.page.route("**/grades", lambda route: route.abort())
    window.tab("Grades").click()
    expect(window.main.get_by_role("alert")).to_be_visible()
    found += violations(window)
    window.forgive("net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
    assert not found
