"""Where htmx runs: a tab is a swap, and everything else is as without it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.window import Window

TABS = {  # their headings and titles
    "Home": ("Your children", "Home"),
    "Household": ("Household", "Household"),
    "Schedule": ("Schedule – Ana Reyes", "Schedule – Ana Reyes"),
    "Grades": ("Grades – Ana Reyes", "Grades – Ana Reyes"),
    "Attendance": ("Attendance – Ana Reyes", "Attendance – Ana Reyes"),
}


@pytest.fixture
def maria(open_window: Callable[..., Window]) -> Window:
    """Mother of three, at the schedule of her eldest."""
    window = open_window().sign_in("maria.reyes")
    window.tab("Schedule").click()
    expect(window.heading).to_have_text("Schedule – Ana Reyes")
    window.mark()
    return window


def test_a_tab_is_a_swap_that_is_announced_at_its_own_address(maria: Window) -> None:
    for text in (*reversed(TABS), *TABS):
        heading, title = TABS[text]
        link = maria.tab(text)
        link.click()
        expect(maria.heading).to_have_text(heading)
        expect(maria.page).to_have_url(re.compile(f"{link.get_attribute('href')}$"))
        expect(maria.page).to_have_title(f"{title} – Four Lakes School District")
        expect(link).to_have_attribute("aria-current", "page")
        expect(maria.heading).to_be_focused()
        expect(maria.page.locator("nav [aria-current]")).to_have_count(1)
        assert maria.same_document


def test_help_leads_to_the_topic_of_the_tab_on_screen(maria: Window) -> None:
    help_ = maria.page.locator("header").get_by_role("link", name="Help")
    for text in ("Grades", "Home", "View Access Log"):
        maria.tab(text).click()
        topic = text.removeprefix("View ").lower().replace(" ", "-")
        expect(help_).to_have_attribute("href", re.compile(f"/help/{topic}$"))
    assert maria.same_document
    help_.click()
    expect(maria.heading).to_have_text("Who looked at the record")


def test_a_class_opens_as_a_swap_under_its_tab(maria: Window) -> None:
    maria.tab("Grades").click()
    maria.main.get_by_role("link", name="Algebra 2").click()
    expect(maria.heading).to_have_text("Algebra 2 – Ana Reyes")
    expect(maria.heading).to_be_focused()
    expect(maria.main).to_contain_text("How this grade is calculated")
    expect(maria.tab("Grades")).to_have_attribute("aria-current", "page")
    assert maria.same_document


def test_the_tab_on_screen_asked_again_says_that_nothing_has_changed(maria: Window) -> None:
    with maria.page.expect_response("**/schedule") as answer:
        maria.tab("Schedule").click()
    assert answer.value.status == 204
    expect(maria.main.get_by_role("status")).to_have_text("Nothing has changed.")
    expect(maria.heading).to_be_focused()
    maria.tab("Grades").click()
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    expect(maria.main.get_by_role("status")).to_have_count(0)


def test_back_and_forward(maria: Window) -> None:
    maria.tab("Grades").click()
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    maria.page.go_back()
    for text, address in (("Schedule", "/schedule"), ("Grades", "/grades")):
        expect(maria.heading).to_have_text(f"{text} – Ana Reyes")
        expect(maria.heading).to_be_focused()
        expect(maria.page).to_have_url(re.compile(f"{address}$"))
        expect(maria.page).to_have_title(re.compile(f"^{text} – Ana Reyes"))
        expect(maria.tab(text)).to_have_attribute("aria-current", "page")
        assert maria.same_document
        if text == "Schedule":
            maria.page.go_forward()


def test_another_child_is_another_page_on_the_same_tab(maria: Window) -> None:
    maria.page.locator(".who").get_by_role("link", name="Luis").click()
    expect(maria.heading).to_have_text("Schedule – Luis Reyes")
    assert not maria.same_document
    expect(maria.tab("Schedule")).to_have_attribute("aria-current", "page")
    maria.tab("Grades").click()
    expect(maria.heading).to_have_text("Grades – Luis Reyes")


def test_the_language_changes_on_the_page_that_a_swap_has_brought(maria: Window) -> None:
    maria.tab("Grades").click()
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    address = maria.path
    maria.page.get_by_role("button", name="Español").click()
    expect(maria.heading).to_have_text("Calificaciones – Ana Reyes")
    assert maria.path == address
    maria.page.get_by_role("button", name="English").click()
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    assert maria.path == address


def test_a_session_that_has_ended_leads_to_the_sign_in_page_and_back(maria: Window) -> None:
    another_tab = Window(maria.page.context.new_page()).open("/home")
    another_tab.page.get_by_role("button", name="Sign Out").click()
    expect(another_tab.heading).to_have_text("You are signed out")
    maria.tab("Grades").click()
    expect(maria.heading).to_have_text("Sign in")
    expect(maria.page.locator("nav")).to_have_count(0)
    assert re.search(r"/sign-in\?next=/students/\w+/grades$", maria.path)
    maria.forgive("status of 401")


def test_a_dropped_line_says_so_and_offers_the_same_again(maria: Window) -> None:
    maria.page.route("**/grades", lambda route: route.abort())
    maria.tab("Grades").click()
    expect(maria.main.get_by_role("alert")).to_contain_text("The line dropped.")
    expect(maria.heading).to_have_text("Schedule – Ana Reyes")
    again = maria.main.get_by_role("button", name="Try again")
    expect(again).to_be_focused()
    maria.page.unroute("**/grades")
    again.press("Enter")
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    expect(maria.heading).to_be_focused()
    assert maria.path.endswith("/grades")
    maria.forgive("net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest")


def test_a_late_answer_does_not_come_over_a_later_click(maria: Window) -> None:
    held: list[Route] = []
    maria.page.route("**/grades", lambda route: held.append(route))
    with maria.page.expect_request("**/grades"):
        maria.tab("Grades").click()
    expect(maria.main).to_have_attribute("aria-busy", "true")
    maria.tab("Household").click()
    expect(maria.heading).to_have_text("Household")
    expect(maria.main).not_to_have_attribute("aria-busy", "true")
    assert held[0].request.failure == "net::ERR_ABORTED"
    assert maria.path == "/household"
    maria.forgive("htmx:sendAbort", "htmx:afterRequest")


def test_nothing_of_the_family_is_left_behind_back(
    launch: Callable[..., Browser], open_window: Callable[..., Window]
) -> None:
    """In Chromium as people have it, with its memory of pages for Back and Forward, which Playwright turns off.

    That memory holds pages sent with no-store too; it gives them up when the cookie changes, as it does at sign-out.
    """
    with launch(ignore_default_args=["--disable-back-forward-cache"]) as browser:
        maria = open_window(browser).sign_in("maria.reyes")
        maria.tab("Grades").click()
        expect(maria.heading).to_have_text("Grades – Ana Reyes")
        maria.open("/household").tab("Schedule").click()
        expect(maria.heading).to_have_text("Schedule – Ana Reyes")
        maria.page.get_by_role("button", name="Sign Out").click()
        expect(maria.heading).to_have_text("You are signed out")
        for number, step in enumerate(["back"] * 5 + ["forward"] * 5):  # to the sign-in page with which it began
            maria.page.evaluate(f"document.documentElement.id = 'page-{number}'; history.{step}()")
            expect(maria.page.locator(f"html:not(#page-{number})")).to_be_attached()
            expect(maria.heading).to_have_text(re.compile("^(Sign in|You are signed out)$"))
            everything = maria.page.content()
            assert not [word for word in ("Reyes", "Ana", "María", "Luis", "Algebra") if word in everything]
        assert maria.page.evaluate("JSON.stringify([localStorage, sessionStorage])") == "[{},{}]"
