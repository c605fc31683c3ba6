"""A counselor: students of their school, all four tabs."""

from datetime import date

import pytest

from app.sis.access.models import Role
from app.sis.people.models import Student
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student(birth_on=date(2008, 11, 3))


def test_it_lands_here_and_opens_grades_read_only(ana: Student, district: District, visitor: Visitor) -> None:
    district.seat(ana, district.section("Algebra 2"))
    visitor.be(district.account(district.staff(Role.COUNSELOR))).open("/")
    assert visitor.page.xpath("string(//h1)") == "Counselor"
    visitor.send("/counselor", text=str(ana.person.number)).follow("Reyes, Ana").follow("Grades").follow("Algebra 2")
    assert visitor.page.xpath("string(//h1)") == "Algebra 2 – Ana Reyes"
    assert not visitor.page.xpath("//main//form")


def test_who_turns_18_is_on_the_list(ana: Student, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.staff(Role.COUNSELOR))).open("/counselor")
    assert "November 3" in visitor.main
    visitor.follow("Reyes, Ana")


def test_a_counselor_of_two_schools_finds_students_of_both(ana: Student, district: District, visitor: Visitor) -> None:
    west = district.new_school("West High School")
    district.enroll(district.student("Luis", enrolled=False), west)
    person = district.staff(Role.COUNSELOR)
    district.role(person, Role.COUNSELOR, west)
    visitor.be(district.account(person)).open("/counselor").send("/counselor", text="reyes")
    names = [link.text_content() for link in visitor.page.xpath("//table//a")]
    assert names[:2] == ["Reyes, Ana", "Reyes, Luis"]
    visitor.follow("Reyes, Luis")


def test_somebody_with_two_roles_has_both_in_the_menu(district: District, visitor: Visitor) -> None:
    person = district.staff(Role.COUNSELOR)
    district.role(person, Role.TEACHER)
    visitor.be(district.account(person)).open("/")
    assert visitor.response.request.path == "/teacher"
    assert [link.text_content() for link in visitor.page.xpath("//nav/ul[1]//a")] == ["My Classes", "Counselor"]
    visitor.follow("Counselor")
    assert visitor.page.xpath("string(//nav//a[@aria-current])") == "Counselor"
