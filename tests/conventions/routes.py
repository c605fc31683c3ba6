"""Every address the application has, asked of itself; and what each role gets there."""

from collections.abc import Mapping
from inspect import signature

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.sis.audit.models import AccessEvent
from tests.conventions.crawl import form_to, same_but_for, token_of
from tests.conventions.expected import GONE, Expected, Outcome
from tests.conventions.world import MADE_UP, ROLES, World


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def path(app: Flask, rule: Rule, keys: Mapping[str, str]) -> str:
    """The address of a rule with these keys; KeyError for a kind of key that tests/conventions/world.py lacks."""
    return app.url_map.bind("localhost").build(rule.endpoint, {name: keys[name] for name in rule.arguments})


def outside_areas(app: Flask) -> list[str]:
    """Views that were not declared through Area, or that do not lie where their name says."""
    found = []
    for endpoint, view in app.view_functions.items():
        module, _, name = endpoint.rpartition(".")
        if not callable(getattr(view, "access", None)):
            found.append(f"{endpoint}: no access rule; declare it through Area")
        elif (view.__module__, view.__name__) != (f"app.pages.{module}", name):
            found.append(f"{endpoint}: lies in {view.__module__}.{view.__name__}")
    for rule in app.url_map.iter_rules():
        if len((rule.methods or set()) - {"HEAD", "OPTIONS"}) != 1:
            found.append(f"{rule.endpoint}: answers {rule.methods}; a view answers one method")
    return found


def undeclared(app: Flask, expected: Mapping[str, Expected]) -> list[str]:
    """Endpoints without a row, and rows without an endpoint."""
    there = set(app.view_functions)
    return [f"{endpoint}: no row says who may" for endpoint in sorted(there - set(expected))] + [
        f"{endpoint}: a row without a route" for endpoint in sorted(set(expected) - there)
    ]


def not_as_expected(app: Flask, world: World, role: str, expected: Mapping[str, Expected]) -> list[str]:
    """Every route asked as this role: a GET with Ana's keys, a POST with a valid token and the form's own values."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in expected:
            continue
        address = path(app, rule, world.own)
        client = world.client(app, role)
        if "GET" in (rule.methods or ()):
            response = client.get(address)
        else:
            response = client.post(address, data=form_to(address, client, pages(app, world)))
        got = outcome(response)
        for name in rule.arguments:
            got = got.replace(world.own[name], f"<{name}>")
        if got != expected[rule.endpoint][role]:
            found.append(f"{rule.endpoint} as {role}: {got}, not {expected[rule.endpoint][role]}")
    return found


def pages(app: Flask, world: World) -> list[str]:
    """The address of every GET route, with Ana's keys, the shortest first."""
    return sorted((path(app, rule, world.own) for rule in rules(app, "GET")), key=lambda each: (len(each), each))


def outcome(response: TestResponse) -> Outcome:
    location = response.headers.get("Location", "").partition("?")[0]
    return f"{response.status_code} {location}".strip()


def open_to_neighbours(app: Flask, world: World, expected: Mapping[str, Expected]) -> list[str]:
    """Routes with a key where somebody else's is not answered as a made-up one is, or leaves no trace.

    Who may not open the page asks with all of Ana's keys; who may, with one key at a time of another family.
    """
    found = []
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        outcomes = expected.get(rule.endpoint, {})
        asked = []
        for role in ROLES:
            if names and outcomes.get(role) == GONE:
                asked.append((role, world.own, dict.fromkeys(names, MADE_UP), "s" in names))
            beyond = world.keys_beyond(role) if outcomes.get(role) == "200" else {}
            for name in set(names) & set(beyond):
                theirs, nobodys = ({**world.own, name: key} for key in (beyond[name], MADE_UP))
                asked.append((role, theirs, nobodys, "s" in names and name in _asks_for(app, rule)))
        for role, keys, nonsense, is_recorded in asked:
            client = world.client(app, role)
            before = _refusals()
            real = _ask(client, path(app, rule, keys), rule)
            recorded = _refusals() - before
            if real.status_code != 404:
                found.append(f"{rule.endpoint} as {role}: {real.status}")
                continue
            imagined = _ask(client, path(app, rule, nonsense), rule)
            if difference := same_but_for(real, imagined, [*keys.values(), MADE_UP]):
                found.append(f"{rule.endpoint} as {role}: unlike a made-up key: {difference}")
            if recorded != is_recorded:
                found.append(f"{rule.endpoint} as {role}: {recorded} refusals recorded")
    return found


def _asks_for(app: Flask, rule: Rule) -> set[str]:
    """The keys that the access rule itself looks at; a view answers 404 for the others, once the student is seen."""
    access = getattr(app.view_functions[rule.endpoint], "access", None)
    return set(signature(access).parameters) if access else set()


def _ask(client: FlaskClient, address: str, rule: Rule) -> TestResponse:
    return client.get(address) if "GET" in (rule.methods or ()) else client.post(address, data=token_of(client))


def _refusals() -> int:
    """Refused looks at a real student's record so far."""
    return AccessEvent.select().where((AccessEvent.outcome == "refused") & (AccessEvent.student_id > 0)).count()
