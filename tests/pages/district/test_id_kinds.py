"""The district's list of kinds of ID."""

import pytest

from app.sis.access.models import Role
from app.sis.activation.models import IdentificationKind
from tests.build import District
from tests.visitor import Visitor

LIST = "/district/id-kinds"


@pytest.fixture
def officer(district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE), "district"))


def test_added_retired_and_accepted_again(officer: Visitor) -> None:
    officer.open("/district").follow("Kinds of ID")
    assert "No kind of ID is on the list yet" in officer.main
    officer.send(LIST, status=422, en="Consular ID", es="")
    assert "Please write the name in every language" in officer.main
    officer.send(LIST, en="Consular ID", es="Matrícula consular")
    officer.send(LIST, status=422, en="consular id", es="Otra")
    assert "There is a kind of ID with this name already." in officer.main
    officer.send(f"{LIST}/change", what="retire")
    assert "no longer accepted" in officer.main
    assert IdentificationKind.get().retired_at is not None
    officer.send(f"{LIST}/change", what="again")
    assert IdentificationKind.get().retired_at is None


def test_what_was_changed_meanwhile_is_said(officer: Visitor) -> None:
    kind = IdentificationKind.create(name={"en": "Passport", "es": "Pasaporte"})
    officer.open(LIST)
    IdentificationKind.update(retired_at="2026-11-24 12:00:00").execute()
    officer.send(f"{LIST}/change", status=422, what="retire", kind=kind.key)
    assert "This was changed meanwhile." in officer.main
    officer.send(f"{LIST}/change", status=404, what="nothing")
