"""The district office: any student, who turns 18, and who was refused a record."""

from datetime import date, datetime, timedelta

import pytest

from app import clock
from app.sis.access.models import Role
from app.sis.accounts.models import Account
from app.sis.audit.actions import record_access
from app.sis.people.models import Student
from tests.build import NOON, District
from tests.visitor import Visitor

OWN = "Attempts to open one’s own child through a role"
OTHER = "Other records that were refused"


@pytest.fixture
def ana(district: District) -> Student:
    return district.student(birth_on=date(2008, 11, 3))


@pytest.fixture
def office(district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE, "Dora", "Quist")))


def listed(visitor: Visitor, heading: str) -> list[str]:
    """The rows of the list under this heading, cell by cell."""
    visitor.open("/district")
    rows = visitor.page.xpath("//table[caption=$heading]//tbody/tr", heading=heading)
    return [" | ".join(" ".join(cell.text_content().split()) for cell in row) for row in rows]


def test_it_finds_students_of_every_school(ana: Student, district: District, office: Visitor) -> None:
    district.enroll(district.student("Luis", enrolled=False), district.new_school("West High School"))
    office.open("/").send("/district", text="reyes")
    assert "East High School" in office.main
    assert "West High School" in office.main
    assert "2 students" in office.main


def test_empty_lists_say_so(office: Visitor) -> None:
    assert office.open("/district").main.count("None in the last 30 days.") == 2
    assert "Nobody turns 18 this month." in office.main


def test_who_turns_18_in_the_district(ana: Student, office: Visitor) -> None:
    office.open("/district")
    assert "Reyes, Ana" in office.main
    assert "November 3" in office.main


def test_an_attempt_on_ones_own_child_is_listed_apart(
    ana: Student, district: District, office: Visitor, visitor: Visitor
) -> None:
    teacher = district.staff(Role.COUNSELOR, "Alma", "Adams")
    district.tie(teacher, ana)
    stranger = district.guardian(district.student("Ben", "Becker"), given="Nora", family="Becker")
    for person in (teacher, stranger):
        account = district.account(person, f"{person.given_name}.{person.family_name}")
        Visitor(visitor.client.application).be(account).open(f"/students/{ana.key}/grades", status=404)
    assert listed(office, OWN) == ["November 24, 12:00 pm | Alma Adams (Alma.Adams) | Grades | Ana Reyes | 1"]
    assert listed(office, OTHER) == ["November 24, 12:00 pm | Nora Becker (Nora.Becker) | Grades | Ana Reyes | 1"]


def test_a_made_up_student_is_listed_as_nobody(district: District, office: Visitor, visitor: Visitor) -> None:
    nora = district.account(district.guardian(district.student(), given="Nora", family="Becker"), "nora")
    Visitor(visitor.client.application).be(nora).open("/students/zzzzzzzz/schedule", status=404)
    assert listed(office, OTHER) == ["November 24, 12:00 pm | Nora Becker (nora) | Schedule | no such student | 1"]


def test_a_former_guardian_who_is_no_staff_is_no_attempt_through_a_role(
    ana: Student, district: District, office: Visitor
) -> None:
    paul = district.account(district.person("Paul", "Reyes"), "paul")
    district.right(district.tie(paul.person, ana), revoked_at=clock.now())
    record_access(paul.id, 0, ana.person_id, "grades", "refused")
    assert listed(office, OWN) == []
    assert len(listed(office, OTHER)) == 1


def refuse(account: Account, student: Student, at: datetime) -> None:
    with clock.stopped(at):
        record_access(account.id, 0, student.person_id, "grades", "refused")


def test_thirty_days_and_fifty_rows(ana: Student, district: District, office: Visitor) -> None:
    nora = district.account(district.person("Nora", "Becker"), "nora")
    refuse(nora, ana, NOON - timedelta(days=30, hours=1))
    assert listed(office, OTHER) == []
    refuse(nora, ana, NOON - timedelta(days=29))
    assert len(listed(office, OTHER)) == 1
    for number in range(60):
        otto = district.account(district.person("Otto", "Other"), f"otto{number}")
        record_access(otto.id, number, ana.person_id, "grades", "refused")
    assert len(listed(office, OTHER)) == 50
    assert "The latest 50 are shown." in office.main


def test_nobody_pushes_others_out_by_asking(ana: Student, district: District, office: Visitor) -> None:
    nora = district.account(district.person("Nora", "Becker"), "nora")
    otto = district.account(district.person("Otto", "Other"), "otto")
    refuse(nora, ana, NOON - timedelta(days=2))
    for hours in range(60):
        with clock.stopped(NOON - timedelta(hours=hours)):
            record_access(otto.id, 0, 0, "grades" if hours % 2 else "schedule", "refused")
    assert listed(office, OTHER) == [
        "November 22, 12:00 pm | Nora Becker (nora) | Grades | Ana Reyes | 1",
        "November 24, 12:00 pm | Otto Other (otto) | Grades, Schedule | no such student | 60",
    ]


def test_opening_a_record_is_no_refusal(ana: Student, office: Visitor) -> None:
    office.open(f"/students/{ana.key}/schedule")
    assert listed(office, OTHER) == []
