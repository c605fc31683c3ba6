"""The seals of the logs leave the house once a week."""

import dataclasses
import json
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.mail.messages import access_seal
from app.mail.seals import mail_seals
from app.sis.access.models import Role
from app.sis.actor import operator
from app.sis.audit.actions import audited
from app.sis.audit.seals import seal_all
from app.sis.outbox.models import OutboxMessage
from app.work import JOBS
from tests.build import NOON, District


@pytest.fixture
def district_office(app: Flask, district: District) -> District:
    """Two people of the district office, of whom one has an e-mail; somebody else with one; a sealed change."""
    for given, role in (("Ada", Role.DISTRICT_OFFICE), ("Bo", Role.DISTRICT_OFFICE), ("Cy", Role.COUNSELOR)):
        person = district.staff(role, given)
        person.email = "" if given == "Bo" else f"{given}@example.org"
        person.save()
    with audited("something", operator("the office")):
        pass
    seal_all()
    return district


def send(app: Flask) -> list[str]:
    """Run the job; the addresses on the way so far."""
    with app.app_context():
        mail_seals()
    return [message.address for message in OutboxMessage.select().order_by(OutboxMessage.id)]


def test_once_a_week_to_the_district_office(app: Flask, district_office: District) -> None:
    assert mail_seals in JOBS
    assert send(app) == send(app) == ["Ada@example.org"]
    with clock.stopped(NOON + timedelta(days=5)):  # Sunday
        assert len(send(app)) == 1
    with clock.stopped(NOON + timedelta(days=6)):
        assert len(send(app)) == 2


def test_or_to_whom_the_district_names(app: Flask, district_office: District, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = dataclasses.replace(app.config["SETTINGS"], district_email="seals@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert send(app) == ["seals@example.org"]


def test_the_mail_holds_the_digest(app: Flask, district_office: District) -> None:
    send(app)
    message = OutboxMessage.get()
    [seal] = json.loads(message.facts)["seals"]
    with app.app_context():
        letter = access_seal(message)
    assert letter.to == "Ada@example.org"
    assert f"audit_event, up to row {seal['last_id']}, 1 rows:" in letter.text
    assert seal["digest"] in letter.text
    assert "flask audit verify" in letter.text


def test_nothing_is_mailed_before_anything_is_sealed(app: Flask, district: District) -> None:
    district.staff(Role.DISTRICT_OFFICE)
    assert send(app) == []
