"""/help: every topic to everybody, and the way to it from each tab; the search."""

from urllib.parse import quote

import pytest
from flask import Flask

from app.sis.access.models import Role
from app.sis.accounts.models import Account
from app.sis.attendance.actions import lay_starting_codes
from app.sis.people.models import Student
from app.web.help import TOPICS
from app.web.navigation import ACCOUNT_TABS, HOME, HOUSEHOLD, STAFF_HOMES, STUDENT_TABS
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(district: District, ana: Student) -> Account:
    return district.account(district.guardian(ana), "maria.reyes")


def first_found(visitor: Visitor) -> list[str]:
    """Where the topics that were found are, in order."""
    return [str(each) for each in visitor.page.xpath("//main//dl/dt/a/@href")]


@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_every_topic_is_open_to_everybody(topic: str, district: District, maria: Account, visitor: Visitor) -> None:
    visitor.open("/help").open(f"/help/{topic}")
    assert visitor.page.xpath("string(//h1)")
    assert not visitor.page.xpath("//main//svg//@style | //main//image | //main//*[starts-with(@href, 'data:')]")
    visitor.be(maria).open(f"/help/{topic}")


def test_each_tab_leads_to_its_own_topic(maria: Account, ana: Student, visitor: Visitor) -> None:
    visitor.be(maria)
    for tab in ("home", "household", "account", f"students/{ana.key}/schedule", f"students/{ana.key}/grades"):
        visitor.open(f"/{tab}").follow("Help")
        assert visitor.response.request.path == f"/help/{tab.rpartition('/')[2]}"
    visitor.open(f"/students/{ana.key}/schedule/week").follow("Help")
    assert visitor.response.request.path == "/help/schedule"
    visitor.open("/account/access-log").follow("Help")
    assert visitor.response.request.path == "/help/access-log"
    visitor.follow("Help")
    assert visitor.response.request.path == "/help"


@pytest.mark.parametrize(
    ("address", "topic"),
    [("/sign-in", "sign-in"), ("/forgot", "forgotten"), ("/reset/zzzz", "forgotten"), ("/no-such-page", "")],
)
def test_signed_out_it_does_so_too(address: str, topic: str, visitor: Visitor) -> None:
    visitor._arrive(visitor.client.get(address), visitor.client.get(address).status_code)
    visitor.follow("Help")
    assert visitor.response.request.path == f"/help/{topic}".rstrip("/")


def test_every_link_of_the_menu_has_a_topic(app: Flask) -> None:
    """static/app.js makes the address from the last part of the link that it marks."""
    keys = {"s": "zzzzzzzz"}
    with app.test_request_context():
        for tab in (HOME, HOUSEHOLD, *STUDENT_TABS, *ACCOUNT_TABS, *STAFF_HOMES.values()):
            rule = next(app.url_map.iter_rules(tab.endpoint))
            part = app.url_map.bind("x").build(tab.endpoint, {name: keys[name] for name in rule.arguments})
            assert app.test_client().get(f"/help/{part.rpartition('/')[2]}").status_code in (200, 303), part


def test_staff_are_led_to_theirs(district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE))).open("/office/accounts").follow("Help")
    assert visitor.response.request.path == "/help/staff"
    visitor.open("/help/attendance-office")
    assert visitor.response.request.path == "/help/staff"


def test_a_topic_that_there_is_not(visitor: Visitor) -> None:
    visitor.open("/help/no-such-topic", 404)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("lost password", "forgotten"),
        ("PRINTING", "printing"),
        ("not yet verified", "not-yet-verified"),
        ("library", "public-computers"),
        ("who saw my child's record", "access-log"),
        ("homework missing", "grades"),
        ("PA", "attendance"),
        ("whom do I call", "who-to-ask"),
        ("I lost the letter", "lost-letter"),
        ("we have moved to a new address", "household"),
    ],
)
def test_a_search_finds_the_topic(typed: str, topic: str, district: District, visitor: Visitor) -> None:
    assert district.codes
    visitor.open("/help")
    visitor.open("/help", query_string={"q": typed})
    assert topic in first_found(visitor)[0]
    assert visitor.page.xpath("string(//main//dl/dd)")
    assert visitor.page.xpath("string(//input[@name='q']/@value)") == typed


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("contrasena OLVIDADA", "forgotten"), ("imprimo", "printing"), ("¿qué es aún sin verificar?", "not-yet-verified")],
)
def test_in_spanish_without_accents(typed: str, topic: str, visitor: Visitor) -> None:
    visitor.open("/help", query_string={"q": typed}, headers={"Accept-Language": "es"})
    assert topic in first_found(visitor)[0]


def test_a_search_that_finds_nothing_says_what_to_do(visitor: Visitor) -> None:
    visitor.open("/help?q=xylophone")
    assert "No topic says this." in visitor.main
    assert "608-555-0100" in visitor.main
    visitor.open("/help?q=%20%20")
    assert "No topic says this." not in visitor.main


def test_whom_to_call_are_the_schools_of_the_children(district: District, maria: Account, visitor: Visitor) -> None:
    district.new_school("West High School")
    visitor.open("/help/who-to-ask")
    assert "West High School" in visitor.main
    visitor.be(maria).open("/help/who-to-ask")
    assert "East High School" in visitor.main
    assert "West High School" not in visitor.main


def test_the_codes_are_the_district_s(district: District, visitor: Visitor) -> None:
    visitor.open("/help/attendance")
    assert "entered no codes yet" in visitor.main
    assert district.codes
    visitor.open("/help/attendance", headers={"Accept-Language": "es"})
    assert "ausencia por motivo médico" in visitor.main


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("P", "grades"), ("D+", "grades"), ("Q2", "grades"), ("?", "attendance"), ("homeroom", "schedule")],
)
def test_a_code_or_a_letter_is_found(visitor: Visitor, district: District, typed: str, topic: str) -> None:
    lay_starting_codes()
    visitor.open(f"/help?q={quote(typed)}")
    assert f"/help/{topic}" in first_found(visitor)
