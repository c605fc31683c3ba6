"""What people are written, in their language, and when they are not."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from app import clock
from app.mail.letter import WIDTH, NotSent, as_mail
from app.mail.messages import MESSAGES
from app.sis.accounts import emails, recovery
from app.sis.accounts.links import link_token, token_hash
from app.sis.accounts.models import Account, EmailChange
from app.sis.outbox.actions import enqueue
from app.sis.outbox.models import OutboxMessage
from tests.build import NOON, District

EMAIL = "maria@example.org"
SEALS = [{"log": "access_event", "last_id": 812, "rows": 90, "digest": "ab" * 32}]


@pytest.fixture
def account(app: Flask, district: District) -> Account:
    return district.account(district.guardian(district.student(), email=EMAIL), "maria.reyes")


@pytest.fixture
def change(account: Account) -> EmailChange:
    """An e-mail being changed, with the nonce "n"."""
    made: EmailChange = EmailChange.create(
        account=account,
        old_email=EMAIL,
        new_email="new@example.org",
        confirm_hash=token_hash(link_token("email_confirm", "n")),
        undo_hash=token_hash(link_token("email_undo", "n")),
    )
    return made


def written(app: Flask, message: OutboxMessage) -> EmailMessage:
    with app.app_context():
        return as_mail(MESSAGES[message.kind](message), message)


def ask(kind: str, account: Account) -> OutboxMessage:
    """A message of this kind, as the action would have it sent."""
    if kind == "password_reset":
        recovery.ask_for_link(EMAIL)
    elif kind == "access_seal":
        enqueue(kind, 0, event="1", address="district@example.org", seals=SEALS)
    elif kind in ("email_confirm", "email_changed"):
        enqueue(kind, account.person_id, event="1", address="new@example.org", nonce="n")
    elif kind == "account_activated":
        enqueue(kind, account.person_id, event="1", address=EMAIL, language=Account.get().language)
    elif kind == "second_factor":
        enqueue(kind, account.person_id, event="1", is_on=True)
    elif kind == "new_device":
        now = NOON.isoformat()
        enqueue(kind, account.person_id, event="1", device="Firefox, Windows", public_computer=False, at=now)
    else:
        enqueue(kind, account.person_id, event="1")
    message: OutboxMessage = OutboxMessage.get()
    return message


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", MESSAGES)
def test_every_message(app: Flask, account: Account, change: EmailChange, kind: str, language: str) -> None:
    Account.update(language=language, disabled_at=NOON if kind == "account_disabled" else None).execute()
    message = ask(kind, account)
    mail = written(app, message)
    text = mail.get_content()
    expected = "en" if kind == "access_seal" else language
    assert mail["Content-Language"] == expected
    assert ("¡" in text or "Hola" in text) is (expected == "es")
    assert mail["From"] == "Four Lakes School District <no-reply@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == message.message_id
    assert mail["Date"].datetime.replace(tzinfo=None) == NOON
    assert "608-555-0100" in text
    assert "Ana" not in text
    assert all(len(line) <= WIDTH or line.startswith("http") for line in text.splitlines())
    assert "%(" not in text
    assert "\n\n\n" not in text
    assert written(app, message).as_bytes() == mail.as_bytes()


def test_no_line_is_the_same_in_both_languages(app: Flask, account: Account, change: EmailChange) -> None:
    for kind in sorted(MESSAGES.keys() - {"access_seal"}):
        lines = []
        for language in ("en", "es"):
            Account.update(language=language, disabled_at=NOON if kind == "account_disabled" else None).execute()
            OutboxMessage.delete().execute()
            mail = written(app, ask(kind, account))
            lines.append({mail["Subject"], *mail.get_content().splitlines()})
        shared = {line for line in lines[0] & lines[1] if line and not line.startswith("http")}
        assert shared <= {"Four Lakes School District", "East High School, 608-555-0140"}, kind


def test_a_disabled_account_s_owner_learns_whom_to_call(app: Flask, account: Account) -> None:
    Account.update(disabled_at=NOON).execute()
    text = written(app, ask("account_disabled", account)).get_content()
    assert "East High School, 608-555-0140" in text
    assert "November 24, 2026 at 12:00 pm" in text


def test_and_no_more_once_it_is_enabled(app: Flask, account: Account) -> None:
    with pytest.raises(NotSent, match="enabled again"):
        written(app, ask("account_disabled", account))


def test_a_second_factor_that_is_off_is_said_to_be(app: Flask, account: Account) -> None:
    enqueue("second_factor", account.person_id, event="1", is_on=False)
    mail = written(app, OutboxMessage.get())
    assert mail["Subject"] == "Your second factor is off"
    assert "the password alone opens it" in " ".join(mail.get_content().split())


def test_the_mail_for_who_forgot(app: Flask, account: Account) -> None:
    text = written(app, ask("password_reset", account)).get_content()
    assert "Your user name is: maria.reyes" in text
    assert "disabled" not in text
    [token] = re.findall(r"^http://127\.0\.0\.1:8000/reset/(\w+)$", text, re.MULTILINE)
    assert recovery.owner_of_link(token) == account
    with clock.stopped(NOON + timedelta(minutes=20)):  # tried again after a while: good for half an hour from then
        assert written(app, OutboxMessage.get()).get_content() == text
    with clock.stopped(NOON + timedelta(minutes=49)):
        assert recovery.owner_of_link(token) == account


def test_a_disabled_account_s_mail_says_that_a_password_does_not_open_it(app: Flask, account: Account) -> None:
    Account.update(disabled_at=NOON).execute()
    text = " ".join(written(app, ask("password_reset", account)).get_content().split())
    assert "A new password does not open it: only the school can enable it again." in text
    assert "East High School, 608-555-0140" in text


def test_the_mail_goes_to_the_address_on_file_not_to_the_one_typed(app: Flask, account: Account) -> None:
    recovery.ask_for_link("MARIA@EXAMPLE.ORG")
    assert written(app, OutboxMessage.get())["To"] == EMAIL


@pytest.mark.parametrize(("hours", "why"), [(25, "too long ago"), (0, "used already")])
def test_a_link_that_was_used_or_is_not_wanted_any_more_is_not_sent(
    app: Flask, account: Account, hours: int, why: str
) -> None:
    message = ask("password_reset", account)
    token = recovery.make_link(account, message.message_id)
    if not hours:
        recovery.set_new_password(token or "", "four words in a row")
    with clock.stopped(NOON + timedelta(hours=hours)), pytest.raises(NotSent, match=why):
        written(app, message)


def test_an_unknown_address_is_not_kept(app: Flask, account: Account) -> None:
    recovery.ask_for_link("a password, typed by mistake@here")
    with pytest.raises(NotSent) as caught:
        written(app, OutboxMessage.get())
    assert caught.value.is_strangers


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("", "no e-mail on file"),
        ("none", "no address"),
        ("a@b, victim@example.org", "no address"),
        ("a@b\nBcc: victim@example.org", "no address"),
        ("=?utf-8?q?victim=40example.org=2C?=@b.example", "no address"),
    ],
)
def test_an_address_that_is_none_is_written_to_by_nobody(app: Flask, account: Account, email: str, why: str) -> None:
    account.person.email = email
    account.person.save()
    with pytest.raises(NotSent, match=why):
        written(app, ask("password_changed", account))


def test_a_name_breaks_out_of_nothing(app: Flask, account: Account) -> None:
    account.person.given_name = "Maria\r\nBcc: victim@example.org\r\n\r\nhttp://evil.example"
    account.person.save()
    mail = written(app, ask("password_changed", account))
    assert mail["Bcc"] is None
    assert "Hello Maria Bcc: victim@example.org http://evil.example Reyes," in " ".join(mail.get_content().split())


def test_a_change_of_e_mail_that_is_settled_is_not_written_about(
    app: Flask, account: Account, change: EmailChange
) -> None:
    EmailChange.update(confirmed_at=NOON).execute()
    with pytest.raises(NotSent, match="settled"):
        written(app, ask("email_confirm", account))
    OutboxMessage.delete().execute()
    assert link_token("email_undo", "n") in written(app, ask("email_changed", account)).get_content()
    EmailChange.update(undone_at=NOON).execute()
    with pytest.raises(NotSent, match="taken back"):
        written(app, OutboxMessage.get())


def test_an_e_mail_that_has_no_way_back_is_told_without_one(app: Flask, account: Account) -> None:
    enqueue("email_changed", account.person_id, event="1", address="between@example.org", nonce="")
    text = written(app, OutboxMessage.get()).get_content()
    assert "email-undo" not in text
    assert "call the school at once" in text


def test_an_e_mail_that_was_removed_hears_of_no_new_address(app: Flask, account: Account) -> None:
    enqueue("email_changed", account.person_id, event="1", address=EMAIL, nonce="", is_removed=True)
    text = written(app, OutboxMessage.get()).get_content()
    assert "Your account has no e-mail any more" in written(app, OutboxMessage.get())["Subject"]
    assert "new address" not in text


def test_after_a_change_is_taken_back_the_mail_says_so_and_whom_to_call(
    app: Flask, account: Account, change: EmailChange
) -> None:
    EmailChange.update(confirmed_at=NOON).execute()
    account.person.email = "new@example.org"
    account.person.save()
    emails.undo(link_token("email_undo", "n"))
    mail = written(app, OutboxMessage.get(OutboxMessage.kind == "password_reset"))
    text = " ".join(mail.get_content().split())
    assert mail["To"] == EMAIL
    assert "A change of your e-mail was taken back" in text
    assert "typed your e-mail" not in text
    assert "East High School, 608-555-0140" in text


def test_who_has_no_account_any_more_is_not_written_to(app: Flask, district: District) -> None:
    enqueue("password_changed", district.person().id, event="1")
    with pytest.raises(NotSent, match="no such account"):
        written(app, OutboxMessage.get())


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_reads_spanish_is_given_the_schools_spanish_telephone(
    app: Flask, district: District, account: Account, language: str
) -> None:
    district.school.spanish_phone = "608-555-0199"
    district.school.save()
    Account.update(language=language).execute()
    text = written(app, ask("password_changed", account)).get_content()
    assert "East High School, 608-555-0140" in text
    assert ("en español 608-555-0199" in text) is (language == "es")
