"""Household: one's own home; of the child's other home nothing but names."""

from datetime import date

import pytest

from app.sis.access.models import Role, StaffRole
from app.sis.audit.models import AccessEvent
from app.sis.households.models import HouseholdMembership
from app.sis.people.models import Student, StudentContact
from tests.build import District
from tests.conftest import NOON
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


def test_who_lives_here_and_how_to_reach_them(ana: Student, district: District, visitor: Visitor) -> None:
    mother = district.guardian(ana, email="maria@example.org")
    district.home(mother, ana, home_phone="608-555-0190")
    district.phone(mother, "608-555-0192", "work", call_order=2)
    district.phone(mother, "608-555-0191", call_order=1)
    visitor.be(district.account(mother)).open("/household")
    assert "12 Elm Street" in visitor.main
    assert "Four Lakes, WI 53703" in visitor.main
    assert "608-555-0191 (cell), 608-555-0192 (work)" in visitor.main
    assert "maria@example.org" in visitor.main
    assert "Home telephone: 608-555-0190" in visitor.main
    assert AccessEvent.get().category == "household"


def test_the_contacts_of_each_child(ana: Student, district: District, visitor: Visitor) -> None:
    mother = district.guardian(ana)
    grandmother = district.person("Rosa", "Marín")
    district.tie(grandmother, ana, relation="grandmother", emergency=True, may_pick_up=True)
    visitor.be(district.account(mother)).open("/household")
    rows = [[cell.text_content() for cell in row] for row in visitor.page.xpath("//tbody/tr")]
    assert ["Maria Reyes", "mother", "yes", "no", "no"] in rows
    assert ["Rosa Marín", "grandmother", "no", "yes", "yes"] in rows


def test_a_right_that_ends_says_until_when(ana: Student, district: District, visitor: Visitor) -> None:
    aunt = district.person("Lucía", "Mora")
    district.right(district.tie(aunt, ana, relation="aunt"), ends_on=date(2027, 1, 2))
    visitor.be(district.account(aunt)).open("/household")
    assert "yes, until January 1, 2027" in visitor.main


def test_of_the_other_home_there_is_the_name_alone(ana: Student, district: District, visitor: Visitor) -> None:
    mother = district.guardian(ana, email="maria@example.org")
    father = district.guardian(ana, given="Carlos")
    district.home(mother, ana)
    district.home(father, ana, street="99 Oak Avenue", home_phone="608-555-0199")
    district.phone(mother, "608-555-0191")
    visitor.be(district.account(father)).open("/household")
    assert "Maria Reyes" in visitor.main
    assert "99 Oak Avenue" in visitor.main
    for secret in ("12 Elm Street", "608-555-0191", "maria@example.org"):
        assert secret not in visitor.response.text


def test_between_restricted_contacts_not_even_the_name(ana: Student, district: District, visitor: Visitor) -> None:
    ruth = district.guardian(ana, given="Ruth", family="Carter")
    paul = district.guardian(ana, given="Paul", family="Carter")
    StudentContact.update(restrictions="No-contact order").where(StudentContact.contact == paul).execute()
    district.home(ruth, ana, street="P.O. Box 7", safe_at_home=True)
    district.home(paul, ana, street="99 Oak Avenue")
    visitor.be(district.account(paul)).open("/household")
    assert "Ruth" not in visitor.response.text
    assert "P.O. Box 7" not in visitor.response.text
    visitor.be(district.account(ruth)).open("/household")
    assert "Paul" not in visitor.response.text
    assert "P.O. Box 7" in visitor.main
    assert "no proof of residence is asked" in visitor.main


def test_who_moved_out_sees_the_home_no_more(ana: Student, district: District, visitor: Visitor) -> None:
    father = district.guardian(ana, given="Carlos")
    district.home(father, ana)
    HouseholdMembership.update(ends_on=NOON.date()).where(HouseholdMembership.person == father).execute()
    visitor.be(district.account(father)).open("/household")
    assert "12 Elm Street" not in visitor.main
    assert "no household on file" in visitor.main


def test_a_student_sees_the_home_but_no_telephones_and_no_contacts(
    ana: Student, district: District, visitor: Visitor
) -> None:
    mother = district.guardian(ana, email="maria@example.org")
    district.home(mother, ana)
    district.phone(mother, "608-555-0191")
    visitor.be(district.account(ana.person)).open("/household")
    assert "12 Elm Street" in visitor.main
    for not_there in ("608-555-0191", "maria@example.org", "Right to records"):
        assert not_there not in visitor.main


def test_each_item_says_how_it_is_changed(ana: Student, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.guardian(ana), language="es")).open("/household")
    assert "con un comprobante de domicilio" in visitor.main
    assert "608-555-0140" in visitor.main


def test_staff_of_a_role_see_what_the_office_has_on_file(ana: Student, district: District, visitor: Visitor) -> None:
    mother = district.guardian(ana)
    district.home(mother, ana)
    grandmother = district.person("Rosa", "Marín")
    district.tie(grandmother, ana, emergency=True)
    district.phone(grandmother, "608-555-0177")
    clerk = district.person("Kim", "Office")
    StaffRole.create(person=clerk, role=Role.SCHOOL_OFFICE, school=district.school)
    visitor.be(district.account(clerk)).open(f"/students/{ana.key}/household")
    assert "12 Elm Street" in visitor.main
    assert "608-555-0177 (cell)" in visitor.main
    visitor.be(district.account(mother)).open(f"/students/{ana.key}/household", status=404)
