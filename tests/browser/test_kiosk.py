"""A computer that many people use, in Chromium as they have it: what a family leaves on it is nothing."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.demo.people import PASSWORD
from tests.browser.terminals import terminal
from tests.browser.window import Window
from tests.left_out import program

FAMILY = re.compile("Reyes|Ana|María|Luis|Algebra")
STORED = """async () => JSON.stringify([localStorage, sessionStorage, await caches.keys(), await indexedDB.databases(),
    (await navigator.serviceWorker?.getRegistrations() ?? []).length])"""
NO_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}}}

Started = Callable[..., AbstractContextManager[BrowserContext]]


@pytest.fixture
def start(site: str, chromium: Browser, tmp_path: Path) -> Started:
    """Starts a browser that keeps a profile, with Chromium's memory of pages for Back and Forward."""

    @contextmanager
    def start(locale: str = "en-US") -> Iterator[BrowserContext]:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=program("chromium"), base_url=site, locale=locale,
            args=["--no-sandbox", "--no-proxy-server"], ignore_default_args=["--disable-back-forward-cache"],
        )  # fmt: skip
        context.set_default_timeout(10_000)
        try:
            yield context
        finally:
            context.close()

    return start


def window(context: BrowserContext) -> Window:
    return Window(context.new_page())


def sign_in(maria: Window) -> None:
    maria.open("/sign-in")
    maria.page.locator("[name=username]").fill("maria.reyes")
    maria.page.locator("[name=password]").fill("wrong")
    maria.page.locator("main button").click()
    expect(maria.page.locator(".err")).to_be_visible()
    maria.forgive("status of 422")
    maria.page.locator("[name=password]").fill(PASSWORD)
    maria.page.get_by_label("This is a public computer").check()
    maria.page.locator("main button").click()
    expect(maria.page).not_to_have_url(re.compile("/sign-in"))
    if maria.page.locator("button[value=en]").count():
        maria.page.locator("button[value=en]").click()
    expect(maria.page.locator("html[lang=en]")).to_be_attached()


def test_a_page_left_open_on_a_public_computer_leaves_the_screen(start: Started) -> None:
    with start() as context:
        maria = window(context)
        maria.page.clock.install()
        sign_in(maria)
        maria.page.clock.run_for(4 * 60_000)
        maria.tab("Grades").click()
        expect(maria.heading).to_have_text("Grades – Ana Reyes")
        maria.page.clock.run_for(4 * 60_000)  # the click began the five minutes anew
        expect(maria.heading).to_have_text("Grades – Ana Reyes")
        maria.page.clock.run_for(61_000)
        expect(maria.page).to_have_url(re.compile(r"/sign-in\?idle=1&next=%2Fstudents%2F\w+%2Fgrades$"))
        assert not FAMILY.search(maria.page.locator("main").inner_text())


def test_signed_out_on_a_public_computer(start: Started) -> None:
    with start() as context:
        maria = window(context)
        sign_in(maria)
        titles = []
        for tab, heading in (("Schedule", "Schedule – Ana Reyes"), ("Grades", "Grades – Ana Reyes")):
            maria.tab(tab).click()
            expect(maria.heading).to_have_text(heading)
            titles.append(maria.page.title())
        maria.open("/account/access-log")
        expect(maria.main).to_contain_text("the file stays on it for the next person")
        address = maria.page.url
        titles.append(maria.page.title())
        assert json.loads(maria.page.evaluate(STORED)) == [{}, {}, [], [], 0]
        maria.page.get_by_role("button", name="Sign Out").click()
        expect(maria.heading).to_have_text("You are signed out")
        assert not [title for title in titles if FAMILY.search(title)]  # what the list of the history shows

        for number, step in enumerate(["back"] * 7 + ["forward"] * 7):
            maria.page.evaluate(f"document.documentElement.id = 'page-{number}'; setTimeout(() => history.{step}())")
            maria.page.wait_for_timeout(200)
            assert not FAMILY.search(maria.page.content()), maria.path
            typed = maria.page.locator("input:not([type=hidden])").evaluate_all(
                "all => all.map(it => it.value).join('')"
            )
            assert not FAMILY.search(typed)
            assert "maria" not in typed
        assert json.loads(maria.page.evaluate(STORED)) == [{}, {}, [], [], 0]

        again = window(context)
        again.page.goto(address)
        expect(again.heading).to_have_text("Sign in")
        assert not FAMILY.search(again.page.content())


def test_closing_the_browser_ends_the_session(start: Started) -> None:
    with start() as context:
        maria = window(context)
        sign_in(maria)
        address = maria.path
        assert [cookie["name"] for cookie in context.cookies() if cookie["expires"] != -1] == []
    with start() as context:
        somebody = window(context).open(address)
        expect(somebody.heading).to_have_text("Sign in")
        assert not FAMILY.search(somebody.page.content())
        assert somebody.page.locator("[name=username]").input_value() == ""


@pytest.mark.parametrize(
    ("language", "said", "how"),
    [
        ("en", "Your browser sent no cookie", "open Settings, then Privacy, then Cookies"),
        ("es", "Su navegador no envió ninguna cookie", "abra la configuración, luego Privacidad y luego Cookies"),
    ],
)
def test_cookies_off(site: str, start: Started, tmp_path: Path, language: str, said: str, how: str) -> None:
    preferences = tmp_path / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps(NO_COOKIES))
    with start(language) as context:
        somebody = window(context).open("/sign-in")
        somebody.page.locator("[name=username]").fill("maria.reyes")
        somebody.page.locator("[name=password]").fill(PASSWORD)
        somebody.page.locator("main button").click()
        expect(somebody.heading).to_have_text(said)
        expect(somebody.main).to_contain_text(how)
        expect(somebody.main).to_contain_text("Your browser sent no cookie")  # and in the other language


def test_cookies_off_in_w3m(site: str, tmp_path: Path) -> None:
    program("tmux")
    with terminal("w3m", tmp_path, f"{site}/sign-in", "-o use_cookie=0") as browser:
        browser.send({"User name": "maria.reyes", "Password": PASSWORD}, "Sign in", "Your browser sent no cookie")
        browser.sees("start w3m with -cookie")
