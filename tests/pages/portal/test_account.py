"""Change Account Information, as the owner of an account meets it."""

import json
from datetime import timedelta

import pytest

from app import clock
from app.sis.accounts.links import link_token
from app.sis.accounts.models import Account, EmailChange, SignIn
from app.sis.outbox.models import OutboxMessage
from app.sis.people.models import Person
from tests.build import NOON, PASSWORD, District
from tests.visitor import Visitor

NEW = "four words in a row"


@pytest.fixture
def account(district: District) -> Account:
    person = district.guardian(district.student(email="ana@example.org"), email="old@example.org")
    return district.account(person, "maria.reyes")


@pytest.fixture
def maria(account: Account, visitor: Visitor) -> Visitor:
    return visitor.be(account).open("/home").follow("Change Account Information")


def email_of(account: Account) -> str:
    return str(Person.get_by_id(account.person_id).email)


def mailed(kind: str) -> OutboxMessage:
    """The latest."""
    return OutboxMessage.select().where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc()).get()


def link_to(kind: str) -> str:
    """The link that the worker puts into this mail."""
    nonce = json.loads(mailed(kind).facts)["nonce"]
    page, purpose = {
        "email_confirm": ("email-confirm", "email_confirm"),
        "email_changed": ("email-undo", "email_undo"),
    }[kind]
    return f"/{page}/{link_token(purpose, nonce)}"


def test_the_user_name_changes_at_once(maria: Visitor) -> None:
    maria.send("/account/username", username=" Maria.R ")
    assert "Your new user name holds" in maria.main
    maria.send("/sign-out").open("/sign-in").send("/sign-in", username="maria.r", password=PASSWORD)
    assert maria.response.request.path == "/home"


@pytest.mark.parametrize("name", ["NORA.BECKER", "", "ab", "maria reyes", "mаria.reyes", "ｍaria.reyes", "a" * 61])
def test_a_name_that_is_taken_or_could_be_mistaken_is_refused_and_kept(
    name: str, maria: Visitor, district: District, account: Account
) -> None:
    district.account(district.guardian(district.student("Ben"), given="Nora"), "nora.becker")
    maria.send("/account/username", status=422, username=name)
    assert maria.page.xpath("string(//input[@name='username']/@value)") == name
    assert Account.get_by_id(account.id).username == "maria.reyes"


def test_a_new_password_ends_the_other_sessions_and_is_told(maria: Visitor, account: Account) -> None:
    elsewhere = SignIn.create(token_hash="x", account=account, csrf_secret="y")
    maria.send("/account/password", current_password=PASSWORD, password=NEW)
    assert "Your new password is kept" in maria.main
    assert SignIn.get_by_id(elsewhere.id).ended_at == NOON
    assert mailed("password_changed").person_id == account.person_id
    maria.send("/sign-out").open("/sign-in").send("/sign-in", username="maria.reyes", password=NEW)
    assert maria.response.request.path == "/home"


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "Please type a new"), ("short", "at least 12"), ("password1234", "guessed first"), ("a" * 1001, "at most")],
)
def test_a_new_password_that_is_refused_costs_no_strike(password: str, said: str, maria: Visitor) -> None:
    for _ in range(4):
        maria.send("/account/password", status=422, current_password="wrong", password=password)
    assert said in maria.main
    maria.send("/account/password", current_password=PASSWORD, password=NEW)


def test_three_wrong_current_passwords_disable_the_account(maria: Visitor, account: Account) -> None:
    for _ in range(3):
        maria.send("/account/password", status=422, current_password="wrong", password=NEW)
        assert "This is not the password you have now." in maria.main
        assert not maria.page.xpath("//input[@type='password']/@value[. != '']")
    assert Account.get_by_id(account.id).disabled_at == NOON
    assert maria.open("/account").response.request.path == "/sign-in"


def test_what_is_typed_is_shown_on_request(maria: Visitor) -> None:
    assert len(maria.page.xpath("//input[@type='password']")) == 2
    maria.follow("Show what I type")
    assert not maria.page.xpath("//input[@type='password']")
    maria.send("/account/password", status=422, current_password="wrong", password="short")
    assert maria.page.xpath("string(//input[@name='password']/@type)") == "text"
    assert not maria.page.xpath("//input[@name='password']/@value[. != '']")


