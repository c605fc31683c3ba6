"""When something breaks: it is said, nothing typed is lost, and nothing is done twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from app.demo.people import PASSWORD
from tests.browser.window import Window

FORM, ADDRESS = "form[action='/account/username']", "**/account/username"


@pytest.fixture
def maria(open_window: Callable[..., Window]) -> Window:
    """At the form with which she changes her user name."""
    window = open_window().sign_in("maria.reyes").open("/account")
    window.page.locator(f"{FORM} [name=username]").fill("maria r")
    window.page.locator(f"{FORM} [name=current_password]").fill(PASSWORD)
    window.mark()
    return window


@pytest.mark.parametrize(
    ("reason", "said"),
    [("failed", "htmx:sendError"), ("connectionreset", "htmx:sendError"), ("timedout", "htmx:timeout")],
)
def test_a_form_whose_line_drops_stays_and_can_be_sent_again(maria: Window, reason: str, said: str) -> None:
    maria.page.route(ADDRESS, lambda route: route.abort(reason))
    maria.page.locator(f"{FORM} button").click()
    expect(maria.main.get_by_role("alert")).to_contain_text("What you typed is still here.")
    expect(maria.page.locator(f"{FORM} [name=username]")).to_have_value("maria r")
    expect(maria.page.locator(f"{FORM} [name=current_password]")).to_have_value(PASSWORD)
    maria.page.unroute(ADDRESS)
    maria.main.get_by_role("button", name="Try again").click()
    expect(maria.main.locator(".err")).to_contain_text("User name")
    expect(maria.page.locator(f"{FORM} [name=username]")).to_have_value("maria r")
    assert maria.same_document
    maria.forgive("net::", said, "htmx:afterRequest", "status of 422")


def test_no_answer_in_its_time_is_a_dropped_line(maria: Window) -> None:
    held: list[Route] = []
    maria.page.evaluate(
        "document.addEventListener('htmx:beforeSend', event => { event.detail.xhr.timeout = 300; })"
    )  # the five minutes of the browser's own clock
    maria.page.route(ADDRESS, lambda route: held.append(route))
    maria.page.locator(f"{FORM} button").click()
    expect(maria.main.get_by_role("alert")).to_contain_text("The line dropped.")
    expect(maria.page.locator(f"{FORM} [name=username]")).to_have_value("maria r")
    maria.forgive("htmx:timeout", "htmx:afterRequest")


def test_a_server_that_cannot_leaves_the_form_and_names_the_reference(maria: Window) -> None:
    answer = {"status": 503, "content_type": "text/html", "body": "<title>x</title><h1>x</h1>"}
    maria.page.route(ADDRESS, lambda route: route.fulfill(**answer, headers={"HX-Reference": "0a1b2c3d"}))
    maria.page.locator(f"{FORM} button").click()
    expect(maria.main.get_by_role("alert")).to_contain_text("Reference: 0a1b2c3d")
    expect(maria.page.locator(f"{FORM} [name=username]")).to_have_value("maria r")
    maria.page.unroute(ADDRESS)
    maria.main.get_by_role("button", name="Try again").click()
    expect(maria.main.locator(".err")).to_contain_text("User name")
    maria.forgive("status of 503", "Status Error Code 503", "status of 422")


def test_a_page_that_cannot_come_says_so_where_it_would_stand(open_window: Callable[..., Window]) -> None:
    maria = open_window().sign_in("maria.reyes")
    maria.mark()
    body = "<title>Out of order</title><h1>Out of order for a moment</h1><p>Reference: 0a1b2c3d</p>"
    maria.page.route("**/grades", lambda route: route.fulfill(status=503, content_type="text/html", body=body))
    maria.tab("Grades").click()
    expect(maria.main).to_contain_text("Reference: 0a1b2c3d")
    assert maria.same_document
    maria.page.unroute("**/grades")
    maria.tab("Grades").click()
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    maria.forgive("status of 503")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_slow_answer_shows_after_a_second_that_it_is_coming(open_window: Callable[..., Window], motion: str) -> None:
    maria = open_window(reduced_motion=motion).sign_in("maria.reyes", "es")
    held: list[Route] = []
    coming = maria.page.get_by_role("status").get_by_text("La respuesta está en camino…")
    maria.page.route("**/grades", lambda route: held.append(route))
    maria.tab("Calificaciones").click()
    expect(maria.main).to_have_attribute("aria-busy", "true")
    expect(coming).to_have_count(0)
    expect(coming).to_be_in_viewport()
    held[0].continue_()
    expect(maria.heading).to_have_text("Calificaciones – Ana Reyes")
    expect(coming).to_have_count(0)


def test_a_double_click_sends_a_form_once(maria: Window) -> None:
    sent: list[Route] = []
    maria.page.route(ADDRESS, lambda route: sent.append(route))
    maria.page.locator(f"{FORM} button").dblclick()
    maria.page.locator(f"{FORM} [name=current_password]").press("Enter")
    maria.page.wait_for_timeout(200)
    assert len(sent) == 1
    sent[0].continue_()
    expect(maria.main.locator(".err")).to_contain_text("User name")
    maria.page.wait_for_timeout(200)
    assert len(sent) == 1
    maria.forgive("status of 422")


def test_a_double_click_sends_a_form_that_the_browser_sends_once(open_window: Callable[..., Window]) -> None:
    maria = open_window().sign_in("maria.reyes")
    sent: list[Route] = []
    maria.page.route("**/language", lambda route: sent.append(route))
    box = maria.page.get_by_role("button", name="Español").bounding_box()
    assert box
    maria.page.mouse.click(box["x"] + 5, box["y"] + 5, click_count=3, delay=50)
    maria.page.wait_for_timeout(200)
    assert len(sent) == 1
    sent[0].continue_()
    expect(maria.page.locator("html[lang=es]")).to_be_attached()
    expect(maria.page).to_have_url(re.compile("/home$"))
