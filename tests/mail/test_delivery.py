"""From the outbox to a real mail server: each message in its turn, whatever becomes of the one before."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.mail.carriers import MailServer
from app.mail.delivery import Outcome, deliver_next
from app.sis.accounts import recovery
from app.sis.accounts.models import Account
from app.sis.outbox import queue
from app.sis.outbox.actions import enqueue
from app.sis.outbox.models import OutboxMessage
from tests import mail_server as smtp
from tests.build import NOON, District
from tests.servers import free_port

SENDER = "no-reply@example.org"


@pytest.fixture
def account(app: Flask, district: District) -> Account:
    return district.account(district.guardian(district.student(), email="maria@example.org"))


@pytest.fixture
def way_out(mail_server: smtp.MailServer, inbox: Path) -> MailServer:
    return MailServer(f"smtp://127.0.0.1:{mail_server.port}", SENDER)


def deliver_all(app: Flask, way_out: MailServer) -> list[str]:
    with app.app_context():
        return [str(outcome) for outcome in iter(lambda: deliver_next(way_out), None)]


def states() -> list[tuple[str, str, bool]]:
    rows = OutboxMessage.select().order_by(OutboxMessage.id)
    return [(row.dropped, row.trouble.partition(" ")[0], row.sent_at is not None) for row in rows]


def test_one_bad_message_stops_no_other(
    app: Flask, account: Account, district: District, way_out: MailServer, mail_server: smtp.MailServer
) -> None:
    for name in ("unknown", "full", "spam", "relay"):
        person = district.guardian(district.student(), email=f"{name}@example.org")
        enqueue("password_changed", district.account(person).person_id, event=name)
    enqueue("no_such_kind", account.person_id, event="kind")
    enqueue("new_device", account.person_id, event="facts")  # without its facts
    enqueue("password_changed", account.person_id, event="good")
    outcomes = deliver_all(app, way_out)
    again, dropped, sent = str(Outcome.WAITS), str(Outcome.DROPPED), str(Outcome.SENT)
    assert outcomes == [dropped, again, dropped, again, again, again, sent]
    assert states() == [
        ("refused by the mail server", "550", False),
        ("", "452", False),
        ("refused by the mail server", "554", False),
        ("", "554", False),
        ("", "KeyError:", False),
        ("", "KeyError:", False),
        ("", "", True),
    ]
    assert [mail["To"] for mail in mail_server.taken()] == ["maria@example.org"]


def test_a_stranger_s_address_is_forgotten_and_nobody_gets_a_mail(
    app: Flask, account: Account, way_out: MailServer, mail_server: smtp.MailServer
) -> None:
    recovery.ask_for_link("nobody@example.org")
    assert deliver_all(app, way_out) == ["dropped"]
    assert OutboxMessage.get().address == ""
    assert not mail_server.taken()


def test_a_closed_way_out_is_tried_once_and_all_wait(
    app: Flask, account: Account, mail_server: smtp.MailServer
) -> None:
    for event in ("1", "2", "3"):
        enqueue("password_changed", account.person_id, event=event)
    assert deliver_all(app, MailServer(f"smtp://127.0.0.1:{free_port()}", SENDER)) == ["to try again"]
    with clock.stopped(NOON + timedelta(minutes=1)):
        mail_server.log.unlink(missing_ok=True)
        assert deliver_all(app, MailServer(f"smtp://127.0.0.1:{mail_server.port}", SENDER)) == ["sent"] * 3
    assert len({mail["Message-ID"] for mail in mail_server.taken()}) == 3


def test_killed_between_the_server_s_yes_and_the_mark_the_same_message_goes_again(
    app: Flask,
    account: Account,
    way_out: MailServer,
    mail_server: smtp.MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def killed(message: OutboxMessage) -> None:
        raise SystemExit

    recovery.ask_for_link("maria@example.org")
    with monkeypatch.context() as patched:
        patched.setattr(queue, "sent", killed)
        with pytest.raises(SystemExit):
            deliver_all(app, way_out)
    with clock.stopped(NOON + queue.CLAIM + timedelta(minutes=1)):
        assert deliver_all(app, way_out) == ["sent"]
    one, other = mail_server.taken()
    assert one["Message-ID"] == other["Message-ID"]
    assert one.get_content() == other.get_content()


def test_trouble_of_our_own_is_written_in_the_log(
    app: Flask, account: Account, way_out: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue("no_such_kind", account.person_id, event="1")
    deliver_all(app, way_out)
    assert "no_such_kind" in caplog.text
