"""The Grades tab: every class in the current grading period; a class with its work and its calculation."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from app import clock
from app.sis.courses.models import Section
from app.sis.grading.models import (
    Assignment,
    AssignmentCategory,
    GradingScale,
    GradingScaleEntry,
    PostedGrade,
    SectionGrading,
)
from app.sis.people.models import Student
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def algebra(ana: Student, district: District) -> Section:
    """Tests 60 %, homework 40 % with the lowest dropped; letters from 90, 80."""
    scale = GradingScale.create(school=district.school, title={"en": "Letters"})
    for letter, cutoff in (("A", 90), ("B", 80), ("F", 0)):
        GradingScaleEntry.create(scale=scale, letter=letter, cutoff=cutoff)
    algebra = district.section("Algebra 2", period="2")
    SectionGrading.create(section=algebra, method="weighted_categories")
    district.seat(ana, algebra)
    tests = AssignmentCategory.create(section=algebra, title={"en": "Tests", "es": "Exámenes"}, weight=60)
    homework = AssignmentCategory.create(section=algebra, title={"en": "Homework"}, weight=40, drop_lowest=1)
    district.score(ana, district.assignment(algebra, "Unit test", "60", category=tests), "52")
    for number, points in enumerate(("20", "11", "17"), start=1):
        district.score(ana, district.assignment(algebra, f"Problem set {number}", category=homework), points)
    return algebra


@pytest.fixture
def mother(ana: Student, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.guardian(ana)))


def post(ana: Student, section: Section, district: District, letter: str, percent: str) -> None:
    PostedGrade.create(
        section=section, student=ana, grading_period=district.quarter_1, letter=letter,
        percent=Decimal(percent), posted_at=clock.now(),
    )  # fmt: skip


def test_the_current_period_opens_with_the_posted_one_beside(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    post(ana, algebra, district, "B", "84")
    mother.open(f"/students/{ana.key}/grades")
    assert "Quarter 1, posted" in mother.main
    assert "Quarter 2, in progress" in mother.main
    assert "B 84.0" in mother.main
    assert "B 89.0" in mother.main  # 86.67 × 0.6 + 92.5 × 0.4


def test_other_periods_are_one_click_away(ana: Student, algebra: Section, district: District, mother: Visitor) -> None:
    post(ana, algebra, district, "B", "84")
    old = district.assignment(
        algebra, "Diagnostic", "10", grading_period=district.quarter_1,
        assigned_on=date(2026, 9, 8), due_on=date(2026, 9, 11),
    )  # fmt: skip
    district.score(ana, old, "9")
    mother.open(f"/students/{ana.key}/grades").follow("Quarter 1").follow("Algebra 2")
    assert "Diagnostic" in mother.main
    assert "Unit test" not in mother.main
    mother.follow("Quarter 2")
    assert "Unit test" in mother.main


def test_a_closed_period_shows_what_was_posted_and_no_grade_in_progress(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    post(ana, algebra, district, "B", "84")
    old = district.assignment(
        algebra, "Diagnostic", "10", grading_period=district.quarter_1,
        assigned_on=date(2026, 9, 8), due_on=date(2026, 9, 11),
    )  # fmt: skip
    district.score(ana, old, "9")
    mother.open(f"/students/{ana.key}/grades").follow("Quarter 1")
    assert "B 84.0" in mother.main
    assert "in progress" not in mother.main
    mother.follow("Algebra 2")
    assert "B 84.0 posted, final" in mother.main
    assert "in progress" not in mother.main


def test_work_without_points_says_of_how_many(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    district.score(ana, district.assignment(algebra, "Essay", "30"), missing=True)
    district.assignment(algebra, "Lab", "25")
    mother.open(f"/students/{ana.key}/grades/{algebra.key}")
    assert "0 of 30" in mother.main
    assert "– of 25" in mother.main


def test_a_class_explains_its_grade(ana: Student, algebra: Section, mother: Visitor) -> None:
    mother.open(f"/students/{ana.key}/grades").follow("Algebra 2")
    assert "86.67 × 0.60 + 92.50 × 0.40 = 89.0: B from 80 up" in mother.main
    assert "Dropped as the lowest of its kind: Problem set 2, 11 of 20." in mother.main
    assert "52 of 60" in mother.main


@pytest.mark.parametrize(
    ("flags", "points", "remark"),
    [
        ({"missing": True}, None, "missing, counts as 0 until it is handed in"),
        ({"exempt": True}, None, "exempt: does not count"),
        ({"late": True}, "18", "handed in late"),
        ({"incomplete": True}, None, "incomplete, not graded yet"),
        ({}, None, "not graded yet"),
        ({}, "25", "over the maximum: extra credit"),
    ],
)
def test_each_flag_is_said(
    ana: Student, algebra: Section, district: District, mother: Visitor,
    flags: dict[str, bool], points: str | None, remark: str,
) -> None:  # fmt: skip
    category = AssignmentCategory.get(AssignmentCategory.title ** "%Tests%")
    district.score(ana, district.assignment(algebra, "Quiz", category=category), points, **flags)
    mother.open(f"/students/{ana.key}/grades/{algebra.key}")
    (row,) = [row.text_content() for row in mother.page.xpath("//tr") if "Quiz" in row.text_content()]
    assert remark in " ".join(row.split())


def test_missing_work_is_counted_on_the_tab(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    for title in ("Essay", "Report"):
        district.score(ana, district.assignment(algebra, title), missing=True)
    mother.open(f"/students/{ana.key}/grades")
    assert "2 missing" in mother.main


def test_late_entrants_are_told_what_does_not_count(ana: Student, district: District, mother: Visitor) -> None:
    art = district.section("Art")
    district.seat(ana, art, starts_on=date(2026, 11, 16))
    early = district.assignment(art, "Sketch", due_on=date(2026, 11, 13))
    district.score(ana, early, "5")
    mother.open(f"/students/{ana.key}/grades/{art.key}")
    assert "before the entry into this class: does not count" in mother.main
    assert "Work due before the entry into this class on November 16, 2026 does not count." in mother.main


def test_weights_that_do_not_add_up_are_said(ana: Student, algebra: Section, mother: Visitor) -> None:
    AssignmentCategory.update(weight=30).where(AssignmentCategory.weight == 40).execute()
    mother.open(f"/students/{ana.key}/grades/{algebra.key}")
    assert "add up to 90, not to 100" in mother.main


def test_work_assigned_for_later_is_not_shown(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    district.assignment(algebra, "Surprise quiz", assigned_on=date(2026, 11, 25), due_on=date(2026, 11, 25))
    mother.open(f"/students/{ana.key}/grades/{algebra.key}")
    assert "Surprise quiz" not in mother.main


def test_a_class_with_no_work_says_what_will_come(ana: Student, district: District, mother: Visitor) -> None:
    district.seat(ana, district.section("Art"))
    mother.open(f"/students/{ana.key}/grades")
    assert "no scores yet" in mother.main
    mother.follow("Art")
    assert "Nothing is assigned in this grading period yet." in mother.main


def test_another_child_s_scores_are_not_in_it(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    luis = district.student("Luis")
    district.seat(luis, algebra)
    district.score(luis, Assignment.get(Assignment.title ** "%Unit test%"), "1")
    mother.open(f"/students/{ana.key}/grades/{algebra.key}")
    assert "52 of 60" in mother.main
    assert "1 of 60" not in mother.main


def test_a_class_is_there_in_periods_in_which_it_does_not_meet(
    ana: Student, district: District, mother: Visitor
) -> None:
    art = district.section("Art", ends_on=district.quarter_1.ends_on)
    district.seat(ana, art)
    mother.open(f"/students/{ana.key}/grades/{art.key}")
    assert "This class does not meet in this grading period." in mother.main
    mother.follow("Quarter 1")
    assert "Nothing is assigned in this grading period yet." in mother.main


def test_a_class_of_somebody_else_is_not_there(ana: Student, district: District, mother: Visitor) -> None:
    other = district.section("Chemistry")
    mother.open(f"/students/{ana.key}/grades/{other.key}", status=404)
    mother.open(f"/students/{ana.key}/grades/zzzzzzzz", status=404)
    mother.open(f"/students/{ana.key}/grades?period=zzzzzzzz", status=404)


def test_when_no_year_runs_it_opens_on_the_latest_scores(ana: Student, algebra: Section, mother: Visitor) -> None:
    with clock.stopped(datetime(2027, 7, 15, 17, 0)):
        from app.sis.accounts.models import Account

        mother.be(Account.get()).open(f"/students/{ana.key}/grades")
        assert "No school year runs today. This is 2026-2027" in mother.main
        assert "89.0" in mother.main


def test_in_spanish(ana: Student, algebra: Section, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.guardian(ana), language="es")).open(f"/students/{ana.key}/grades")
    assert visitor.page.xpath("//h1")[0].text_content().startswith("Calificaciones")
    visitor.follow("Algebra 2")
    assert "Exámenes" in visitor.main
    assert "No se cuenta por ser la más baja de su categoría" in visitor.main
    assert visitor.page.xpath("//span[@lang='en']")


def test_page_and_fragment_are_the_same_and_unchanged_is_204(ana: Student, algebra: Section, mother: Visitor) -> None:
    address = f"/students/{ana.key}/grades"
    (seen,) = mother.open(address).page.xpath("//@data-seen")
    page = mother.main
    mother.fragment(address)
    assert " ".join(mother.page.find(".//body").text_content().split()) == page
    assert mother.page.xpath("//@data-seen") == [seen]
    answer = mother.client.get(address, headers={"HX-Request": "true", "HX-Seen": seen})
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_class_week_by_week_as_a_picture_and_as_text(
    ana: Student, algebra: Section, district: District, mother: Visitor
) -> None:
    """The quarter began on Monday, October 26; what is due today is in the fifth week."""
    tests = AssignmentCategory.get(AssignmentCategory.section == algebra, AssignmentCategory.weight == 60)
    for points, due_on in (("30", date(2026, 11, 6)), ("42", date(2026, 11, 18))):
        district.score(ana, district.assignment(algebra, f"Quiz {due_on}", "60", category=tests, due_on=due_on), points)
    mother.open(f"/students/{ana.key}/grades").follow("Algebra 2")
    grade = mother.page.xpath("//*[@class='big']")[0].text_content().split()[-1]
    assert (
        f"The grade at the end of the week of: Nov 2: 50.0, Nov 9: 50.0, Nov 16: 78.3, Nov 23: {grade}" in mother.main
    )
    [picture] = mother.page.xpath("//main//*[name()='svg']")
    assert picture[1].get("d").count("z") == 4


@pytest.mark.parametrize("scores", [0, 1])
def test_a_class_in_its_first_week_has_no_picture(
    ana: Student, district: District, mother: Visitor, scores: int
) -> None:
    section = district.section()
    district.seat(ana, section)
    for _ in range(scores):
        district.score(ana, district.assignment(section, "Quiz", due_on=date(2026, 11, 24)), "18")
    mother.open(f"/students/{ana.key}/grades/{section.key}")
    assert not mother.page.xpath("//main//*[name()='svg']")
