"""Every page, found as a reader finds it: from each route, along each link; whole, and as the fragment of it."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.visitor import HTMX

SAME_SHAPE = 5  # of the addresses that differ only in their keys and values, how many are opened
TOKEN = re.compile(r'(?:(?<=name="csrf_token" value=")|(?<=name="once" value="))[^"]+')


@dataclass(frozen=True)
class Visit:
    """One address as one person got it."""

    address: str
    linked_from: str
    page: TestResponse
    fragment: TestResponse

    @property
    def path(self) -> str:
        return urlsplit(self.address).path


@dataclass(frozen=True)
class Form:
    """What a browser would send from a page: to `action`, these fields with what stands in them."""

    action: str
    values: dict[str, str]
    typed: frozenset[str] = field(default_factory=frozenset)  # the names of those a person fills
    secret: frozenset[str] = field(default_factory=frozenset)  # passwords: never shown again


def crawl(client: FlaskClient, starts: Iterable[str]) -> list[Visit]:
    """Every page there is for this browser."""
    app = client.application
    queue = deque((address, "") for address in starts)
    shapes: Counter[object] = Counter()
    seen: set[str] = set()
    visits = []
    while queue:
        address, linked_from = queue.popleft()
        shape = _shape(app, address)
        if address in seen or shapes[shape] >= SAME_SHAPE:
            continue
        seen.add(address)
        shapes[shape] += 1
        visit = Visit(address, linked_from, client.get(address), client.get(address, headers=HTMX))
        visits.append(visit)
        queue.extend((link, address) for link in links(visit.page))
    return visits


def links(response: TestResponse) -> list[str]:
    """Where a page leads on this site: its links, style, script and pictures, and a redirect."""
    found = [response.headers["Location"]] if "Location" in response.headers else []
    if is_html(response):
        tree = html.document_fromstring(response.text)
        found += tree.xpath("//a/@href | //link/@href | //script/@src | //img/@src")
    return [each.partition("#")[0] for each in found if each.startswith("/")]


def is_html(response: TestResponse) -> bool:
    return response.mimetype == "text/html" and bool(response.data)


def forms(response: TestResponse) -> Iterator[Form]:
    """The forms of a page that are sent by POST, one for each of their buttons."""
    if not is_html(response):
        return
    for form in html.document_fromstring(response.text).forms:
        if form.method != "POST":
            continue
        input_ = ".//input[not(@type='hidden' or @type='checkbox')]"
        typed = form.xpath(f"{input_}/@name | .//textarea/@name")  # not chosen from a list
        secret = form.xpath(".//input[@type='password']/@name")
        for button in form.xpath(".//button"):
            own = {button.get("name"): button.get("value", "")} if button.get("name") else {}
            action = button.get("formaction") or form.action
            yield Form(action, dict(form.form_values()) | own, frozenset(typed), frozenset(secret))


def asked(response: TestResponse) -> set[str]:
    """The names that the forms of a page put after the ? of their address."""
    if not is_html(response):
        return set()
    found = html.document_fromstring(response.text).xpath("//form[not(@method='post')]//@name")
    return set(map(str, found))


def form_to(action: str, client: FlaskClient, addresses: Iterable[str]) -> dict[str, str]:
    """What the first form with this action sends; where this reader has none, a form's bare token."""
    token: dict[str, str] = {}
    for address in addresses:
        for form in forms(client.get(address)):
            if form.action == action:
                return form.values
            token = {"csrf_token": form.values["csrf_token"]}
    return token


def token_of(client: FlaskClient) -> dict[str, str]:
    """A token for this browser's forms, from a page that everybody has."""
    return {"csrf_token": next(forms(client.get("/sign-in"))).values["csrf_token"]}


def same_but_for(one: TestResponse, other: TestResponse, keys: Sequence[str]) -> str:
    """What differs between two answers, the token and the keys that were asked for aside; empty when nothing does."""
    if one.headers.to_wsgi_list() != other.headers.to_wsgi_list():
        return f"{set(one.headers.to_wsgi_list()) ^ set(other.headers.to_wsgi_list())}"
    texts = [TOKEN.sub("", response.text) for response in (one, other)]
    for key in keys:
        texts = [text.replace(key, "KEY") for text in texts]
    lines = [text.splitlines() for text in texts]
    return next(
        (f"{a!r} / {b!r}" for a, b in zip(*lines, strict=False) if a != b), "" if texts[0] == texts[1] else "lines"
    )


def _shape(app: Flask, address: str) -> object:
    parts = urlsplit(address)
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        endpoint = parts.path
    return endpoint, tuple(sorted(parse_qs(parts.query)))
