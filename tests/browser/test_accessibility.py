"""axe finds nothing to complain of, on any page that anybody of the demo sees."""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from app.demo.story import ACCOUNTS
from tests.browser.window import Window

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
KIND = """() => [...new Set([...document.querySelectorAll('body *')].map(
    each => [each.parentNode, each].map(node => [node.tagName, ...[...node.attributes].map(
        it => /^(class|role|type|lang)$/.test(it.name) ? it.value : it.name)].join(' ')).join('>')))].sort().join()"""
RUN = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations
    .map(each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""

NOTES = {
    "en": ("Nothing has changed.", "The answer is on its way…", "New: refresh"),
    "es": ("No ha cambiado nada.", "La respuesta está en camino…", "Hay cambios: actualizar"),
}
# Targets smaller than 24 pixels whose circle of 24 pixels meets another target, or the circle of another small one.
SMALL_TARGETS = """() => {
    const shown = each => each.getClientRects().length && each.getBoundingClientRect().left > -900;
    const targets = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')];
    const boxes = targets.filter(shown).map(each => [each, each.getBoundingClientRect()]);
    const is_inline = each => each.tagName === 'A' && getComputedStyle(each).display === 'inline' &&
        [...each.parentNode.childNodes].some(near => near !== each && near.nodeType === 3 && near.data.trim());
    const centre = box => [box.left + box.width / 2, box.top + box.height / 2];
    const away = ([x, y], box) => Math.hypot(Math.max(box.left - x, 0, x - box.right),
        Math.max(box.top - y, 0, y - box.bottom));
    const small = box => Math.min(box.width, box.height) < 24;
    const apart = ([x, y], [its_x, its_y]) => Math.hypot(x - its_x, y - its_y);
    return boxes.filter(([each, box]) => small(box) && !is_inline(each) && boxes.some(([other, its]) =>
        other !== each && (away(centre(box), its) < 12 || small(its) && apart(centre(box), centre(its)) < 24)))
        .map(([each]) => `${each.parentNode.tagName} ${each.tagName} ${each.textContent.trim().slice(0, 30)}`);
}"""


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


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_swap_leaves(watched: Callable[..., Window], language: str) -> None:
    """The notes that the script puts there: nothing has changed, something has, the line dropped, it is coming."""
    window = watched()
    window.page.clock.install()
    window.sign_in("maria.reyes", language)
    home, grades = (window.page.locator(f"nav a[href$='/{tab}']") for tab in ("home", "grades"))
    status, alert = window.page.get_by_role("status"), window.page.get_by_role("alert")
    home.click()
    expect(status).to_have_text(NOTES[language][0])
    found = violations(window)
    window.page.route("**/grades", lambda route: route.abort())
    grades.click()
    expect(alert.get_by_role("button")).to_be_focused()
    found += violations(window)
    window.page.unroute("**/grades")
    held: list[Route] = []
    window.page.route("**/grades", lambda route: held.append(route))
    grades.click()
    expect(alert).to_have_count(0)
    window.page.clock.run_for(2000)
    expect(status).to_have_text(NOTES[language][1])
    found += violations(window)
    held[0].fulfill(status=503, content_type="text/html", body="<title>Grades</title><h1>Out of order</h1>")
    expect(window.heading).to_have_text("Out of order")
    window.page.unroute("**/grades")
    home.click()
    expect(window.page).to_have_url(re.compile("/home$"))
    window.page.route("**/home", lambda route: route.fulfill(status=200))
    window.page.clock.run_for(130_000)
    expect(status).to_have_text(NOTES[language][2])
    found += violations(window)
    window.forgive("net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest", "status of 503")
    assert not found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_nothing_is_said_by_colour_alone(open_window: Callable[..., Window], scheme: str) -> None:
    """The current tab has a bar, a note, a refusal an edge; pictures take the colour of the text."""
    maria = open_window(forced_colors="active", color_scheme=scheme).sign_in("maria.reyes")
    assert edge(maria, "nav [aria-current]") == "4px solid"
    assert edge(maria, "nav a:not([aria-current])") == "0px none"
    maria.open(maria.tab("Attendance").get_attribute("href") or "")
    assert edge(maria, ".note") == "4px solid"
    assert maria.page.locator(".k").first.evaluate("it => getComputedStyle(it).borderTopWidth") == "1px"
    maria.open(f"{maria.path}/term")
    ink = maria.page.locator("svg path[fill]").evaluate("it => getComputedStyle(it).fill")
    assert ink == maria.page.locator("main p").first.evaluate("it => getComputedStyle(it).color")
    maria.open("/account")
    field = maria.page.locator("#username")
    usual = field.evaluate("it => getComputedStyle(it).borderTopWidth")
    field.fill("x")
    maria.page.locator("#username-current-password").fill("x")
    maria.page.locator("form[action='/account/username'] button").click()
    expect(maria.main.locator(".err")).to_be_focused()
    assert edge(maria, ".err") == "4px solid"
    assert maria.page.locator("[aria-invalid]").first.evaluate("it => getComputedStyle(it).borderTopWidth") != usual
    maria.forgive("status of 422")


def edge(window: Window, selector: str) -> str:
    """The left edge of the first such element."""
    style: str = window.page.locator(selector).first.evaluate(
        "it => getComputedStyle(it).borderLeftWidth + ' ' + getComputedStyle(it).borderLeftStyle"
    )
    return style


def test_who_wants_no_motion_gets_none(open_window: Callable[..., Window]) -> None:
    """Nothing moves for anybody: neither the style nor the script knows an animation."""
    maria = open_window(reduced_motion="no-preference").sign_in("maria.reyes")
    moving = maria.page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(each => {
            const style = getComputedStyle(each);
            return parseFloat(style.transitionDuration) || style.animationName !== 'none';
        }).length"""
    )
    assert moving == 0


@pytest.mark.parametrize("username", ["maria.reyes", "office.east"])
@pytest.mark.parametrize("width", [1280, 320])
def test_targets_are_large_enough_for_a_thumb(open_window: Callable[..., Window], username: str, width: int) -> None:
    """WCAG 2.5.8: 24 by 24 pixels, or room enough around; links in a sentence may be as they are."""
    someone = open_window(viewport={"width": width, "height": 800}).sign_in(username)
    small: dict[str, str] = {}
    for address in someone.pages(same_shape=1):
        for what in someone.page.evaluate(SMALL_TARGETS):
            small.setdefault(what, address)
    assert not small
