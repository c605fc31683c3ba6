"""Reports: sent once, numbered, answered and opened again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from peewee import Database

from app import clock
from app.sis.actor import Actor, operator
from app.sis.audit.models import AuditEvent
from app.sis.refused import Refused
from app.sis.support import queries
from app.sis.support.actions import SOMEBODY, Said, answer, reopen, send
from app.sis.support.kinds import Kind
from app.sis.support.models import Report
from tests.build import NOON, District

DISTRICT = operator("district")
FORM = "what marks a form"
SAID = Said(Kind.PROBLEM, "Maria Reyes", "Ana Reyes", "The page of Ana's grades is empty.", "maria@example.org", "es")


def test_the_same_words_with_the_same_form_are_one_report(db: Database) -> None:
    first = send(SAID, FORM, SOMEBODY)
    assert send(SAID, FORM, SOMEBODY) == first
    assert send(replace(SAID, description="Now it is there."), FORM, SOMEBODY) != first
    assert send(SAID, "another form", SOMEBODY) != first
    assert Report.select().count() == 3
    assert queries.open_reports() == 3


def test_what_was_sent_is_shown_whole(district: District) -> None:
    ana = district.student()
    account = district.account(district.guardian(ana), "maria.reyes", "es")
    by = Actor("Maria Reyes", account.id, account.person_id)
    key = send(replace(SAID, student_id=ana.person_id), FORM, by)
    report = queries.report_with(key)
    assert report is not None
    assert (report.name, report.child, report.answer_to) == ("Maria Reyes", "Ana Reyes", "maria@example.org")
    assert (report.username, report.account_key, report.language) == ("maria.reyes", account.key, "es")
    assert report.reference == f"{key[:4]} {key[4:]}"
    assert report.on == clock.today()
    assert queries.report_with("zzzzzzzz") is None
    assert queries.has_report(key)
    assert not queries.has_report("zzzzzzzz")


def test_answered_and_opened_again(db: Database) -> None:
    key = send(SAID, FORM, SOMEBODY)
    answer(key, " Called her back. ", DISTRICT)
    assert queries.open_reports() == 0
    assert [each.key for each in queries.reports(answered=True).rows] == [key]
    with pytest.raises(Refused, match="report_answered"):
        answer(key, "I called as well.", DISTRICT)
    reopen(key, "It is empty again.", DISTRICT)
    with pytest.raises(Refused, match="report_open"):
        reopen(key, "", DISTRICT)
    assert [each.key for each in queries.reports(answered=False).rows] == [key]
    shown = queries.report_with(key)
    assert shown is not None
    assert [(step.is_answer, step.note, step.by) for step in shown.steps] == [
        (True, "Called her back.", "operator district"),
        (False, "It is empty again.", "operator district"),
    ]


def test_an_answer_has_a_note_and_a_report(db: Database) -> None:
    key = send(SAID, FORM, SOMEBODY)
    with pytest.raises(Refused, match="report_note_missing"):
        answer(key, " \n", DISTRICT)
    for turn in (answer, reopen):
        with pytest.raises(Refused, match="no_report"):
            turn("zzzzzzzz", "A note.", DISTRICT)
    assert queries.open_reports() == 1


def test_the_audit_has_the_number_and_none_of_the_words(db: Database) -> None:
    key = send(SAID, FORM, SOMEBODY)
    answer(key, "Called her back.", DISTRICT)
    events = list(AuditEvent.select().order_by(AuditEvent.id))
    assert [(event.action, event.actor) for event in events] == [
        ("report.sent", "somebody not signed in"),
        ("report.answered", "operator district"),
    ]
    for event in events:
        assert key in event.facts
        assert not any(word in event.facts for word in ("grades", "Maria", "Called"))


def test_the_open_ones_wait_in_the_order_they_came(db: Database) -> None:
    keys = []
    for minutes in range(3):
        with clock.stopped(NOON + timedelta(minutes=minutes)):
            keys.append(send(SAID, f"form {minutes}", SOMEBODY))
    assert [each.key for each in queries.reports(answered=False).rows] == keys
    for key in keys:
        answer(key, "Done.", DISTRICT)
    assert [each.key for each in queries.reports(answered=True).rows] == keys[::-1]
