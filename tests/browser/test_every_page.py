"""Every page and every refusal there is, in Chromium: axe finds nothing, and nothing scrolls sideways at 320 pixels.

By rule: every route that has a page as every role, every form sent empty, with nonsense and without its token. What is
built of the same elements is looked at once in each language.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

import pytest
from flask import Flask
from lxml import html
from peewee import Database
from playwright.sync_api import Browser, Page, Route
from werkzeug.test import TestResponse

from app.web.static import files
from tests.browser.test_accessibility import AXE, RULES, RUN
from tests.browser.test_small_screens import TOO_WIDE
from tests.conventions.conftest import app_to_spoil as app_to_spoil
from tests.conventions.crawl import crawl, is_html, token_of
from tests.conventions.posts import HOSTILE, all_forms, later_forms
from tests.conventions.routes import pages
from tests.conventions.world import LANGUAGES, ROLES, World

ADDRESS = "http://homeroom.test/"
NARROW, WIDE = 320, 1280
SENT = ("nothing", "markup", "ten thousand letters", "a number")
TELLING = ("class", "role", "type", "aria-invalid", "tabindex")
Answers = Iterable[tuple[str, TestResponse]]


class Sheet:
    """A window that shows whatever HTML it is handed, with the style of the house."""

    def __init__(self, page: Page) -> None:
        self.page, self.text = page, ""
        self.tried: set[str] = set()  # the forms
        self.styles = {file.address: file for file in files().values()}
        self.seen: set[object] = set()
        page.route(f"{ADDRESS}**", self._answer)

    def _answer(self, route: Route) -> None:
        file = self.styles.get(route.request.url.removeprefix(ADDRESS.rstrip("/")))
        if file is None:
            route.fulfill(body=self.text, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=file.content, content_type=file.content_type)

    def faults(self, where: str, answer: TestResponse, language: str) -> list[str]:
        """What is wrong with a page; nothing where one of its kind was seen before."""
        kind = language, _kind(answer.text)
        if kind in self.seen:
            return []
        self.seen.add(kind)
        self.text = answer.text
        self.page.set_viewport_size({"width": WIDE if language == "en" else NARROW, "height": 800})
        self.page.goto(ADDRESS, wait_until="load")
        self.page.evaluate(AXE)
        found = [f"{where}: {each}" for each in self.page.evaluate(RUN, RULES)]
        self.page.set_viewport_size({"width": NARROW, "height": 800})
        if self.page.evaluate("document.scrollingElement.scrollWidth") > NARROW:
            found.append(f"{where}: scrolls sideways: {self.page.evaluate(TOO_WIDE)}")
        return found


def _kind(text: str) -> object:
    """The elements of a page, each with its parent and what makes it another one."""
    tree = html.document_fromstring(text)
    return frozenset(
        tuple((str(node.tag), *(node.get(name) for name in TELLING)) for node in (each.getparent(), each))
        for each in tree.iter()
        if each.getparent() is not None
    )


@pytest.fixture(scope="module")
def sheet(chromium: Browser) -> Iterator[Sheet]:
    with chromium.new_context(bypass_csp=True) as context:
        yield Sheet(context.new_page())


def shown(app: Flask, world: World, role: str, language: str) -> Answers:
    for visit in crawl(world.client(app, role, language), pages(app, world)):
        yield visit.address, visit.page


def refused(app: Flask, world: World, role: str, language: str, tried: set[str]) -> Answers:
    """What each form, unless it was tried, answers to what cannot be right, and to nobody's token."""
    for action, form in {**all_forms(app, world, role), **later_forms(app, world)}.items():
        if f"{language} {action}" in tried:
            continue
        tried.add(f"{language} {action}")
        client = world.client(app, role, language)
        for kind in SENT:
            typed = {name: HOSTILE[kind] for name in form.values if name != "csrf_token"}
            yield f"{action} sent {kind}", client.post(action, data=typed | token_of(client))
        for name in form.typed:
            yield f"{action} without {name}", client.post(action, data={**form.values, name: ""} | token_of(client))
        yield f"{action} without a token", client.post(action)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_and_every_refusal_as(role: str, app_to_spoil: Flask, db: Database, sheet: Sheet) -> None:
    found, world = [], World(rows=2)
    for language in LANGUAGES:
        answers = chain(
            shown(app_to_spoil, world, role, language), refused(app_to_spoil, world, role, language, sheet.tried)
        )
        for where, answer in answers:
            if is_html(answer):
                found += sheet.faults(f"{where} ({answer.status_code}, {language})", answer, language)
    assert not found
    print(role, len(sheet.seen), "kinds of page")
