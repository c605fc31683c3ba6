"""The pages of the account and of the offices' part in it: either database answers alike."""

import json
from datetime import UTC, timedelta

import pytest
from flask import Flask
from pyotp import TOTP

from app import clock
from app.mail.messages import MESSAGES
from app.sis.access.models import Role
from app.sis.accounts.door import THREE_MISSES, close
from app.sis.accounts.links import link_token
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.accounts.monitoring import MANY_ADDRESSES, MANY_NAMES
from app.sis.accounts.recovery import make_link
from app.sis.accounts.sessions import begin
from app.sis.outbox.models import OutboxMessage
from tests.build import NOON, PASSWORD, District
from tests.visitor import Visitor

NEW = "four words in a row"


@pytest.fixture
def account(district: District) -> Account:
    person = district.guardian(district.student(), family="Núñez", email="old@example.org")
    return district.account(person, "maria.reyes")


def link_to(purpose: str, kind: str) -> str:
    message = OutboxMessage.select().where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc()).get()
    return f"/{purpose.replace('_', '-')}/{link_token(purpose, json.loads(message.facts)['nonce'])}"


def test_the_owner_changes_everything(account: Account, visitor: Visitor) -> None:
    visitor.sign_in("maria.reyes").open("/account")
    visitor.send("/account/username", username="María", current_password=PASSWORD, status=422)
    visitor.send("/account/username", username="maria.r", current_password=PASSWORD)
    visitor.send("/account/language", language="en")
    visitor.send("/account/password", current_password=PASSWORD, password=NEW)
    begin(account)  # elsewhere
    visitor.open("/account").send("/account/sessions")
    visitor.send("/account/email", email="new@example.org", current_password=NEW)
    confirm = link_to("email_confirm", "email_confirm")
    visitor.open(confirm).send(confirm).open(confirm, status=404)
    undo = link_to("email_undo", "email_changed")
    visitor.open("/account/second-factor").send("/account/second-factor/begin")
    key = "".join(visitor.page.xpath("string(//p[@class='big'])").split())
    now = int(NOON.replace(tzinfo=UTC).timestamp())
    visitor.send("/account/second-factor", current_password=NEW, code=TOTP(key).at(now - 30))
    recovery_codes = [each.text_content() for each in visitor.page.xpath("//main//ul/li")]
    visitor.sign_in("maria.r", NEW).send("/sign-in/code", code=TOTP(key).at(now))
    visitor.sign_in("maria.r", NEW).send("/sign-in/code", code=recovery_codes[0])
    visitor.open("/account/access-log?kind=sign-ins")
    for said in ("signed in", "right password, then the code was asked", "right password, to change the account"):
        assert said in visitor.main
    visitor.open("/account/access-log?kind=changes")
    assert "Your second factor was turned on." in visitor.main
    assert "Your user name was changed." in visitor.client.get("/account/access-log.csv?kind=changes").text
    visitor.open(undo).send(undo)
    visitor.sign_in("maria.r", NEW, status=422)
    reset = make_link(account, "n")
    visitor.open(f"/reset/{reset}").send(f"/reset/{reset}", password=PASSWORD)
    Account.update(disabled_at=None).execute()  # the office has seen her
    visitor.sign_in("maria.r")
    assert visitor.response.request.path == "/home"
    assert visitor.open("/account/second-factor").page.xpath("//button[contains(., 'Set it up')]")


def test_every_mail_of_it_is_written(account: Account, app: Flask, visitor: Visitor) -> None:
    test_the_owner_changes_everything(account, visitor)
    visitor.open("/forgot").send("/forgot", email="OLD@example.org")
    close(Account.get(), THREE_MISSES)
    settled = ("email_confirm", "email_changed")
    with app.app_context():
        letters = {each.kind: MESSAGES[each.kind](each) for each in OutboxMessage.select() if each.kind not in settled}
    assert letters.keys() >= {"account_disabled", "password_changed", "password_reset", "second_factor"}
    assert {letter.to for letter in letters.values()} == {"old@example.org"}


@pytest.mark.parametrize("role", [Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE])
def test_an_office_finds_and_watches(account: Account, district: District, visitor: Visitor, role: Role) -> None:
    ana = account.person.students.get().student
    close(account, THREE_MISSES)
    close(district.account(ana.person, "ana.reyes"), THREE_MISSES)
    district.student("Ben", "Olson", email="both@example.org")
    district.student("Bea", "Olson", email="Both@example.org")
    for number in range(MANY_NAMES if role == Role.DISTRICT_OFFICE else 0):
        SignInAttempt.create(name_hash=f"hash {number}", outcome="miss", address="192.0.2.66")
    for number in range(MANY_NAMES if role == Role.SCHOOL_OFFICE else 0):
        other = district.account(district.guardian(district.student(f"Lea {number}")))
        SignInAttempt.create(account=other, outcome="miss", address="192.0.2.66")
    for number in range(MANY_ADDRESSES):
        SignInAttempt.create(account=account, outcome="again", address=f"198.51.100.{number}")
    visitor.be(district.account(district.staff(role, "Olga", "Frey"), "olga.frey")).open("/office/unusual-sign-ins")
    for said in ("192.0.2.66", "maria.reyes", "Ana Reyes, Maria Núñez", "Bea Olson, Ben Olson"):
        assert said in visitor.main
    visitor.open("/office/accounts").send("/office/accounts", text="NUNEZ")
    assert "Ana Reyes" in visitor.main
    visitor.follow("Núñez, Maria")
    page = visitor.response.request.path
    visitor.send(page, what="enable", reason="Came with an ID").send(page, what="end_sessions")
    visitor.send(page, what="disable", reason="Asked for it")
    assert Account.get_by_id(account.id).disabled_at == NOON


def test_the_district_lists_public_computers(district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE), "district")).open("/district/public-computers")
    for _ in range(2):
        visitor.send("/district/public-computers", network="127.0.0.0/16", note="Library")
        visitor.send("/district/public-computers", status=422, network="127.0.0.0/16", note="Again")
        visitor.send("/district/public-computers/remove")
    assert "No address is on the list yet." in visitor.main


def test_a_session_runs_out(account: Account, visitor: Visitor) -> None:
    visitor.sign_in("maria.reyes")
    with clock.stopped(NOON + timedelta(hours=12)):
        visitor.open("/household")
    assert visitor.response.request.path == "/sign-in"
