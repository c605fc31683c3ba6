"""An open page asks now and then whether it still holds: as long as somebody looks, and at small cost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.window import Window

MINUTE = 60_000  # ms
HIDE = """Object.defineProperty(document, 'hidden', {value: %s, configurable: true});
document.dispatchEvent(new Event('visibilitychange'))"""


class Watched:
    """A window whose clock the test moves, and what it has asked by itself."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.asked: list[Request] = []
        window.page.on("request", lambda request: self.asked.append(request) if request.method == "HEAD" else None)

    def wait(self, minutes: int, touching: bool = True) -> int:
        """Let so many minutes pass, the mouse moving in each if somebody is there; how often the page asked."""
        before = len(self.asked)
        for minute in range(minutes):
            if touching:
                self.window.page.mouse.move(100 + minute % 7, 300 + minute)
            self.window.page.clock.run_for(MINUTE)
        self.window.page.wait_for_timeout(100)
        return len(self.asked) - before


@pytest.fixture
def maria(open_window: Callable[..., Window]) -> Watched:
    window = open_window()
    window.page.clock.install()
    window.sign_in("maria.reyes")
    window.tab("Grades").click()
    expect(window.heading).to_have_text("Grades – Ana Reyes")
    window.mark()
    return Watched(window)


def test_it_asks_the_address_on_screen_ever_more_rarely(maria: Watched) -> None:
    assert maria.wait(1) == 0
    assert maria.wait(2) == 1
    [request] = maria.asked
    assert request.url.endswith("/grades")
    assert re.fullmatch(r"[0-9a-f]{8}", request.headers["hx-seen"])
    answer = request.response()
    assert answer is not None
    assert answer.status == 204
    assert maria.wait(30) == 4
    expect(maria.window.main.get_by_role("status")).to_have_count(0)


def test_what_has_changed_is_offered_and_not_forced(maria: Watched) -> None:
    page = maria.window.page
    page.route("**/grades", lambda route: route.fulfill(status=200, body="") if is_asking(route) else route.continue_())
    maria.wait(3)
    page.clock.run_for(1000)
    offer = maria.window.main.get_by_role("status").get_by_role("link", name="New: refresh")
    expect(offer).to_be_visible()
    expect(maria.window.heading).to_be_focused()  # nothing is taken out of anyone's hands
    assert maria.wait(30) == 0
    page.locator("[data-seen]").evaluate("it => it.setAttribute('data-seen', 'older')")
    offer.click()
    expect(page.locator("[data-seen=older]")).to_have_count(0)
    expect(maria.window.main.get_by_role("status")).to_have_count(0)
    expect(maria.window.heading).to_be_focused()
    expect(maria.window.main).not_to_have_attribute("aria-busy", "true")
    assert maria.window.same_document
    assert maria.wait(3) == 1


def is_asking(route: Route) -> bool:
    return route.request.method == "HEAD"


def test_it_stops_when_nobody_looks_and_asks_at_once_when_they_come_back(maria: Watched) -> None:
    maria.window.page.evaluate(HIDE % "true")
    assert maria.wait(30, touching=False) == 0
    with maria.window.page.expect_request("**/grades"):
        maria.window.page.evaluate(HIDE % "false")
    assert maria.wait(120, touching=False) <= 3  # left open on a table
    with maria.window.page.expect_request("**/grades"):
        maria.window.page.keyboard.press("Shift")


def test_a_session_that_has_ended_is_named_and_not_asked_for_again(maria: Watched) -> None:
    another_tab = Window(maria.window.page.context.new_page()).open("/home")
    another_tab.page.get_by_role("button", name="Sign Out").click()
    expect(another_tab.heading).to_have_text("You are signed out")
    another_tab.page.close()
    assert maria.wait(3) == 1
    maria.window.page.clock.run_for(1000)
    expect(maria.window.main.get_by_role("status")).to_have_text("Your session has ended. Sign in again")
    assert maria.wait(30) == 0
    maria.window.main.get_by_role("link", name="Your session has ended.").click()
    expect(maria.window.heading).to_have_text("Sign in")
    assert re.search(r"/sign-in\?next=/students/\w+/grades$", maria.window.path)
    maria.window.forgive("status of 401")


def test_a_line_that_is_gone_meanwhile_is_no_matter(maria: Watched) -> None:
    maria.window.page.route("**/grades", lambda route: route.abort())
    assert maria.wait(3) == 1
    maria.window.page.unroute("**/grades")
    assert maria.wait(4) == 1
    expect(maria.window.main.get_by_role("status")).to_have_count(0)
    expect(maria.window.main.get_by_role("alert")).to_have_count(0)
    maria.window.forgive("net::ERR_FAILED")
