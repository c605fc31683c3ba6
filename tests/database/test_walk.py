"""One walk through every tab of a family, and every page as everybody: either database answers alike."""

import pytest
from flask import Flask
from peewee import Database

from app import clock
from app.sis.access.models import Role
from app.sis.people.models import Student
from tests.build import District
from tests.conventions.crawl import crawl
from tests.conventions.routes import pages
from tests.conventions.world import ROLES, World
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    """Grade 10, with a class, its scores, a mark of today, and a notice of her school."""
    ana = district.student()
    algebra = district.section("Algebra 2", period="2")
    district.seat(ana, algebra)
    district.score(ana, district.assignment(algebra, "Problem set 1"), "17")
    district.score(ana, district.assignment(algebra, "Problem set 2"), missing=True)
    district.mark(ana, algebra, clock.today(), "T")
    district.announcement("Conferences", school=district.school)
    return ana


def test_a_family_walks_every_tab(ana: Student, district: District, visitor: Visitor) -> None:
    luis = district.student("Luis")
    maria = district.guardian(ana, luis)
    district.home(maria, ana, luis)
    district.phone(maria, "608-555-0191")
    district.account(maria, "maria.reyes")
    visitor.sign_in("maria.reyes")
    for shown in ("Conferences", "Problem set 2", "Luis Reyes"):
        assert shown in visitor.main
    visitor.follow("Household")
    for shown in ("12 Elm Street", "608-555-0191", "Luis Reyes"):
        assert shown in visitor.main
    visitor.follow("Schedule")
    assert "10:00 am – 10:50 am" in visitor.main
    for view, shown in (("Week", "Tuesday"), ("School year", "every day")):
        visitor.follow(view)
        assert "Algebra 2" in visitor.main
        assert shown in visitor.main
    visitor.follow("Grades")
    assert "42.5" in visitor.main
    visitor.follow("Algebra 2")
    assert "17 of 20" in visitor.main
    assert "How this grade is calculated" in visitor.main
    visitor.follow("Attendance")
    assert "Today: tardy in period 2, not yet verified." in visitor.main
    visitor.follow("By day and period")
    assert "Attendance by day and period" in visitor.main
    visitor.follow("Attendance")
    visitor.follow("Luis")
    assert "Attendance – Luis Reyes" in visitor.main
    visitor.follow("View Access Log")
    assert "No member of the staff has opened the record yet." in visitor.main
    for kind, shown in (("own", "AttendanceLuis"), ("changes", "There is nothing"), ("sign-ins", "signed in")):
        visitor.open(f"/account/access-log?kind={kind}&since=2026-11-01")
        assert shown in visitor.main
    visitor.open(f"/students/{luis.key}/attendance")
    visitor.send("/language", language="es")
    assert "Asistencia – Luis Reyes" in visitor.main
    visitor.send("/sign-out")
    assert "Su sesión está cerrada" in visitor.main


def test_a_student_walks_every_tab(ana: Student, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(ana.person)).open("/home")
    for tab in ("Household", "Schedule", "Grades", "Attendance", "Home"):
        visitor.follow(tab)
    assert "Problem set 2" in visitor.main


def test_a_message_to_the_district_is_answered(ana: Student, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.guardian(ana))).open(f"/students/{ana.key}/attendance").follow("Help")
    assert "Attendance: what the codes mean" in visitor.main
    visitor.follow("write to the district")
    visitor.send("/help/report", kind="problem", name="Maria", student=ana.key, description="It is empty.")
    number = visitor.page.xpath("string(//b[@class='big'])")
    visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE))).open("/district")
    visitor.follow("1 report is waiting for an answer").follow(number)
    assert "Ana Reyes" in visitor.main
    visitor.send(f"/district/reports/{number.replace(' ', '')}", what="answer", note="Called her.")
    assert "Called her." in visitor.main


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers(role: str, app: Flask, db: Database) -> None:
    world = World()
    visits = crawl(world.client(app, role), pages(app, world))
    answers = {each.address: {each.page.status_code, each.fragment.status_code} for each in visits}
    assert not {address: codes for address, codes in answers.items() if max(codes) >= 500}
    assert any(200 in codes for codes in answers.values())
