"""Contacts awaiting a decision, decided on their page."""

import pytest

from app.sis.access.models import Basis, EndBasis, RecordsRight, Role
from app.sis.access.queries import students_of
from app.sis.people.models import Person, Student
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def carlos(ana: Student, district: District) -> Person:
    person = district.person("Carlos")
    district.tie(person, ana, relation="father", source="oneroster", legal_guardian=True)
    return person


@pytest.fixture
def clerk(district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE), "office.east"))


def test_from_the_office_s_home_to_a_decision_and_back(clerk: Visitor, carlos: Person, ana: Student) -> None:
    clerk.open("/office").follow("1 contact awaiting a decision").follow("Carlos Reyes")
    assert "father, legal guardian" in clerk.main
    assert "Nothing yet: the contact sees no record." in clerk.main
    page = f"/office/ties/{ana.key}/{carlos.key}"
    clerk.send(page, status=422, basis="", document_seen="")
    assert "Please choose what was decided." in clerk.main
    assert "Please say which document was seen." in clerk.main
    clerk.send(page, status=422, basis="right-parent", document_seen="Birth certificate", ends_on="1/2/2027")
    assert "Please write it like" in clerk.main
    clerk.send(page, basis="right-parent", document_seen="Birth certificate", ends_on="2027-01-31")
    assert "The decision is kept." in clerk.main
    assert "On every contact of today’s students it is decided." in clerk.main
    assert [child.given_name for child in students_of(carlos.id)] == ["Ana"]
    clerk.follow("Carlos Reyes")
    assert "Right until January 31, 2027: parent, Birth certificate" in clerk.main
    clerk.send(page, status=422, basis="right-court_order", document_seen="Order")
    assert "There is a right since November 24, 2026 already." in clerk.main
    clerk.send(page, basis="none-court_order", document_seen="Order of Dane County")
    assert students_of(carlos.id) == ()
    assert "no file restores it" in clerk.main


def test_a_friend_of_the_family_has_no_right_and_needs_no_document(
    district: District, visitor: Visitor, ana: Student
) -> None:
    friend = district.person("Frida")
    district.tie(friend, ana, relation="family friend", emergency=True)
    visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE), "office.east", language="es"))
    visitor.open("/office/ties").follow("Frida Reyes")
    assert "amistad de la familia, contacto de emergencia" in visitor.main
    visitor.send(f"/office/ties/{ana.key}/{friend.key}", basis="none-no_parent", document_seen="")
    assert RecordsRight.get().end_basis == EndBasis.NO_PARENT
    assert "contacto de emergencia, no es padre, madre ni tutor" in visitor.main
    assert students_of(friend.id) == ()


def test_another_school_s_contact_is_not_there(clerk: Visitor, carlos: Person, district: District) -> None:
    wes = district.student("Wes", enrolled=False)
    district.enroll(wes, district.new_school("West High School"))
    will = district.person("Will")
    district.tie(will, wes)
    assert "Will" not in clerk.open("/office/ties").main
    clerk.open(f"/office/ties/{wes.key}/{will.key}", status=404)


def test_the_district_chooses_a_school(district: District, visitor: Visitor, carlos: Person) -> None:
    west = district.new_school("West High School")
    officer = visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE), "district"))
    assert "Carlos Reyes" in officer.open("/office/ties").main
    assert "Carlos Reyes" not in officer.open(f"/office/ties?school={west.key}").main
    officer.open("/office/ties?school=nonsense", status=404)


def test_pages_of_fifty(clerk: Visitor, ana: Student, district: District) -> None:
    for number in range(51):
        district.tie(district.person(f"Aunt {number}"), ana, relation="aunt")
    assert "1 to 50 of 51" in clerk.open("/office/ties").main
    assert "51 to 51 of 51" in clerk.follow("Next page").main
    clerk.follow("Previous page")
    for odd in ("0", "-1", "x", "99999999999999999999"):
        clerk.open(f"/office/ties?page={odd}")


def test_a_right_that_a_file_gave_is_said_in_words(clerk: Visitor, ana: Student, district: District) -> None:
    carlos = district.person("Carlos")
    district.right(district.tie(carlos, ana), source="oneroster", basis=Basis.DISTRICT_VOUCHED)
    RecordsRight.update(end_basis="source_withdrew", revoked_at="2026-11-01 00:00:00").execute()
    clerk.open(f"/office/ties/{ana.key}/{carlos.key}")
    assert "Right ended: the file no longer has it" in clerk.main
