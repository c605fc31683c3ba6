"""Forms: nothing happens without a token, and nothing that is sent breaks a page."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from peewee import DataError, SqliteDatabase
from werkzeug.test import TestResponse

from tests.conventions.crawl import Form, Visit, asked, forms, links, token_of
from tests.conventions.routes import pages, path, rules
from tests.conventions.world import World
from tests.visitor import HTMX, check_page

HOSTILE = {
    "nothing": "",
    "spaces": " \t ",
    "ten thousand letters": "a" * 10_000,
    "NUL": "a\0b",
    "controls": "\x01\x1b[2J\x7f\u202e",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ config }} %(name)s %s {0}",
    "other alphabets": "Ωμέγα 日本語 العربية 🙂 n\u0303",
    "SQL": "' OR 1=1 --",
    "a number": "-1e999",
    "no date": "9999-99-99",
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "elsewhere": "//example.org/\\@example.org",
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # which no page may show
NEEDS_NO_TOKEN = {("public.report.submit", "nobody")}  # the sender is nobody: no other site can speak for them
CALM = {
    200: "an answer to a search",
    303: "done",
    404: "no such thing",
    413: "too much",
    422: "refused in words",
    429: "too often",
}


def accepted_without_token(app: Flask, world: World, role: str, db: SqliteDatabase) -> list[str]:
    """POST routes that answer anything but 400 to no token or another session's, or that write all the same."""
    client = world.client(app, role)
    elsewhere = token_of(app.test_client())
    found = []
    for rule in rules(app, "POST"):
        if (rule.endpoint, role) in NEEDS_NO_TOKEN:
            continue
        address = path(app, rule, world.own)
        for name, data in (
            ("no token", {}),
            ("another session's token", elsewhere),
            ("a made-up one", {"csrf_token": "x"}),
        ):
            before = _changes(db)
            status = client.post(address, data=data).status_code
            if status != 400:
                found.append(f"{rule.endpoint} as {role} with {name}: {status}, not 400")
            if _changes(db) != before:
                found.append(f"{rule.endpoint} as {role} with {name}: something was written")
    return found


def _changes(db: SqliteDatabase) -> int:
    """Rows written on this connection so far."""
    connection: sqlite3.Connection = db.connection()  # type: ignore[no-untyped-call]
    return connection.total_changes


def cookie_faults(response: TestResponse, is_production: bool) -> list[str]:
    """The one cookie: out of reach of scripts and other sites, over TLS in production, under 60 bytes."""
    found = []
    for header in response.headers.getlist("Set-Cookie"):
        for name, cookie in SimpleCookie(header).items():
            if name != "s":
                found.append(f"another cookie: {name}")
            if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict") or cookie["path"] != "/":
                found.append(f"the cookie lacks HttpOnly, SameSite or Path: {header}")
            if bool(cookie["secure"]) != is_production:
                found.append(f"Secure is {cookie['secure']!r} where production is {is_production}")
            if cookie["expires"] or cookie["max-age"]:
                found.append(f"the cookie outlives the browser: {header}")
            if len(f"{name}={cookie.value}") >= 60:
                found.append(f"the cookie is too long: {header}")
    return found


def all_forms(app: Flask, world: World, role: str) -> dict[str, Form]:
    """The forms this role finds, by the address they go to."""
    client = world.client(app, role)
    return {form.action: form for page in pages(app, world) for form in forms(client.get(page))}


def later_forms(app: Flask, world: World) -> dict[str, Form]:
    """The forms that stand on the answer to another form: second steps of an account, a second factor, a reprint.

    And the one that ends the other sessions, where there are some.
    """
    client, owner = world.client(app, "nobody"), world.client(app, "neighbour")
    answer = client.post("/activate", data={**token_of(client), **world.letter})
    begun = owner.post("/account/second-factor/begin", data=token_of(owner), follow_redirects=True)
    again = world.client(app, "school_office").get("/office/letters/new?reprint=y")  # all have a letter
    account_of_two = world.client(app, "neighbour").get("/account")
    return {form.action: form for form in [*forms(answer), *forms(begun), *forms(again), *forms(account_of_two)]}


def without_form(app: Flask, world: World, found: Mapping[str, Form]) -> list[str]:
    """POST routes that no form on any page leads to: nobody could test, or use, them."""
    return [
        f"{rule.endpoint}: no form leads to it"
        for rule in rules(app, "POST")
        if path(app, rule, world.own) not in found
    ]


def broken_by_addresses(app: Flask, client: FlaskClient, world: World, visits: Iterable[Visit]) -> list[str]:
    """Hostile keys in each address, and hostile values of each name that a link or a form has after the ?."""
    addresses = {
        path(app, rule, {**world.own, name: text}): kind
        for rule in rules(app, "GET")
        for name in rule.arguments
        for kind, text in HOSTILE.items()
        if text
    }
    for visit in visits:
        for name in {*parse_qs(urlsplit(visit.address).query), *asked(visit.page)}:
            addresses |= {f"{visit.path}?{urlencode({name: text})}": kind for kind, text in HOSTILE.items()}
    found = []
    for address, kind in addresses.items():
        for headers in ({}, HTMX):
            try:
                response = client.get(address, headers=headers)
            except Exception as error:
                found.append(f"{kind} in {address[:80]}: {type(error).__name__}: {error}")
                continue
            if response.status_code not in (200, 303, 401, 404, 414):
                found.append(f"{kind} in {address[:80]}: {response.status_code}")
            if (location := response.headers.get("Location", "")) and not _is_ours(location):
                found.append(f"{kind} in {address[:80]}: sent to {location[:80]}")
    return found


