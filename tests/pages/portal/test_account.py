"""Change Account Information, as the owner of an account meets it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from app import clock
from app.sis.accounts import actions, emails
from app.sis.accounts.door import THREE_MISSES, close
from app.sis.accounts.links import link_token
from app.sis.accounts.models import Account, EmailChange, RecoveryCode, SecondFactor, SignIn, SignInAttempt
from app.sis.accounts.recovery import make_link
from app.sis.accounts.sessions import begin
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
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
    maria.send("/account/username", current_password=PASSWORD, username=" Maria.R ")
    assert "Your new user name holds" in maria.main
    maria.send("/sign-out").open("/sign-in").send("/sign-in", username="maria.r", password=PASSWORD)
    assert maria.response.request.path == "/home"


@pytest.mark.parametrize("name", ["NORA.BECKER", "", "ab", "maria reyes", "mаria.reyes", "ｍaria.reyes", "a" * 61])
def test_a_name_that_is_taken_or_could_be_mistaken_is_refused_and_kept(
    name: str, maria: Visitor, district: District, account: Account
) -> None:
    district.account(district.guardian(district.student("Ben"), given="Nora"), "nora.becker")
    maria.send("/account/username", status=422, current_password=PASSWORD, username=name)
    assert maria.page.xpath("string(//input[@name='username']/@value)") == name
    assert maria.page.xpath("string(//header//input[@name='next']/@value)") == "/account"  # the other language
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
    assert len(maria.page.xpath("//input[@type='password']")) == 4
    maria.follow("Show what I type")
    assert len(maria.page.xpath("//input[@type='password']")) == 2
    maria.send("/account/password", status=422, current_password="wrong", password="short")
    assert maria.page.xpath("string(//input[@name='password']/@type)") == "text"
    assert not maria.page.xpath("//input[@name='password']/@value[. != '']")


def test_a_password_typed_again_is_no_sign_in(maria: Visitor, account: Account) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    assert [each.outcome for each in SignInAttempt.select()] == ["again"]
    maria.open("/account/access-log?kind=sign-ins")
    assert "right password, to change the account" in maria.main
    assert "signed in" not in maria.page.xpath("string(//table)")


def test_the_language_changes(maria: Visitor) -> None:
    maria.send("/account/language", language="es")
    assert "Su idioma está guardado." in maria.main
    assert maria.page.xpath("string(//h1)") == "Cambiar los datos de la cuenta"
    for _ in range(2):
        maria.send("/account/language", language="es")
    assert AuditEvent.select().where(AuditEvent.action == "account.language").count() == 1


def test_an_e_mail_holds_once_its_link_is_followed(maria: Visitor, account: Account) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
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


def change_email(visitor: Visitor, email: str, password: str = PASSWORD) -> Visitor:
    """Ask for it and follow the link."""
    visitor.open("/account").send("/account/email", current_password=password, email=email)
    return visitor.open(link_to("email_confirm")).send(link_to("email_confirm"))


def has_way_back() -> bool:
    """Whether the latest letter to an e-mail before has a link in it."""
    return bool(json.loads(mailed("email_changed").facts)["nonce"])


def test_the_old_e_mail_takes_the_change_back_and_all_after_it(maria: Visitor, account: Account) -> None:
    change_email(maria, "new@example.org")
    back = link_to("email_changed")
    change_email(maria, "third@example.org")
    assert mailed("email_changed").address == "new@example.org"
    assert not has_way_back()
    with clock.stopped(NOON + timedelta(hours=71)):
        maria.open(back).send(back)
        assert "The e-mail is as it was" in maria.main
        assert email_of(account) == "old@example.org"
        maria.open(back, status=404)
        assert Account.get_by_id(account.id).disabled_at == clock.now()
    assert not SignIn.select().where(SignIn.ended_at.is_null()).count()


def test_who_is_back_at_the_old_e_mail_leaves_a_stranger_no_way_back(maria: Visitor, account: Account) -> None:
    change_email(maria, "stranger@example.org")
    strangers_victim = link_to("email_changed")
    change_email(maria, "Old@example.org")
    assert mailed("email_changed").address == "stranger@example.org"
    assert not has_way_back()
    maria.open(strangers_victim, status=404)
    change_email(maria, "stranger@example.org")  # once more: the old one can take it back as before
    assert mailed("email_changed").address == "Old@example.org"
    maria.open(link_to("email_changed"))


def test_after_72_hours_an_e_mail_is_the_owner_s(maria: Visitor, account: Account) -> None:
    change_email(maria, "new@example.org")
    EmailChange.update(confirmed_at=NOON - timedelta(hours=72)).execute()
    change_email(maria, "third@example.org")
    assert mailed("email_changed").address == "new@example.org"
    assert has_way_back()


def test_what_the_office_or_a_file_has_set_since_is_not_taken_back(maria: Visitor, account: Account) -> None:
    change_email(maria, "new@example.org")
    Person.update(email="office@example.org").where(Person.id == account.person_id).execute()
    maria.open(link_to("email_changed"), status=404)
    assert emails.to_undo(link_to("email_changed").rpartition("/")[2]) is None


CLERK = operator("office")


def open_again(account: Account) -> None:
    """Disabled by three misses, and enabled by the school."""
    close(account, THREE_MISSES)
    actions.enable(Account.get_by_id(account.id), CLERK, "Showed her ID")


@pytest.mark.parametrize(
    ("act", "stays"),
    [
        (lambda account: actions.disable(account, CLERK, "hacked"), False),
        (lambda account: actions.end_sessions(account, CLERK), False),
        (open_again, False),
        (lambda account: close(account, THREE_MISSES), True),  # a stranger can have that, too
        (lambda account: None, True),
    ],
)
def test_the_office_ends_every_way_back_and_a_stranger_none(
    act: Callable[[Account], object], stays: bool, maria: Visitor, account: Account
) -> None:
    change_email(maria, "new@example.org")
    maria.open("/account").send("/account/password", current_password=PASSWORD, password=NEW)
    begin(account)
    maria.open("/account").send("/account/sessions")
    act(account)
    maria.open(link_to("email_changed"), status=200 if stays else 404)


def test_its_owner_is_told_of_a_new_user_name(maria: Visitor, account: Account) -> None:
    maria.send("/account/username", current_password=PASSWORD, username="maria.r")
    assert mailed("username_changed").person_id == account.person_id


@pytest.mark.parametrize("hours", [72, -1])
def test_the_way_back_ends_after_72_hours_whatever_the_clock_does(hours: int, maria: Visitor) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    maria.open(link_to("email_confirm")).send(link_to("email_confirm"))
    with clock.stopped(NOON + timedelta(hours=hours)):
        maria.open(link_to("email_changed"), status=404)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Please type the new"),
        ("maria", "is no e-mail address"),
        ("a@b@example.org", "is no e-mail address"),
        ("=?utf-8?q?ana=40example.org=2C?=@evil.example", "is no e-mail address"),  # would be mail to two
        ("a?b@example.org", "is no e-mail address"),
        ("a&b@example.org", "is no e-mail address"),
        ("a..b@example.org", "is no e-mail address"),
        ("josé@example.org", "is no e-mail address"),
        ("OLD@example.org", "on file already"),
        ("Ana@Example.org", "student’s address"),
    ],
)
def test_an_e_mail_that_is_refused_is_kept_on_the_page(email: str, said: str, maria: Visitor) -> None:
    maria.send("/account/email", status=422, current_password=PASSWORD, email=email)
    assert said in maria.main
    assert maria.page.xpath("string(//input[@name='email']/@value)") == email
    assert not EmailChange.select().count()


def test_a_student_who_got_the_address_meanwhile_keeps_it(maria: Visitor, account: Account, district: District) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    district.student("Luis", email="new@example.org")
    maria.open(link_to("email_confirm")).send(link_to("email_confirm"), status=422)
    assert email_of(account) == "old@example.org"


def test_a_second_question_makes_the_first_link_void(maria: Visitor) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="first@example.org")
    first = link_to("email_confirm")
    maria.send("/account/email", current_password=PASSWORD, email="second@example.org").open(first, status=404)


def test_what_waits_to_be_confirmed_is_sent_again_or_given_up(maria: Visitor, account: Account) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    first = link_to("email_confirm")
    maria.send("/account/email/asked", what="again")
    assert "A mail is on its way" in maria.main
    again = link_to("email_confirm")
    assert again != first
    maria.open(first, status=404)
    maria.open("/account").send("/account/email/asked", what="forget")
    assert "The new e-mail is given up" in maria.main
    assert "To be confirmed" not in maria.main
    maria.open(again, status=404)
    assert email_of(account) == "old@example.org"


def test_letters_to_strangers_are_limited(maria: Visitor) -> None:
    for number in range(10):
        maria.send("/account/email", current_password=PASSWORD, email=f"stranger{number}@example.org")
    maria.send("/account/email", status=429, current_password=PASSWORD, email="stranger@example.org")


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


@pytest.mark.parametrize("number", [10, 9])
def test_refused_letters_count(number: int, maria: Visitor) -> None:
    for _ in range(number):
        maria.send("/account/email", status=422, current_password=PASSWORD, email="maria")
    maria.send("/account/email", status=429 if number == 10 else 200, current_password=PASSWORD, email="a@example.org")


@pytest.mark.parametrize("field", ["username", "email"])
@pytest.mark.parametrize("wrong", ["", "wrong"])
def test_what_opens_the_account_changes_with_the_password_alone(
    field: str, wrong: str, maria: Visitor, account: Account
) -> None:
    maria.send(f"/account/{field}", status=422, current_password=wrong, **{field: "new@example.org"})
    assert maria.page.xpath(f"string(//input[@name='{field}']/@value)") == "new@example.org"
    (link,) = maria.page.xpath("//div[@role='alert']//a/@href")
    assert link == f"#{field}-current-password"
    assert maria.page.xpath("count(//input[@aria-invalid])") == 1
    assert not maria.page.xpath("//input[@type='password']/@value[. != '']")
    assert Account.get_by_id(account.id).username == "maria.reyes"
    assert not EmailChange.select().count()
    if wrong:
        for _ in range(2):
            maria.send(f"/account/{field}", status=422, current_password=wrong, **{field: "new@example.org"})
        assert Account.get_by_id(account.id).disabled_at == NOON


def by_password(maria: Visitor) -> None:
    maria.open("/account").send("/account/password", current_password=PASSWORD, password=NEW)


def by_sessions(maria: Visitor) -> None:
    begin(Account.get(Account.username == "maria.reyes"))
    maria.open("/account").send("/account/sessions")


def by_misses(maria: Visitor) -> None:
    for _ in range(3):
        maria.open("/account").send("/account/password", status=422, current_password="wrong", password=NEW)


@pytest.mark.parametrize("end", [by_password, by_sessions, by_misses])
def test_an_e_mail_that_waits_for_its_link_does_not_outlast_what_shuts_a_stranger_out(
    end: Callable[[Visitor], None], maria: Visitor, account: Account
) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    end(maria)
    maria.open(link_to("email_confirm"), status=404)
    assert email_of(account) == "old@example.org"


def test_the_way_back_shuts_out_whoever_set_a_password(maria: Visitor, account: Account) -> None:
    SecondFactor.create(account=account, secret="old", confirmed_at=NOON - timedelta(days=1))
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    maria.open(link_to("email_confirm")).send(link_to("email_confirm"))
    back = link_to("email_changed")
    maria.open("/account").send("/account/password", current_password=PASSWORD, password=NEW)
    maria.open(back)
    assert "Its password opens nothing any more" in maria.main
    maria.send(back)
    assert "A link for a new one is on its way" in maria.main
    assert mailed("password_reset").address == "old@example.org"
    assert SecondFactor.select().count() == 1  # older than the change
    assert not OutboxMessage.select().where(OutboxMessage.kind == "second_factor").count()
    for password in (PASSWORD, NEW, ""):
        maria.sign_in("maria.reyes", password, status=422)
    token = make_link(account, "n")
    maria.open(f"/reset/{token}").send(f"/reset/{token}", password="five words in a row")
    assert Account.get_by_id(account.id).password_hash


def test_the_way_back_removes_a_second_factor_that_came_since(maria: Visitor, account: Account) -> None:
    maria.send("/account/email", current_password=PASSWORD, email="new@example.org")
    maria.open(link_to("email_confirm")).send(link_to("email_confirm"))
    SecondFactor.create(account=account, secret="new", confirmed_at=NOON)
    RecoveryCode.create(account=account, code_hash="x")
    maria.open(link_to("email_changed")).send(link_to("email_changed"))
    assert not SecondFactor.select().count()
    assert not RecoveryCode.select().count()
    assert (mailed("second_factor").person_id, mailed("second_factor").facts) == (account.person_id, '{"is_on": false}')
