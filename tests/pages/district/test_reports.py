"""What people have written to the district: the list, one whole, and what is done with it."""

import pytest

from app.database.rows import PAGE as ROWS
from app.sis.access.models import Role
from app.sis.accounts.models import Account
from app.sis.actor import Actor
from app.sis.audit.models import AuditEvent
from app.sis.support.actions import SOMEBODY, Said, answer, send
from app.sis.support.kinds import Kind
from tests.build import District
from tests.visitor import Visitor

PAGE = "/district/reports"
SAID = Said(Kind.PROBLEM, "Maria Reyes", "Ana", "The page of grades\nis empty.", "maria@example.org", "es")


@pytest.fixture
def officer(district: District) -> Account:
    return district.account(district.staff(Role.DISTRICT_OFFICE, "Dana", "Lee"), "district")


def test_the_district_s_home_counts_those_that_wait(officer: Account, visitor: Visitor) -> None:
    visitor.be(officer).open("/district").follow("0 reports are waiting for an answer")
    assert "None is waiting." in visitor.main
    send(SAID, "a form", SOMEBODY)
    visitor.open("/district").follow("1 report is waiting for an answer")
    assert "Maria Reyes" in visitor.main


def test_a_long_list_has_pages(officer: Account, visitor: Visitor) -> None:
    keys = [send(SAID, f"form {number}", SOMEBODY) for number in range(ROWS + 1)]
    visitor.be(officer).open(PAGE)
    assert keys[-1] not in visitor.response.text
    assert keys[-1] in visitor.follow("Next page").response.text
    for key in keys:
        answer(key, "Done.", Actor("Rosa Lind"))
    visitor.open(PAGE).follow("Answered").follow("Next page").follow("Previous page")
    assert visitor.response.request.query_string == b"page=1&answered=1"


def test_a_report_is_answered_with_a_note_and_opened_again(officer: Account, visitor: Visitor) -> None:
    key = send(SAID, "a form", SOMEBODY)
    visitor.be(officer).open(PAGE).follow(f"{key[:4]} {key[4:]}")
    address = f"{PAGE}/{key}"
    assert visitor.response.request.path == address
    assert "not signed in: the name is as it was typed" in visitor.main
    assert "maria@example.org" in visitor.main
    assert visitor.page.xpath("//dd[@lang='es' and br]")
    visitor.send(address, status=422, what="answer", note=" ")
    assert "Please say in a few words how it was answered" in visitor.main
    visitor.send(address, what="answer", note="Wrote to her.")
    assert "Wrote to her." in visitor.main
    assert "Dana Lee" in visitor.main
    assert key not in visitor.open(PAGE).response.text
    visitor.follow("Answered").follow(f"{key[:4]} {key[4:]}")
    visitor.send(address, what="reopen", note="It is empty again.")
    assert "waiting for an answer" in visitor.main
    assert "Wrote to her." in visitor.main
    assert key in visitor.open(PAGE).response.text
    events = [(event.action, event.account_id) for event in AuditEvent.select().order_by(AuditEvent.id)]
    assert events[1:] == [("report.answered", officer.id), ("report.reopened", officer.id)]


def test_what_two_do_at_once_is_done_once(officer: Account, visitor: Visitor) -> None:
    key = send(SAID, "a form", SOMEBODY)
    visitor.be(officer).open(f"{PAGE}/{key}")
    answer(key, "A colleague did.", Actor("Rosa Lind"))
    visitor.send(f"{PAGE}/{key}", status=422, what="answer", note="I did.")
    assert "Somebody has marked this report as answered already." in visitor.main
    assert "A colleague did." in visitor.main
    assert visitor.page.xpath("string(//textarea)").strip() == "I did."


def test_who_was_signed_in_is_known(district: District, officer: Account, visitor: Visitor) -> None:
    account = district.account(district.guardian(district.student()), "maria.reyes")
    key = send(SAID, "a form", Actor("Maria Reyes", account.id, account.person_id))
    visitor.be(officer).open(f"{PAGE}/{key}").follow("maria.reyes")
    assert visitor.response.request.path == f"/office/accounts/{account.key}"


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}"])
def test_a_report_is_found_by_its_number(typed: str, officer: Account, visitor: Visitor) -> None:
    key = send(SAID, "a form", SOMEBODY)
    said = typed.format(f"{key[:4]} {key[4:]}", key.upper())
    visitor.be(officer).open(PAGE, query_string={"reference": said})
    assert visitor.response.request.path == f"{PAGE}/{key}"


def test_a_number_that_there_is_not(officer: Account, visitor: Visitor) -> None:
    visitor.be(officer).open(f"{PAGE}?reference=zzzz+zzzz")
    assert "There is no report with this reference number." in visitor.main
    assert visitor.page.xpath("string(//input[@name='reference']/@value)") == "zzzz zzzz"
    visitor.open(f"{PAGE}/zzzzzzzz", 404)
