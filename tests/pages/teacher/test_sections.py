"""A section's roster, and a student's work in this section alone."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.models import Role, SubstitutePass
from app.sis.audit.models import AccessEvent
from app.sis.courses.models import Section, SectionEnrollment, SectionTeacher
from app.sis.people.models import Person, Student
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def kim(district: District) -> Person:
    return district.staff(Role.TEACHER, "Min", "Kim")


@pytest.fixture
def algebra(kim: Person, district: District) -> Section:
    return district.section("Algebra 2", period="2", teacher=kim)


@pytest.fixture
def ana(algebra: Section, district: District) -> Student:
    ana = district.student()
    district.seat(ana, algebra)
    return ana


@pytest.fixture
def teacher(kim: Person, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(kim))


def roster(section: Section) -> str:
    return f"/teacher/sections/{section.key}"


def page(section: Section, student: Student) -> str:
    return f"/teacher/sections/{section.key}/students/{student.key}"


def refusals() -> list[tuple[int, str]]:
    refused = AccessEvent.select().where(AccessEvent.outcome == "refused").order_by(AccessEvent.id)
    return [(event.student_id, event.category) for event in refused]


def test_the_roster_is_two_clicks_from_home(ana: Student, algebra: Section, teacher: Visitor) -> None:
    teacher.open("/").follow("Algebra 2")
    assert teacher.page.xpath("string(//title)").startswith("Algebra 2, period 2 – Roster")
    assert [cell.text_content() for cell in teacher.page.xpath("//tbody/tr[1]/*")][:3] == [
        "Reyes, Ana", "grade 10", ana.person.number,
    ]  # fmt: skip
    assert "period 2 · room 118 · East High School" in teacher.main
    assert teacher.page.xpath("string(//nav//a[@aria-current])") == "My Classes"


def test_a_roster_that_was_opened_is_kept_of_each_on_it(
    ana: Student, algebra: Section, district: District, teacher: Visitor
) -> None:
    left, ben = district.student("Lea"), district.student("Ben")
    district.seat(left, algebra, ends_on=date(2026, 11, 1))
    district.seat(ben, algebra)
    for _ in range(2):
        teacher.open(roster(algebra))
    seen = AccessEvent.select().order_by(AccessEvent.student_id)
    assert {(each.category, each.outcome, each.role) for each in seen} == {("roster", "seen", "teacher")}
    assert [each.student_id for each in seen] == sorted([ana.person_id, ben.person_id])


def test_the_roster_says_who_came_late_and_who_will_leave(
    algebra: Section, district: District, teacher: Visitor
) -> None:
    district.seat(district.student(), algebra, starts_on=date(2026, 11, 4), ends_on=date(2026, 12, 1))
    assert "from November 4 to November 30" in teacher.open(roster(algebra)).main


def test_an_empty_roster_says_who_fills_it(algebra: Section, teacher: Visitor) -> None:
    assert "Nobody is on this roster today." in teacher.open(roster(algebra)).main


def test_a_student_s_page_shows_this_class_alone(
    ana: Student, algebra: Section, district: District, teacher: Visitor
) -> None:
    chemistry = district.section("Chemistry")
    district.seat(ana, chemistry)
    district.score(ana, district.assignment(algebra, "Unit test"), "18")
    district.score(ana, district.assignment(chemistry, "Lab report"), "7")
    teacher.open(roster(algebra)).follow("Reyes, Ana")
    assert teacher.page.xpath("string(//h1)") == "Algebra 2 – Ana Reyes"
    assert "18 of 20" in teacher.main
    assert "18 ÷ 20 = 90.0" in teacher.main
    assert "Lab report" not in teacher.main
    assert "East High School" in teacher.main
    assert [link.text_content() for link in teacher.page.xpath("//nav/ul[1]//a")] == ["My Classes"]
    (event,) = AccessEvent.select().where(AccessEvent.category != "roster")
    assert (event.student_id, event.category, event.outcome) == (ana.person_id, "grades", "seen")


def test_other_periods_stay_on_the_teacher_s_page(
    ana: Student, algebra: Section, district: District, teacher: Visitor
) -> None:
    district.assignment(
        algebra, "Diagnostic", grading_period=district.quarter_1,
        assigned_on=date(2026, 9, 8), due_on=date(2026, 9, 11),
    )  # fmt: skip
    teacher.open(page(algebra, ana)).follow("Quarter 1")
    assert teacher.response.request.path == page(algebra, ana)
    assert "Diagnostic" in teacher.main
    teacher.follow("Roster")
    assert teacher.response.request.path == roster(algebra)
    teacher.open(f"{page(algebra, ana)}?period=zzzzzzzz", status=404)


def test_the_family_s_tabs_do_not_open_to_a_teacher(ana: Student, algebra: Section, teacher: Visitor) -> None:
    for tab in ("schedule", "grades", f"grades/{algebra.key}", "household"):
        teacher.open(f"/students/{ana.key}/{tab}", status=404)
    assert {student for student, _ in refusals()} == {ana.person_id}


def test_another_teacher_s_section_is_not_there_and_recorded(
    ana: Student, algebra: Section, district: District, teacher: Visitor
) -> None:
    chemistry = district.section("Chemistry")
    district.seat(ana, chemistry)
    teacher.open(roster(chemistry), status=404)
    teacher.open(page(chemistry, ana), status=404)
    assert refusals() == [(0, "roster"), (ana.person_id, "grades")]


def test_a_student_of_no_section_of_theirs_is_not_there_and_recorded(
    algebra: Section, district: District, teacher: Visitor
) -> None:
    luis = district.student("Luis")
    teacher.open(page(algebra, luis), status=404)
    assert refusals() == [(luis.person_id, "grades")]


def test_a_former_student_and_a_former_section_close(ana: Student, algebra: Section, teacher: Visitor) -> None:
    teacher.open(page(algebra, ana))
    SectionEnrollment.update(ends_on=clock.today()).execute()
    teacher.open(page(algebra, ana), status=404)
    assert "Reyes, Ana" not in teacher.open(roster(algebra)).main
    SectionEnrollment.update(ends_on=None).execute()
    SectionTeacher.update(ends_on=clock.today()).execute()
    teacher.open(roster(algebra), status=404)
    teacher.open(page(algebra, ana), status=404)


def test_a_substitute_has_the_roster_and_no_grades(
    ana: Student, algebra: Section, district: District, visitor: Visitor
) -> None:
    sam, today = district.staff(Role.TEACHER, "Sam", "Frey"), clock.today()
    SubstitutePass.create(person=sam, section=algebra, starts_on=today, ends_on=today + timedelta(days=1))
    visitor.be(district.account(sam)).open("/").follow("Algebra 2")
    assert "Reyes, Ana" in visitor.main
    assert "to the end of November 24, 2026" in visitor.main
    assert not visitor.page.xpath("//main//table//a")
    visitor.open(page(algebra, ana), status=404)
    SubstitutePass.update(ends_on=today).execute()  # tomorrow, as the pass sees it
    visitor.open(roster(algebra), status=404)


def test_ones_own_child_is_on_the_roster_and_opens_as_a_guardian_only(
    ana: Student, algebra: Section, kim: Person, district: District, teacher: Visitor
) -> None:
    tie = district.tie(kim, ana)
    teacher.open(roster(algebra))
    assert "Reyes, Ana yours: opens from Home, to a guardian only" in teacher.main
    assert not teacher.page.xpath("//main//table//a")
    teacher.open(page(algebra, ana), status=404)
    teacher.open(f"/students/{ana.key}/grades", status=404)
    district.right(tie)
    teacher.open(f"/students/{ana.key}/grades")
    teacher.open(page(algebra, ana), status=404)  # still not by the role


def test_without_grading_periods_the_page_says_what_will_come(
    ana: Student, algebra: Section, district: District, teacher: Visitor
) -> None:
    for quarter in (district.quarter_1, district.quarter_2):
        quarter.withdrawn_at = clock.now()
        quarter.save()
    assert "The district has not entered the grading periods" in teacher.open(page(algebra, ana)).main


def test_in_spanish(ana: Student, algebra: Section, kim: Person, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(kim, language="es")).open(roster(algebra))
    assert "Lista de estudiantes" in visitor.main
    visitor.follow("Reyes, Ana")
    assert "Lista de estudiantes" in visitor.main
