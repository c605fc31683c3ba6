"""A message to the district: a number for it, one for what is sent twice, and as many as sixty an hour."""

from typing import Any

import pytest

from app.sis.accounts.models import Account
from app.sis.people.models import Student
from app.sis.support.models import Report
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
    visitor.open(REPORT)
    visitor.send(REPORT, **SAID)  # the same words, on another page with the form
    assert number(visitor) != once
    assert Report.select().count() == 3


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
