"""A window of Chromium, used as a person uses it."""

import re
from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from app.demo.people import PASSWORD

KEY = re.compile(r"/[a-z0-9]{8}(?=/|$)|=[^&]*")  # of what has an address, and the values of a query
FOCUSED = """() => {
    const at = document.activeElement;
    return (at.labels && at.labels.length ? at.labels[0] : at).textContent.trim();
}"""
# A file is no page: it would be downloaded.
LINKS = """links => links.map(link => link.getAttribute('href'))
    .filter(to => to.startsWith('/') && !to.includes('.csv'))"""


class Window:
    """What its console complains of, errors and violations of the policy, is kept in `complaints`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> "Window":
        self.page.goto(address)
        return self

    def sign_in(self, username: str, language: str = "en") -> "Window":
        """Be at one's first page, in this language."""
        self.open("/sign-in")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("main button").click()
        expect(self.page).not_to_have_url(re.compile("/sign-in"))
        switch = self.page.locator(f"button[name=language][value={language}]")
        if switch.count():
            switch.click()
        expect(self.page.locator(f"html[lang={language}]")).to_be_attached()
        return self

    def forgive(self, *texts: str) -> None:
        """What was meant to go wrong is no complaint."""
        for text in texts:
            self.complaints.remove(next(complaint for complaint in self.complaints if text in complaint))

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1")

    @property
    def main(self) -> Locator:
        return self.page.locator("#main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.page.url[: self.page.url.index("/", 8)])

    def tab(self, text: str) -> Locator:
        """A link of the menu."""
        return self.page.locator("nav").get_by_role("link", name=text, exact=True)

    def reach(self, text: str) -> None:
        """Press Tab until the focus is on the link, button or field that says `text`."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED) == text:
                return
        raise AssertionError(f"Tab does not reach {text!r} on {self.path}")

    def press(self, text: str) -> None:
        """Go there by Tab and press Enter."""
        self.reach(text)
        self.page.keyboard.press("Enter")

    def mark(self) -> None:
        """From here `same_document` tells whether a new document has come."""
        self.page.evaluate("window.marked = true")

    @property
    def same_document(self) -> bool:
        return bool(self.page.evaluate("window.marked === true"))

    def pages(self, same_shape: int = 2) -> Iterator[str]:
        """Open every page that links lead to from here, and tell its address; of those that differ in keys a few."""
        waiting, seen = [self.path], set()
        shapes: Counter[str] = Counter()
        while waiting:
            address = waiting.pop(0)
            shape = KEY.sub("/*", address)
            if address in seen or shapes[shape] >= same_shape:
                continue
            seen.add(address)
            shapes[shape] += 1
            self.open(address)
            yield address
            waiting += [link.partition("#")[0] for link in self.page.locator("a[href]").evaluate_all(LINKS)]

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.text} at {said.location['url']}")
