"""The attendance office finds students and opens what it needs: no grades."""

import pytest

from app.sis.access.models import Role
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Student
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def clerk(district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.ATTENDANCE_OFFICE)))


def test_it_lands_here_and_finds_a_student(ana: Student, clerk: Visitor) -> None:
    clerk.open("/")
    assert clerk.page.xpath("string(//h1)") == "Attendance Office"
    clerk.send("/attendance-office", text="ana").follow("Reyes, Ana")
    assert "Grades" not in [link.text_content() for link in clerk.page.xpath("//nav//a")]


def test_grades_are_neither_in_the_menu_nor_reachable_and_asking_is_kept(ana: Student, clerk: Visitor) -> None:
    clerk.open(f"/students/{ana.key}/schedule").open(f"/students/{ana.key}/grades", status=404)
    events = [(event.category, event.outcome) for event in AccessEvent.select().order_by(AccessEvent.id)]
    assert events == [("schedule", "seen"), ("grades", "refused")]