def _is_ours(location: str) -> bool:
    return location.startswith("/") and not location.startswith(("//", "/\\"))


def broken_by(client: FlaskClient, form: Form) -> Iterator[tuple[TestResponse | None, str]]:
    """Each hostile post's answer with what is wrong about it (empty: nothing).

    Sent as from the second page of a list: where the list is refused, it is to lead to its pages.
    """
    for name, content in bodies(form):
        token = token_of(client)
        as_json = {"json": content, "headers": {"X-CSRFToken": token["csrf_token"]}}
        options = as_json if name == "JSON" else {"data": content | token}
        try:
            response = client.post(f"{form.action}{'&' if '?' in form.action else '?'}page=2", **options)
        except Exception as error:
            yield None, f"{form.action} sent {name}: {type(error).__name__}: {error}"
            continue
        fault = _fault(response, form, content) or (_lost(client, response) if response.status_code == 422 else "")
        yield response, f"{form.action} sent {name}: {fault}" if fault else ""


def bodies(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything at once, one field at a time, and bodies no browser would send."""
    names = [name for name in form.values if name != "csrf_token"]
    for kind, text in HOSTILE.items():
        yield kind, dict.fromkeys(names, text)
    for name in names:
        yield f"nothing as {name}", {**form.values, name: ""}
        if name not in form.typed:  # what a page fills in itself is read as it comes
            yield f"NUL as {name}", {**form.values, name: HOSTILE["NUL"]}
        yield f"no {name}", {each: value for each, value in form.values.items() if each != name}
    yield "no field", {}
    yield "lists", {name: ["one", "two"] for name in names}
    yield "brackets", {f"{name}[]": "x" for name in names} | {f"{name}[$ne]": "x" for name in names}
    yield "files", {name: (BytesIO(b"\xff\xfe\0"), "name.txt") for name in names}
    yield "JSON", {name: [{"one": None}, 2] for name in names}
    yield "300 kB", dict.fromkeys(names, "a" * 300_000)
    yield "all as it stands", form.values
    yield "the same again", form.values


def _fault(response: TestResponse, form: Form, sent: Mapping[str, object]) -> str:
    """What is wrong with the answer to a hostile post."""
    if response.status_code not in CALM:
        return str(response.status_code)
    if response.status_code == 303:
        location = response.headers["Location"]
        return "" if _is_ours(location) else f"sent to {location}"
    if response.mimetype == "application/pdf":
        return ""
    try:
        check_page(response)
    except AssertionError as fault:
        return str(fault)
    return _unkind(response, form, sent) if response.status_code == 422 else ""


def _lost(client: FlaskClient, response: TestResponse) -> str:
    """The first link of a refusal that leads nowhere: its address is not a page's."""
    for link in dict.fromkeys(links(response)):
        if (status := client.get(link).status_code) not in (200, 303):
            return f"the refusal leads to {link}: {status}"
    return ""


def _unkind(response: TestResponse, form: Form, sent: Mapping[str, object]) -> str:
    """Whether a refusal names what is wrong, and keeps what was typed but for passwords."""
    page = html.document_fromstring(response.text)
    summaries = page.xpath("//*[@role='alert']")
    if len(summaries) != 1:
        return "no summary of what is wrong"
    for link in summaries[0].xpath(".//a/@href"):
        if not page.xpath("//*[@id=$id and @aria-invalid='true']", id=link.removeprefix("#")):
            return f"the summary leads to {link}, where no field is marked"
    for field in page.xpath("//*[@aria-invalid='true']"):
        described = field.get("aria-describedby", "").split()
        if f"#{field.get('id')}" not in summaries[0].xpath(".//a/@href") or not described:
            return f"{field.get('name')} is marked and not named in the summary"
        if any(page.get_element_by_id(each, None) is None for each in described):
            return f"{field.get('name')} is described by nothing"
    for name in form.typed:
        [field, *_] = page.xpath("//*[@name=$name]", name=name)
        shown, typed = field.value or "", sent.get(name, "")
        if name in form.secret:
            if shown:
                return f"the password {name} is shown again"
        elif isinstance(typed, str) and shown.split() != CONTROLS.sub("", typed).split():
            return f"what was typed as {name} is lost"
    return ""


@contextmanager
def strict(db: SqliteDatabase) -> Iterator[None]:
    """SQLite with PostgreSQL's manners: a NUL in a text is an error: check in forms."""
    execute: Any = db.execute_sql

    def execute_sql(sql: str, params: Sequence[object] | None = None) -> object:
        if any(isinstance(value, str) and "\0" in value for value in params or ()):
            raise DataError("a NUL has come as far as the database")
        return execute(sql, params)

    with patch.object(db, "execute_sql", execute_sql):
        yield
