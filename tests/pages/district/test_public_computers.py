"""The district's list of public computers."""

import pytest

from app.sis.access.models import Role, StaffRole
from app.sis.accounts.models import Account, PublicComputers
from app.sis.audit.models import AuditEvent
from tests.build import District
from tests.visitor import Visitor

PAGE = "/district/public-computers"


@pytest.fixture
def officer(district: District) -> Account:
    person = district.person("Dana", "Lee")
    StaffRole.create(person=person, role=Role.DISTRICT_OFFICE, starts_on=district.year.starts_on)
    return district.account(person, "district")


def test_the_list_is_reached_from_the_district_s_page(officer: Account, visitor: Visitor) -> None:
    visitor.be(officer).open("/district").follow("Public computers")
    assert visitor.response.request.path == PAGE
    assert "You are at 127.0.0.1 now." in visitor.main


def test_an_address_is_added_and_removed(officer: Account, visitor: Visitor) -> None:
    visitor.be(officer).open(PAGE)
    visitor.send(PAGE, network="192.0.2.0/24", note="Central Library")
    assert "192.0.2.0/24" in visitor.main
    visitor.send(f"{PAGE}/remove")
    assert "No address is on the list yet." in visitor.main
    assert {event.account_id for event in AuditEvent.select()} == {officer.id}


def test_what_is_wrong_stands_on_its_field(officer: Account, visitor: Visitor) -> None:
    visitor.be(officer).open(PAGE)
    visitor.send(PAGE, status=422, network="the library", note="Central Library")
    assert "Write an address such as" in visitor.main
    assert [str(each) for each in visitor.page.xpath("//input[@name='note']/@value")] == ["Central Library"]
    assert PublicComputers.select().count() == 0


def test_what_another_has_removed_already_is_said(officer: Account, visitor: Visitor) -> None:
    PublicComputers.create(network="192.0.2.17")
    visitor.be(officer).open(PAGE)
    PublicComputers.delete().execute()
    visitor.send(f"{PAGE}/remove", status=422)
    assert "not on the list any more" in visitor.main
