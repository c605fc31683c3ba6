"""Each check is fed a violation and must see it: a check that finds nothing anywhere holds nothing."""

from io import BytesIO
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask, Response, make_response, redirect, render_template_string, request
from peewee import SqliteDatabase
from werkzeug.exceptions import NotFound
from werkzeug.test import TestResponse

from app.extensions import csrf
from app.sis.people.models import Person, Student
from app.web.area import Area, anyone, signed_in
from tests.conventions import actions, catalogue, pages, refusals, templates
from tests.conventions.crawl import Form, crawl
from tests.conventions.expected import EXPECTED, FAMILY
from tests.conventions.posts import (
    accepted_without_token,
    broken_by,
    broken_by_addresses,
    cookie_faults,
    strict,
    without_form,
)
from tests.conventions.routes import not_as_expected, open_to_neighbours, outside_areas, undeclared
from tests.conventions.statements import costly, counts, growing
from tests.conventions.test_bytes import BUDGETS, over_budget, unmeasured
from tests.conventions.words import bare, pseudo_language, unchanged
from tests.conventions.world import World

GOOD_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>
<a class="skip" href="#main">Skip</a><a href="/help">Help</a>
<main id="main"><h1>A heading</h1>{content}</main></body></html>"""


def page_of(app: Flask, address: str, content: str, title: str = "A title", **headers: str) -> None:
    """A route with this content, as careful as any other, that answers htmx with a fragment."""

    def view() -> Response:
        whole = GOOD_PAGE.format(title=title, content=content)
        inside = whole.partition('<main id="main">')[2].partition("</main>")[0]
        answer = make_response(f"<title>{title}</title>{inside}" if "HX-Request" in request.headers else whole)
        answer.headers["Vary"] = "HX-Request"
        answer.headers.update(headers)
        return answer

    app.add_url_rule(address, f"spoilt.{len(app.view_functions)}", view)


def found_on(app: Flask, *addresses: str) -> str:
    return "\n".join(pages.faults(crawl(app.test_client(), addresses), "en"))


def test_a_good_page_has_no_fault(app_to_spoil: Flask) -> None:
    page_of(app_to_spoil, "/good", "<p>Text</p>")
    assert found_on(app_to_spoil, "/good") == ""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<h1>Another</h1>", "not one h1"),
        ("<p>It is twelve o'clock, p.m..</p>", "two full stops"),
        ("<p><div></p>", "not valid HTML5"),
        ("<p style='color:red'>", "something inline"),
        ("<script>alert(1)</script>", "something inline"),
        ("<a href='/' onclick='x()'>x</a>", "a handler inline"),
        ("<p id=a></p><p id=a></p>", "an id twice"),
        ("<input name=a>", "no label"),
        ("<table><tr><td>1</td></tr></table>", "a table without caption"),
        ("<table><caption>C</caption><tr><th>1</th></tr></table>", "a heading cell without scope"),
        ("<a href='/no/such/page'>x</a>", "404, linked from"),
    ],
)
def test_a_faulty_page_is_found(app_to_spoil: Flask, content: str, fault: str) -> None:
    page_of(app_to_spoil, "/spoilt", content)
    assert fault in found_on(app_to_spoil, "/spoilt")


def test_weak_headers_are_found(app_to_spoil: Flask) -> None:
    page_of(app_to_spoil, "/spoilt", "<p>Text</p>")

    def weaken(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = "default-src 'none' 'unsafe-inline'"
        answer.headers["Cache-Control"] = "private"
        return answer

    app_to_spoil.after_request_funcs[None].insert(0, weaken)  # the first runs last
    found = found_on(app_to_spoil, "/spoilt")
    assert "an unsafe policy" in found
    assert "the policy lacks" in found
    assert "may be kept by a cache" in found


def test_a_title_used_twice_is_found(app_to_spoil: Flask) -> None:
    for address in ("/one", "/other"):
        page_of(app_to_spoil, address, "<p>Text</p>")
    assert "all called 'A title'" in found_on(app_to_spoil, "/one", "/other")


def test_a_wrong_language_and_a_document_as_fragment_are_found(app_to_spoil: Flask) -> None:
    whole = GOOD_PAGE.replace('lang="en"', 'lang="fr"').format(title="T", content="")
    app_to_spoil.add_url_rule("/spoilt", "spoilt", lambda: whole)
    found = found_on(app_to_spoil, "/spoilt")
    assert "lang is fr, not en" in found
    assert "a whole document" in found


def test_a_route_without_area_is_found(app_to_spoil: Flask) -> None:
    page_of(app_to_spoil, "/spoilt", "")
    assert "no access rule" in "\n".join(outside_areas(app_to_spoil))
    assert "no row says who may" in "\n".join(undeclared(app_to_spoil, EXPECTED))
    assert "a row without a route" in "\n".join(undeclared(app_to_spoil, {**EXPECTED, "portal.gone": FAMILY}))


def careless(app: Flask) -> None:
    """A tab that finds its student by the key alone, and asks once for each person."""
    area = Area("careless")

    @area.get("/students/<s>/careless", access=signed_in)
    def index(s: str) -> str:
        student = Student.get_or_none(Student.key == s)
        if student is None:
            raise NotFound
        return "".join(Person.get_by_id(each.id).given_name for each in Person.select(Person.id))

    app.register_blueprint(area.blueprint)


def test_a_view_that_answers_a_neighbour_is_found(app_to_spoil: Flask, world: World) -> None:
    careless(app_to_spoil)
    found = "\n".join(open_to_neighbours(app_to_spoil, world, {"careless.index": FAMILY}))
    assert "careless.index as neighbour: 200" in found
    expected = {"careless.index": FAMILY}
    assert not_as_expected(app_to_spoil, world, "neighbour", expected) == ["careless.index as neighbour: 200, not 404"]
    assert not_as_expected(app_to_spoil, world, "guardian", expected) == []


def test_a_404_that_tells_and_is_not_recorded_is_found(app_to_spoil: Flask, world: World) -> None:
    area = Area("telling")

    @area.get("/students/<s>/telling", access=signed_in)
    def index(s: str) -> Any:
        return f"{'not yours' if Student.get_or_none(Student.key == s) else 'no such student'}", 404

    app_to_spoil.register_blueprint(area.blueprint)
    found = "\n".join(open_to_neighbours(app_to_spoil, world, {"telling.index": FAMILY}))
    assert "unlike a made-up key" in found
    assert "0 refusals recorded" in found


def test_a_page_that_asks_once_per_row_is_found(app_to_spoil: Flask, db: SqliteDatabase) -> None:
    careless(app_to_spoil)
    few, many = (counts(app_to_spoil, db, "guardian", rows) for rows in (1, 20))
    assert any(each.startswith("careless.index as a page") for each in growing(few, many))
    assert any(each.startswith("careless.index as a page") for each in costly(app_to_spoil, many, is_family=True))


@pytest.fixture
def unprotected(app_to_spoil: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """With a form that any site may send, that writes at once, and that cannot bear what it gets."""
    area = Area("unprotected")

    @area.post("/unprotected", access=anyone)
    def submit() -> Any:
        Person.create(given_name=request.form.get("name", ""), family_name="X")
        if not request.form["name"].isascii():
            raise RuntimeError("broken")
        if request.form["name"].startswith("/"):
            return redirect(request.form["name"], 303)
        return render_template_string(GOOD_PAGE.format(title="T", content="<p>No.</p>")), 422

    monkeypatch.setattr(csrf, "_exempt_views", set())
    csrf.exempt(submit)
    app_to_spoil.register_blueprint(area.blueprint)
    return app_to_spoil


def test_a_form_without_a_token_is_found(unprotected: Flask, world: World, db: SqliteDatabase) -> None:
    found = "\n".join(accepted_without_token(unprotected, world, "guardian", db))
    assert "unprotected.submit as guardian with no token" in found
    assert "something was written" in found
    assert "no form leads to it" in "\n".join(without_form(unprotected, world, {}))


def test_a_form_that_breaks_or_is_unkind_is_found(unprotected: Flask, world: World, db: SqliteDatabase) -> None:
    form = Form("/unprotected", {"name": "x", "csrf_token": ""}, frozenset({"name"}))
    with strict(db):
        found = "\n".join(fault for _, fault in broken_by(world.client(unprotected, "guardian"), form))
    assert "sent other alphabets: RuntimeError" in found
    assert "sent NUL: DataError" in found
    assert "sent spaces: no summary of what is wrong" in found
    assert "sent elsewhere: sent to //example.org" in found


def test_an_address_that_breaks_is_found(app_to_spoil: Flask, world: World, db: SqliteDatabase) -> None:
    area = Area("brittle")
    area.get("/students/<s>/brittle", access=anyone)(lambda s: redirect(s) if s.isascii() else {}[s])
    app_to_spoil.register_blueprint(area.blueprint)
    with strict(db):
        found = "\n".join(broken_by_addresses(app_to_spoil, world.client(app_to_spoil, "guardian"), world, []))
    assert any(each.startswith("other alphabets") and "KeyError" in each for each in found.splitlines())
    assert "/brittle: 302" in found


def test_a_weak_cookie_is_found() -> None:
    answer = Response()
    answer.set_cookie("s", "x" * 60, max_age=9)
    answer.set_cookie("more", "x")
    found = "\n".join(cookie_faults(_as_tested(answer), is_production=True))
    for fault in ("another cookie", "lacks HttpOnly", "Secure is", "outlives the browser", "too long"):
        assert fault in found


def _as_tested(answer: Response) -> TestResponse:
    return answer  # type: ignore[return-value]  # the checks read headers and text alone


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bare words</p>",
        "<p>{% if x %}Yes{% else %}{{ y }}{% endif %}</p>",
        '<td data-l="Room">{{ room }}</td>',
        '<a aria-label="{{ x }} more" href="/">{{ x }}</a>',
        '<p>{{ "Words" if x else "" }}</p>',
        '<input type="submit" value="Send">',
        "{% macro m() %}<b>late</b>{% endmacro %}",
    ],
)
def test_bare_words_in_a_template_are_found(source: str) -> None:
    assert templates.bare_words(source, "spoilt.html")


def test_messages_and_markup_in_a_template_are_no_words() -> None:
    source = """<p class="soft" lang="en">{% trans %}Words{% endtrans %} {{ _("more") }} {{ a.get("key") }}, 12 %</p>
    <a data-hx-target="#main" href="{{ url_for('portal.home.index') }}">{{ _("Home") }}</a>"""
    assert templates.bare_words(source, "good.html") == []


def test_a_word_that_comes_past_gettext_is_found(app_to_spoil: Flask, world: World) -> None:
    content = "<p>{{ 'Sn' ~ 'eaked' }} {{ _('Help') }}</p><p>Here {{ 12 }}</p>"
    page = GOOD_PAGE.format(title="{% trans %}Home{% endtrans %}", content=content)
    page = page.replace('lang="en"', 'lang="{{ language() }}"')
    area = Area("mixed")
    area.get("/mixed", access=anyone)(lambda: render_template_string(page))
    app_to_spoil.register_blueprint(area.blueprint)
    english, spanish = (
        crawl(world.client(app_to_spoil, "nobody", language), ["/mixed"])[:1] for language in ("en", "es")
    )
    assert "/mixed: p: 'Here 12' as in English" in unchanged(english, spanish, "es", set(), set())
    with pseudo_language(app_to_spoil):
        found = bare(crawl(world.client(app_to_spoil, "nobody", "es"), ["/mixed"])[:1], set())
    assert "/mixed: p: 'Sneaked' is no message" in found
    assert "/mixed: p: 'Here 12' is no message" in found
    assert not any("title" in fault for fault in found)


def catalogue_of(text: str) -> Catalog:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return read_po(BytesIO((head + text).encode()), locale="es")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Home"\nmsgstr ""', "is not translated"),
        ('#, fuzzy\nmsgid "Home"\nmsgstr "Inicio"', "is fuzzy"),
        ('msgid "At %(time)s"\nmsgstr "A las %(hora)s"', "has other values"),
        ('msgid "<b>Now</b>"\nmsgstr "Ahora"', "has other values or markup"),
        (
            'msgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "%(num)s día"\nmsgstr[1] ""',
            "is not translated",
        ),
    ],
)
def test_a_faulty_translation_is_found(entry: str, fault: str) -> None:
    assert fault in "\n".join(catalogue.faults(catalogue_of(entry)))


def test_a_catalogue_behind_the_source_is_found() -> None:
    found = catalogue.stale(catalogue_of('msgid "Old"\nmsgstr "Viejo"'), {"New"})
    assert found == ["not in the catalogue: 'New'", "said nowhere any more: 'Old'"]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('raise Refused("unheard_of")', "unheard_of has no sentence"),
        ('raise Refused("known")', "known is not given ['name']"),
        ("raise Refused(code)", "the code is not written out"),
        ('raise key_refused("unheard_of", 1)', "unheard_of has no sentence"),
        ('raise key_refused("known", 1)', "known is not given ['name']"),
        ("def refuse(code):\n    raise Refused(code)", "the code is not written out"),
        ("", "known: no refusal uses this sentence"),
    ],
)
def test_a_refusal_without_its_sentence_is_found(source: str, fault: str) -> None:
    assert fault in "\n".join(refusals.faults([("app/spoilt.py", source)], {"known": "No, %(name)s."}))


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('audited("unheard.of", by)', "unheard.of is in neither list"),
        ('LOADED = "unheard.of"; audited(LOADED, by)', "unheard.of is in neither list"),
        ('all_or_nothing(taking, f"unheard.{name}")', "unheard is in neither list"),
        ('audited_alone("unheard.of", by)', "unheard.of is in neither list"),
        ("audited(whatever, by)", "whatever is in neither list"),
        ("def _alone(action, by):\n    audited(action, by)", "action is in neither list"),
        ("", "told: no action has this name"),
    ],
)
def test_an_action_that_nobody_decided_about_is_found(source: str, fault: str) -> None:
    assert fault in "\n".join(actions.faults([("app/spoilt.py", source)], {"told": "Told."}, {"kept"}))


def test_a_page_over_budget_is_found() -> None:
    assert over_budget({"portal.grades.index as a fragment": 1_301, "portal.schedule.index asked again": 200}) == [
        "portal.grades.index as a fragment: 1,301 bytes, 1 over 1,300"
    ]


def test_a_budget_without_its_measure_is_found() -> None:
    measured = {**BUDGETS, "portal.schedule.index as a fragment": 1, "portal.schedule.index asked again": 1}
    assert unmeasured(measured) == []
    renamed = {name: size for name, size in measured.items() if name != "home later"} | {"home again": 1}
    assert unmeasured(renamed) == ["home later: has a budget and was not measured"]
