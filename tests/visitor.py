"""A browser without JavaScript. Every page it opens is checked as a page of the house."""

from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from app.sis.accounts.models import Account
from app.sis.accounts.sessions import begin
from tests.build import PASSWORD

HTMX = {"HX-Request": "true"}


class Visitor:
    """Follows links by their text and sends forms as a person would, CSRF and all."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.response: TestResponse
        self.page: html.HtmlElement

    def open(self, address: str, status: int = 200, **options: Any) -> "Visitor":
        """Open an address, following redirects; the answer must have this status."""
        return self._arrive(self.client.get(address, follow_redirects=True, **options), status)

    def fragment(self, address: str, status: int = 200, **headers: str) -> "Visitor":
        """What htmx gets."""
        return self._arrive(self.client.get(address, headers={**HTMX, **headers}, follow_redirects=True), status)

    def be(self, account: Account) -> "Visitor":
        """Be signed in, without the sign-in page."""
        self.client.set_cookie("s", begin(account))
        return self

    def sign_in(self, username: str, password: str = PASSWORD, status: int = 200) -> "Visitor":
        self.open("/sign-in")
        return self.send("/sign-in", status=status, username=username, password=password)

    def send(self, action: str, status: int = 200, **fields: str) -> "Visitor":
        """Send the form with this action on the page, its hidden fields included."""
        forms = [
            form for form in self.page.forms if form.action == action or form.xpath(f".//*[@formaction='{action}']")
        ]
        assert forms, f"no form for {action} on {self.response.request.path}"
        hidden = {field.name: field.value for field in forms[0].xpath(".//input[@type='hidden']")}
        answer = self.client.post(action, data={**hidden, **fields}, follow_redirects=True)
        return self._arrive(answer, status)

    def follow(self, text: str, status: int = 200) -> "Visitor":
        """Follow the first link with this text."""
        links = [link for link in self.page.xpath("//a") if " ".join(link.text_content().split()) == text]
        assert links, f"no link {text!r} on {self.response.request.path}"
        return self.open(links[0].get("href"), status)

    @property
    def text(self) -> str:
        """What a reader reads, in one line."""
        return " ".join(self.page.text_content().split())

    @property
    def main(self) -> str:
        return " ".join(self.page.get_element_by_id("main").text_content().split())

    def _arrive(self, response: TestResponse, status: int) -> "Visitor":
        assert response.status_code == status, f"{response.request.path}: {response.status}"
        self.response = response
        if response.mimetype == "text/html" and response.data:
            self.page = html.document_fromstring(response.text)
            check_page(response)
        return self


def check_page(response: TestResponse) -> None:
    """A page is valid HTML5 with one h1, a title, labels, unique ids; nothing inline; never kept by a cache."""
    text = response.text
    where = response.request.path
    whole = text.lstrip().lower().startswith("<!doctype")
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(text if whole else f"<!doctype html><html lang=en>{text}")
    except html5lib.html5parser.ParseError as error:
        raise AssertionError(f"{where}: not valid HTML5: {error} {parser.errors[:1]}") from None
    tree = html.document_fromstring(text)
    assert len(tree.xpath("//h1")) == 1, f"{where}: not one h1"
    assert tree.xpath("string(//title)").strip(), f"{where}: no title"
    assert response.headers["Cache-Control"] == "no-store", f"{where}: may be kept"
    assert not tree.xpath("//@style | //style | //script[not(@src)]"), f"{where}: something inline"
    assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")], f"{where}: a handler inline"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), f"{where}: an id twice"
    labelled = set(tree.xpath("//label/@for"))
    fields = tree.xpath("//input[not(@type='hidden')] | //select | //textarea")
    unlabelled = [
        etree.tostring(field)
        for field in fields
        if field.get("id") not in labelled and not field.xpath("ancestor::label")
    ]
    assert not unlabelled, f"{where}: no label: {unlabelled}"
    for table in tree.xpath("//table"):
        assert table.xpath("./caption"), f"{where}: a table without caption"
        assert not table.xpath(".//th[not(@scope)]"), f"{where}: a heading cell without scope"
