"""Accounts in the hands of the office, and its page of unusual sign-ins."""

import json
from datetime import timedelta

import pytest
from peewee import SqliteDatabase

from app import clock
from app.sis.access.models import Role
from app.sis.accounts import emails, lock, second_factor
from app.sis.accounts.door import THREE_MISSES, close
from app.sis.accounts.links import link_token
from app.sis.accounts.models import Account, SecondFactor, SignIn, SignInAttempt
from app.sis.accounts.monitoring import MANY_ADDRESSES, MANY_NAMES
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.outbox.models import OutboxMessage
from app.sis.people.models import Person, Student
from tests.build import NOON, PASSWORD, District
from tests.conventions.statements import count, counted
from tests.visitor import Visitor

UNUSUAL = "/office/unusual-sign-ins"


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student(), family="Núñez"), "maria.reyes")


@pytest.fixture
def clerk(account: Account, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE, "Olga", "Frey"), "office.east"))


@pytest.fixture
def officer(account: Account, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE, "Dana", "Lee"), "district"))


@pytest.fixture
def found(clerk: Visitor) -> Visitor:
    """The account as the clerk found it."""
    clerk.open("/office").follow("Find an account, enable it or disable it").send("/office/accounts", text="nunez")
    return clerk.follow("Núñez, Maria")


def test_a_locked_account_is_found_and_enabled_with_a_reason(account: Account, clerk: Visitor, db: object) -> None:
    page = f"/office/accounts/{account.key}"
    for _ in range(3):
        Visitor(clerk.client.application).sign_in("maria.reyes", "wrong", status=422)
    clerk.open("/office/accounts").send("/office/accounts", text="MARIA.r")
    assert "disabled" in clerk.main
    clerk.follow("Núñez, Maria")
    assert clerk.main.count("wrong password or code") == 3
    assert "disabled since November 24, 2026, 12:00 pm: after three misses" in clerk.main
    clerk.send(page, status=422, what="enable", reason=" ")
    assert "Say why, in a few words" in clerk.main
    clerk.send(page, what="enable", reason="Came with an ID")
    assert "The account is enabled" in clerk.main
    assert lock.misses(str(account.id)) == 0
    event = AuditEvent.get(AuditEvent.action == "account.enabled")
    assert "Came with an ID" in event.facts
    assert Visitor(clerk.client.application).sign_in("maria.reyes", PASSWORD).response.request.path == "/home"


@pytest.mark.parametrize("role", [Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE])
def test_a_clerk_leaves_the_own_family_to_a_colleague(
    role: Role, account: Account, district: District, visitor: Visitor
) -> None:
    ana = Student.get()
    carlos = district.staff(role, "Carlos", "Núñez")
    district.tie(carlos, ana)
    theirs = [account, district.account(carlos), district.account(ana.person)]
    visitor.be(theirs[1]).open("/office/accounts").send("/office/accounts", text="Núñez")
    assert "Maria" not in visitor.main
    for each in theirs:
        visitor.open(f"/office/accounts/{each.key}", status=404)


def test_it_is_disabled_on_request_and_signed_out(account: Account, found: Visitor) -> None:
    page = found.response.request.path
    SignIn.create(token_hash="x", account=account, csrf_secret="y")
    found.send(page, what="end_sessions")
    assert "signed out everywhere" in found.main
    assert SignIn.get(SignIn.token_hash == "x").ended_at == NOON
    found.send(page, what="disable", reason="Asked for it by telephone")
    assert "disabled since November 24, 2026, 12:00 pm: Olga Frey, “Asked for it by telephone”" in found.main
    assert "signed out everywhere." in found.main  # who has no e-mail is not written to
    assert Account.get_by_id(account.id).disabled_at == NOON


def test_why_it_is_disabled_after_an_e_mail_was_taken_back(account: Account, found: Visitor) -> None:
    account.person.email = "maria@example.org"
    account.person.save()
    emails.ask_for_email(account.id, "stranger@example.org", operator("maria"))
    emails.confirm(link_token("email_confirm", json.loads(OutboxMessage.get().facts)["nonce"]))
    told = OutboxMessage.get(OutboxMessage.kind == "email_changed")
    emails.undo(link_token("email_undo", json.loads(told.facts)["nonce"]))
    assert "12:00 pm: a change of the e-mail was taken back" in found.open(found.response.request.path).main