def test_the_language_changes(maria: Visitor) -> None:
    maria.send("/account/language", language="es")
    assert "Su idioma está guardado." in maria.main
    assert maria.page.xpath("string(//h1)") == "Cambiar los datos de la cuenta"


def test_an_e_mail_holds_once_its_link_is_followed(maria: Visitor, account: Account) -> None:
    maria.send("/account/email", email="new@example.org")
    assert "A mail is on its way" in maria.main
    assert "To be confirmed" in maria.main
    assert mailed("email_confirm").address == "new@example.org"
    for _ in range(3):
        maria.open(link_to("email_confirm"))
    assert email_of(account) == "old@example.org"
    maria.send(link_to("email_confirm"))
    assert "Your new e-mail is on file" in maria.main
    assert email_of(account) == "new@example.org"
    assert mailed("email_changed").address == "old@example.org"
    maria.open(link_to("email_confirm"), status=404)


def test_the_old_e_mail_takes_the_change_back_and_all_after_it(maria: Visitor, account: Account) -> None:
    maria.send("/account/email", email="new@example.org").open(link_to("email_confirm")).send(link_to("email_confirm"))
    back = link_to("email_changed")
    OutboxMessage.delete().execute()
    maria.open("/account").send("/account/email", email="third@example.org")
    maria.open(link_to("email_confirm")).send(link_to("email_confirm"))
    strangers = link_to("email_changed")
    with clock.stopped(NOON + timedelta(hours=71)):
        maria.open(back).send(back)
        assert "The e-mail is as it was" in maria.main
        assert email_of(account) == "old@example.org"
        maria.open(strangers, status=404).open(back, status=404)
    assert not SignIn.select().where(SignIn.ended_at.is_null()).count()


@pytest.mark.parametrize("hours", [72, -1])
def test_the_way_back_ends_after_72_hours_whatever_the_clock_does(hours: int, maria: Visitor) -> None:
    maria.send("/account/email", email="new@example.org").open(link_to("email_confirm")).send(link_to("email_confirm"))
    with clock.stopped(NOON + timedelta(hours=hours)):
        maria.open(link_to("email_changed"), status=404)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Please type the new"),
        ("maria", "is no e-mail address"),
        ("a@b@example.org", "is no e-mail address"),
        ("OLD@example.org", "on file already"),
        ("Ana@Example.org", "student’s address"),
    ],
)
def test_an_e_mail_that_is_refused_is_kept_on_the_page(email: str, said: str, maria: Visitor) -> None:
    maria.send("/account/email", status=422, email=email)
    assert said in maria.main
    assert maria.page.xpath("string(//input[@name='email']/@value)") == email
    assert not EmailChange.select().count()


def test_a_student_who_got_the_address_meanwhile_keeps_it(maria: Visitor, account: Account, district: District) -> None:
    maria.send("/account/email", email="new@example.org")
    district.student("Luis", email="new@example.org")
    maria.open(link_to("email_confirm")).send(link_to("email_confirm"), status=422)
    assert email_of(account) == "old@example.org"


def test_a_second_question_makes_the_first_link_void(maria: Visitor) -> None:
    maria.send("/account/email", email="first@example.org")
    first = link_to("email_confirm")
    maria.send("/account/email", email="second@example.org").open(first, status=404)


def test_letters_to_strangers_are_limited(maria: Visitor) -> None:
    for number in range(10):
        maria.send("/account/email", email=f"stranger{number}@example.org")
    maria.send("/account/email", status=429, email="stranger@example.org")


def test_all_other_sessions_end_in_one_click(maria: Visitor, account: Account) -> None:
    SignIn.create(token_hash="x", account=account, csrf_secret="y", device="Firefox, Windows", address="192.0.2.7")
    long_ago = NOON - timedelta(days=1)
    SignIn.create(token_hash="z", account=account, csrf_secret="y", device="Lynx", seen_at=long_ago)
    maria.open("/account")
    assert "Firefox, Windows" in maria.main
    assert "192.0.2.7" in maria.main
    assert "Lynx" not in maria.main
    maria.send("/account/sessions")
    assert "1 session" in maria.main
    assert "Firefox" not in maria.main
