"""/forgot and the link in the mail, as a person meets them."""

from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from app import clock
from app.sis.accounts import recovery
from app.sis.accounts.models import Account, PasswordReset, SignIn
from app.sis.outbox.models import OutboxMessage
from tests.build import NOON, PASSWORD, District
from tests.visitor import Visitor

EMAIL = "maria@example.org"
NEW = "four words in a row"


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student(), email=EMAIL), "maria.reyes")


@pytest.fixture
def link(account: Account) -> str:
    return f"/reset/{recovery.make_link(account, '<1@example.org>')}"


def test_the_sign_in_page_leads_there_and_it_says_which_school_to_call(district: District, visitor: Visitor) -> None:
    visitor.open("/sign-in").follow("Forgotten user name or password?")
    assert "go to the office of your school with an ID" in visitor.main
    assert "608-555-0100" in visitor.main
    assert "East High School608-555-0140" in visitor.main


def test_the_answer_is_the_same_whatever_is_typed(account: Account, visitor: Visitor, district: District) -> None:
    district.student("Ben", email="two@example.org")
    district.student("Bea", email="two@example.org")
    answers, statements = set(), set()
    for email in (EMAIL, "nobody@example.org", "two@example.org", EMAIL):
        visitor.open("/forgot")
        with count_queries() as counted:
            visitor.send("/forgot", email=email)
        statements.add(counted.count)
        answers.add(visitor.main)
    assert len(answers) == 1
    assert len(statements) == 1
    assert "a mail is on its way" in answers.pop()
    assert OutboxMessage.select().count() == 3


@pytest.mark.parametrize("email", ["", "maria", "maria@", "a b@example.org", "a@b@c", f"{'a' * 250}@example.org"])
def test_what_is_no_address_is_said_and_kept(visitor: Visitor, email: str) -> None:
    visitor.open("/forgot").send("/forgot", email=email, status=422)
    assert "E-mail: " in visitor.main
    assert visitor.page.xpath("string(//input[@name='email']/@value)") == email
    assert not OutboxMessage.select().count()


def test_a_new_password_by_the_link_and_once(account: Account, visitor: Visitor, link: str) -> None:
    elsewhere = SignIn.create(token_hash="x", account=account, csrf_secret="y")
    visitor.open(link)
    assert "maria.reyes" in visitor.main
    visitor.send(link, password=NEW)
    assert visitor.response.request.path == "/reset"
    assert "Your new password is kept" in visitor.main
    assert SignIn.get_by_id(elsewhere.id).ended_at == NOON
    visitor.follow("Sign in").send("/sign-in", username="maria.reyes", password=NEW)
    assert visitor.response.request.path == "/home"
    visitor.open(link, status=404)
    assert "This link is no longer good" in visitor.main
    visitor.follow("Ask for a new link")


def test_a_mail_scanner_s_visit_does_no_harm(account: Account, visitor: Visitor, link: str) -> None:
    for _ in range(3):
        visitor.client.get(link)
        visitor.client.head(link)
    assert PasswordReset.get().used_at is None
    visitor.open(link)


def test_two_tabs_and_the_second_is_told(account: Account, visitor: Visitor, link: str) -> None:
    visitor.open(link)
    first = visitor.page
    visitor.open(link).send(link, password=NEW)
    visitor.page = first
    visitor.send(link, password="another of those", status=404)
    assert "no longer good" in visitor.main


def test_the_password_can_be_shown_while_it_is_typed(account: Account, visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Show what I type")
    assert visitor.page.xpath("//input[@name='password']/@type") == ["text"]
    visitor.send(link, password="short", status=422)
    assert visitor.page.xpath("//input[@name='password']/@type") == ["text"]


def test_a_link_tells_nobody_whether_they_know_the_old_password(account: Account, visitor: Visitor, link: str) -> None:
    visitor.open(link).send(link, password=PASSWORD)
    assert "Your new password is kept" in visitor.main


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "Please type a new password."), ("short", "at least 12 characters"), ("a" * 1001, "at most 1000")],
)
def test_a_password_that_is_refused(account: Account, visitor: Visitor, link: str, password: str, said: str) -> None:
    visitor.open(link).send(link, password=password, status=422)
    assert said in visitor.main
    assert not visitor.page.xpath("//input[@name='password']/@value[. != '']")
    visitor.send(link, password=NEW)


def test_an_expired_link_looks_like_a_made_up_one(account: Account, visitor: Visitor, link: str) -> None:
    with clock.stopped(NOON + timedelta(minutes=30)):
        expired = visitor.open(link, status=404).main
        assert visitor.open(f"/reset/{'0' * 32}", status=404).main == expired
        answer = visitor.client.post(link, data={"password": NEW})
        assert answer.status_code == 400  # without the form's token


def test_a_disabled_account_s_owner_is_told_to_call(account: Account, visitor: Visitor, link: str) -> None:
    Account.update(disabled_at=NOON).execute()
    visitor.open(link).send(link, password=NEW)
    assert "only the school can enable it" in visitor.main.lower()
    visitor.follow("Sign in").send("/sign-in", status=422, username="maria.reyes", password=NEW)


def test_the_link_does_not_leave_the_page(account: Account, visitor: Visitor, link: str) -> None:
    visitor.open(link)
    assert visitor.response.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.response.headers["Cache-Control"] == "no-store"
    assert not visitor.page.xpath("//script")


def test_who_reads_spanish_reads_it_in_spanish(account: Account, visitor: Visitor, link: str) -> None:
    visitor.open("/forgot").send("/language", language="es")
    assert "¿" in visitor.open("/sign-in").main
    assert "Contraseña nueva" in visitor.open(link).main
    visitor.send(link, password=NEW)
    assert "Su contraseña nueva está guardada" in visitor.main