def test_a_lost_second_factor_is_turned_off(account: Account, found: Visitor) -> None:
    page = found.response.request.path
    second_factor.begin(account.id, 1)
    found.send(page, status=422, what="drop_second_factor", reason="Telephone lost")
    SecondFactor.update(confirmed_at=NOON).execute()
    found.open(page).send(page, what="drop_second_factor", reason="Telephone lost")
    assert not second_factor.is_on(account.id)


def test_the_e_mail_of_an_owner_who_was_seen_is_set_right(account: Account, found: Visitor) -> None:
    page, person = found.response.request.path, account.person
    emails.ask_for_email(account.id, "stranger@example.org", operator("maria"))
    emails.confirm(link_token("email_confirm", json.loads(OutboxMessage.get().facts)["nonce"]))
    found.open(page)
    assert "stranger@example.org (changed on November 24, 2026; before that: –)" in found.main
    found.send(page, status=422, what="email", email="maria@example.org", reason="")
    assert "Say why" in found.main
    found.send(page, status=422, what="email", email="maria", reason="Showed a passport")
    assert found.page.xpath("string(//input[@name='email']/@value)") == "maria"
    found.send(page, what="email", email=" maria@example.org", reason="Showed a passport")
    assert "The e-mail is on file, and the one before is told." in found.main
    assert "maria@example.org" in found.main
    assert "before that" not in found.main
    assert Person.get_by_id(person.id).email == "maria@example.org"
    told = OutboxMessage.select().where(OutboxMessage.kind == "email_changed").order_by(OutboxMessage.id.desc()).get()
    assert (told.address, json.loads(told.facts)["nonce"]) == ("stranger@example.org", "")
    assert "Showed a passport" in AuditEvent.get(AuditEvent.action == "account.email_set").facts
    person.sourced_id = "m1"
    person.save(only=[Person.sourced_id])
    assert emails.confirmed_of(["m1"]) == {"m1": "maria@example.org"}  # which no import overwrites
    found.send(page, what="email", email="", reason="Has none any more")
    assert "No e-mail is on file any more, and the one before is told." in found.main
    assert json.loads(OutboxMessage.select().order_by(OutboxMessage.id.desc()).get().facts)["is_removed"]
    found.send(page, what="email", email="maria@example.net", reason="A new one")
    assert "The e-mail is on file. " in found.main
    found.send(page, what="email", email="", reason="Has none any more")
    assert Person.get_by_id(person.id).email == ""
    assert emails.confirmed_of(["m1"]) == {}


def test_after_the_office_has_set_it_the_owner_s_next_change_can_be_taken_back(account: Account, db: object) -> None:
    emails.set_by_office(account, "maria@example.org", operator("office"), "Showed a passport")
    emails.ask_for_email(account.id, "stranger@example.org", operator("maria"))
    nonce = json.loads(OutboxMessage.get(OutboxMessage.kind == "email_confirm").facts)["nonce"]
    emails.confirm(link_token("email_confirm", nonce))
    told = OutboxMessage.get(OutboxMessage.kind == "email_changed")
    assert told.address == "maria@example.org"
    assert emails.to_undo(link_token("email_undo", json.loads(told.facts)["nonce"]))


def test_a_school_has_its_families_alone(district: District, clerk: Visitor) -> None:
    west = district.new_school("West High School")
    wes = district.student("Wes", "Holt", enrolled=False)
    district.enroll(wes, west)
    strangers = [district.account(wes.person, "wes.holt"), district.account(district.guardian(wes, family="Holt"))]
    colleague = district.staff(Role.COUNSELOR, "Carl", "Holt")
    district.right(district.tie(colleague, district.student("Cleo", "Holt")))  # a parent here, and staff
    strangers.append(district.account(colleague, "carl.holt"))
    beginner = district.guardian(district.student("Bea", "Holt"), given="Bo", family="Holt")
    district.role(beginner, Role.COUNSELOR, starts_on=clock.today() + timedelta(days=1))  # and so from tomorrow on
    strangers.append(district.account(beginner, "bo.holt"))
    clerk.open("/office/accounts").send("/office/accounts", text="holt")
    assert "No account in your hands has this name." in clerk.main
    for stranger in strangers:
        clerk.open(f"/office/accounts/{stranger.key}", status=404)


