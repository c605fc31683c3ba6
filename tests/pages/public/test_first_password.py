"""The first sign-in with a password from a slip."""

import dataclasses

import pytest
from flask import Flask

from app.sis.access.models import Role
from app.sis.accounts.first_passwords import Slip, open_student_accounts
from app.sis.accounts.models import Account
from app.sis.actor import operator
from app.sis.audit.models import AccessEvent
from tests.build import District
from tests.visitor import Visitor

OWN = "words that are only mine"


@pytest.fixture
def slip(district: District) -> Slip:
    [slip] = open_student_accounts([district.student().person_id], operator("the office"))
    return slip


@pytest.fixture
def newcomer(slip: Slip, visitor: Visitor) -> Visitor:
    return visitor.sign_in(slip.username, slip.password)


def test_it_leads_to_the_page_that_sets_an_own_password_and_on(slip: Slip, newcomer: Visitor) -> None:
    assert newcomer.response.request.path == "/first-password"
    assert "User name: ana.reyes" in newcomer.main
    newcomer.send("/first-password", password=OWN)
    assert newcomer.response.request.path == "/home"
    assert "Your account is open. Your user name is: ana.reyes" in newcomer.main
    assert "Your account is open" not in newcomer.open("/home").main
    newcomer.send("/sign-out")
    newcomer.sign_in(slip.username, slip.password, status=422)
    newcomer.sign_in(slip.username, OWN)
    assert newcomer.response.request.path == "/home"


def test_nothing_else_opens_before(newcomer: Visitor) -> None:
    for address in ("/home", "/household", "/account", "/account/access-log", "/account/second-factor", "/teacher"):
        assert newcomer.open(address).response.request.path == "/first-password"
    assert not newcomer.page.xpath("//nav//a")
    assert not AccessEvent.select().exists()
    newcomer.open("/help")
    assert "Ana" not in newcomer.main


def test_it_goes_on_to_the_page_that_was_asked_for(newcomer: Visitor) -> None:
    newcomer.open("/account/access-log?kind=own")
    newcomer.send("/first-password", password=OWN)
    assert newcomer.response.request.full_path == "/account/access-log?kind=own"


def test_it_never_leads_elsewhere(newcomer: Visitor) -> None:
    newcomer.open("/first-password?next=//example.org/")
    newcomer.send("/first-password", password=OWN, next="https://example.org/")
    assert newcomer.response.request.path == "/home"


def test_what_is_typed_is_shown_on_request_alone(newcomer: Visitor) -> None:
    def field() -> str:
        return str(newcomer.page.xpath("string(//input[@name='password']/@type)"))

    assert field() == "password"
    newcomer.follow("Show what I type")
    assert field() == "text"
    newcomer.send("/first-password", status=422, password="short")
    assert field() == "text"
    assert not newcomer.page.xpath("string(//input[@name='password']/@value)")
    newcomer.follow("Hide it")
    assert field() == "password"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Please type a new password."), ("short", "at least 12"), ("password1234", "guessed first")],
)
def test_the_rules_are_said(typed: str, said: str, newcomer: Visitor) -> None:
    newcomer.open("/first-password")
    assert said in newcomer.send("/first-password", status=422, password=typed).main
    assert Account.get().has_first_password


def test_the_first_password_is_no_own_one(slip: Slip, newcomer: Visitor) -> None:
    newcomer.send("/first-password", status=422, password=slip.password)
    assert "This is the password from the slip." in newcomer.main


def test_three_misses_disable_it_as_every_account(slip: Slip, visitor: Visitor) -> None:
    for _ in range(3):
        visitor.sign_in(slip.username, "wrong", status=422)
    visitor.sign_in(slip.username, slip.password, status=422)
    assert Account.get().disabled_at is not None


def test_who_has_an_own_password_is_led_on(district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.student().person)).open("/first-password")
    assert visitor.response.request.path == "/home"


def test_a_member_of_the_staff_meets_the_second_factor_after_it(
    app: Flask, district: District, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    required = dataclasses.replace(app.config["SETTINGS"], staff_second_factor=True)
    monkeypatch.setitem(app.config, "SETTINGS", required)
    account = district.account(district.staff(Role.COUNSELOR))
    account.has_first_password = True
    account.save()
    visitor.be(account).open("/counselor")
    assert visitor.response.request.path == "/first-password"
    visitor.send("/first-password", password=OWN)
    assert visitor.response.request.path == "/account/second-factor"


def test_in_spanish(slip: Slip, newcomer: Visitor) -> None:
    newcomer.send("/language", language="es")
    assert newcomer.page.xpath("string(//h1)") == "Una contraseña propia"
