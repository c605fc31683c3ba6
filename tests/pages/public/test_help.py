"""/help: every topic to everybody, the way to it from each tab, the search, and a message to the district."""

from typing import Any

import pytest
from flask import Flask

from app.sis.access.models import Role
from app.sis.accounts.models import Account
from app.sis.people.models import Student
from app.sis.support.models import Report
from app.web.help import TOPICS
from app.web.navigation import ACCOUNT_TABS, HOME, HOUSEHOLD, STAFF_HOMES, STUDENT_TABS
from tests.build import District
from tests.visitor import Visitor

REPORT = "/help/report"
SAID: dict[str, Any] = {"kind": "problem", "name": "Maria Reyes", "description": "The page of grades is empty."}


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(district: District, ana: Student) -> Account:
    return district.account(district.guardian(ana), "maria.reyes")


def number(visitor: Visitor) -> str:
    """The reference number on the page, as the address has it."""
    return str(visitor.page.xpath("string(//b[@class='big'])")).replace(" ", "")


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


def test_a_message_gets_a_number_and_its_page_tells_nothing_else(visitor: Visitor) -> None:
    visitor.open("/help").follow("Write to the district: a problem, a comment or a suggestion")
    visitor.send(REPORT, **SAID, child="Ana, East High School", answer_to="608-555-0199")
    report = Report.get()
    assert number(visitor) == report.key
    assert visitor.response.request.path == f"{REPORT}/{report.key}"
    assert "empty" not in visitor.text
    assert "Reyes" not in visitor.text
    assert (report.name, report.child, report.answer_to) == ("Maria Reyes", "Ana, East High School", "608-555-0199")
    assert (report.account, report.student, report.language) == (None, None, "en")
    visitor.open(f"{REPORT}/zzzzzzzz", 404)


def test_sent_twice_is_one(visitor: Visitor) -> None:
    visitor.open(REPORT)
    first = visitor.page
    visitor.send(REPORT, **SAID)
    once = number(visitor)
    visitor.page = first
    visitor.send(REPORT, **SAID)
    assert number(visitor) == once
    visitor.page = first
    visitor.send(REPORT, **{**SAID, "description": "Now the page of attendance, too."})
    assert number(visitor) != once
    assert Report.select().count() == 2


def test_signed_in_one_s_own_children_are_offered(
    district: District, maria: Account, ana: Student, visitor: Visitor
) -> None:
    ben = district.student("Ben", "Becker")
    visitor.be(maria).open(REPORT)
    assert visitor.page.xpath("string(//input[@name='name']/@value)") == "Maria Reyes"
    assert visitor.page.xpath("//select[@name='student']/option/text()") == ["no child in particular", "Ana Reyes"]
    visitor.send(REPORT, status=422, **SAID, student=ben.key)
    assert "Please choose one from the list." in visitor.main
    visitor.send(REPORT, **SAID, student=ana.key)
    report = Report.get()
    assert (report.account_id, report.student_id, report.child) == (maria.id, ana.person_id, "Ana Reyes")


def test_what_is_missing_is_said_and_what_was_typed_is_kept(visitor: Visitor) -> None:
    visitor.open(REPORT)
    visitor.send(REPORT, status=422, kind="suggestion", name="Maria", description=" \n", answer_to="maria@example.org")
    assert "Please say what it is about." in visitor.main
    assert visitor.page.xpath("string(//input[@name='name']/@value)") == "Maria"
    assert visitor.page.xpath("string(//input[@name='answer_to']/@value)") == "maria@example.org"
    assert visitor.page.xpath("string(//option[@selected]/@value)") == "suggestion"
    visitor.send(REPORT, status=422, **{**SAID, "description": "a" * 4001})
    assert "at most 4,000 letters" in visitor.main
    assert len(visitor.page.xpath("string(//textarea)").strip()) == 4001
    assert not Report.select().exists()


def test_one_address_may_send_sixty_an_hour_and_an_account_as_many(maria: Account, visitor: Visitor) -> None:
    visitor.open(REPORT)
    for _ in range(60):
        visitor.send(REPORT, status=422, **{**SAID, "name": ""})
    visitor.client.get("/help")
    token = visitor.page.xpath("string(//input[@name='csrf_token']/@value)")
    assert visitor.client.post(REPORT, data={**SAID, "csrf_token": token}).status_code == 429
    visitor.be(maria).open(REPORT).send(REPORT, **SAID, student="")
    assert Report.select().count() == 1