def test_two_of_one_name_are_told_apart_by_their_children_at_this_school(
    account: Account, district: District, clerk: Visitor
) -> None:
    west = district.new_school("West High School")
    ben, eva, ian = (district.student(name, "Reyes", enrolled=False) for name in ("Ben", "Eva", "Ian"))
    district.enroll(eva)
    district.enroll(ben)
    district.enroll(ian, west)
    district.account(district.guardian(eva, ben, ian, family="Núñez"), "maria.nunez")
    clerk.open("/office/accounts").send("/office/accounts", text="maria nunez")
    rows = [[cell.text_content() for cell in row] for row in clerk.page.xpath("//tbody/tr")]
    assert rows == [
        ["Núñez, Maria", "Ana Reyes", "maria.reyes", "enabled"],
        ["Núñez, Maria", "Ben Reyes, Eva Reyes", "maria.nunez", "enabled"],
    ]
    clerk.send("/office/accounts", text="ana reyes")
    assert clerk.page.xpath("string(//tbody/tr/td)") in ("", "–")


def test_the_district_has_all(district: District, officer: Visitor) -> None:
    district.account(district.staff(Role.COUNSELOR, "Carl", "Holt"), "carl.holt")
    officer.open("/district").follow("Find an account, enable it or disable it")
    officer.send("/office/accounts", text="carl").follow("Holt, Carl")
    officer.send(officer.response.request.path, what="disable", reason="Left")
    assert Account.get(Account.username == "carl.holt").disabled_at == NOON


def tried(name: Account | str, address: str, outcome: str = "miss", days_ago: int = 0) -> None:
    account, name_hash = (None, name) if isinstance(name, str) else (name, "")
    at = clock.now() - timedelta(days=days_ago)
    SignInAttempt.create(account=account, name_hash=name_hash, outcome=outcome, address=address, at=at)


@pytest.mark.parametrize("outcome", ["success", "password", "again"])
def test_who_knew_the_password_tried_in_vain_nowhere(outcome: str, district: District, officer: Visitor) -> None:
    for number in range(MANY_NAMES):
        person = district.guardian(district.student(f"Lea {number}"))
        tried(district.account(person, f"parent{number}"), "192.0.2.66", outcome)
    assert "192.0.2.66" not in officer.open(UNUSUAL).main


def test_many_accounts_from_one_address(account: Account, officer: Visitor) -> None:
    for number in range(MANY_NAMES - 1):
        tried(f"hash {number}", "192.0.2.66")
    tried("another", "192.0.2.66", days_ago=8)
    assert "192.0.2.66" not in officer.open("/district").follow("Unusual sign-ins").main
    tried(account, "192.0.2.66")
    assert "192.0.2.66" in officer.open(UNUSUAL).main


def test_one_account_from_many_addresses(account: Account, clerk: Visitor) -> None:
    for number in range(MANY_ADDRESSES):
        assert "maria.reyes" not in clerk.open(UNUSUAL).main
        tried(account, f"192.0.2.{number}", "success")
    assert "maria.reyes" in clerk.open(UNUSUAL).main


def test_a_family_locked_out_again_and_again(account: Account, district: District, clerk: Visitor) -> None:
    close(account, THREE_MISSES)
    close(account, operator("somebody"), reason="On request")
    assert "Maria Núñez" not in clerk.open(UNUSUAL).main
    ana = next(iter(account.person.students)).student
    close(district.account(ana.person), THREE_MISSES)
    assert "Ana Reyes, Maria Núñez" in clerk.open(UNUSUAL).main


def test_shared_e_mails_are_listed(district: District, clerk: Visitor) -> None:
    district.student("Ben", "Olson", email="both@example.org")
    district.student("Bea", "Olson", email="Both@example.org")
    assert "Bea Olson, Ben Olson" in clerk.open(UNUSUAL).main


def test_both_pages_cost_the_same_for_one_and_for_twenty(
    account: Account, district: District, officer: Visitor, db: SqliteDatabase
) -> None:
    def cost() -> list[object]:
        costs: list[object] = []
        for address in (UNUSUAL, f"/office/accounts/{account.key}"):
            with counted(db) as statements:
                officer.open(address)
            costs.append(count(statements))
        officer.open("/office/accounts")
        with counted(db) as statements:
            officer.send("/office/accounts", text="maria")
        costs.append(count(statements))
        return costs

    tried(account, "192.0.2.1")
    close(account, THREE_MISSES)
    few = cost()
    for number in range(20):
        other = district.account(district.guardian(district.student(f"Lea {number}")))
        close(other, THREE_MISSES)
        close(other, THREE_MISSES)
        for place in range(MANY_ADDRESSES + 2):
            tried(other, f"192.0.2.{place}")
    assert cost() == few
