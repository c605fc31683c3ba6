"""A teacher's day in its order, and the sections of the year."""

from datetime import date, time, timedelta

import pytest

from app import clock
from app.sis.access.models import Role, SubstitutePass
from app.sis.people.models import Person
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import AcademicSession, CalendarDay
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def kim(district: District) -> Person:
    return district.staff(Role.TEACHER, "Min", "Kim")


@pytest.fixture
def teacher(kim: Person, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(kim))


def rows(visitor: Visitor, table: int) -> list[list[str]]:
    found = visitor.page.xpath(f"(//main//table)[{table}]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_today_is_in_the_order_of_the_day_with_period_and_room(
    kim: Person, district: District, teacher: Visitor
) -> None:
    for title, period, room in (("Chemistry", "3", "204"), ("Algebra 2", "1", "118"), ("Homeroom", "HR", "118")):
        district.section(title, period=period, room=room, teacher=kim)
    teacher.open("/")
    assert teacher.response.request.path == "/teacher"
    assert rows(teacher, 1) == [
        ["1", "9:00 am – 9:50 am", "Algebra 2", "118"],
        ["3", "11:00 am – 11:50 am", "Chemistry", "204"],
        ["HR", "", "Homeroom", "118"],
    ]


def test_the_lesson_that_is_now_is_marked(kim: Person, district: District, visitor: Visitor) -> None:
    district.section(teacher=kim, period="1")
    with clock.stopped(clock.instant(clock.today(), time(9, 30))):
        visitor.be(district.account(kim)).open("/teacher")
        assert rows(visitor, 1)[0][0] == "1 (now)"


def test_a_weekday_s_section_stands_on_its_weekday(kim: Person, district: District, teacher: Visitor) -> None:
    section = district.section(teacher=kim)
    SectionMeeting.update(weekday=0).where(SectionMeeting.section == section).execute()
    assert "None of your classes meets today." in teacher.open("/teacher").main  # a Tuesday


def test_a_day_without_school_says_so(kim: Person, district: District, teacher: Visitor) -> None:
    district.section(teacher=kim)
    CalendarDay.create(day_on=clock.today(), in_session=False, label={"en": "Teachers meet"})
    teacher.open("/teacher")
    assert "There is no school on this day." in teacher.main
    assert "Teachers meet" in teacher.main


def test_the_year_lists_all_sections_and_opens_only_those_of_today(
    kim: Person, district: District, teacher: Visitor
) -> None:
    district.section("Algebra 2", teacher=kim)
    district.section(
        "Statistics", teacher=kim, starts_on=district.spring.starts_on, ends_on=district.spring.ends_on
    )  # fmt: skip
    district.section("Pottery")  # somebody else's
    teacher.open("/teacher")
    assert [row[0] for row in rows(teacher, 2)] == ["Algebra 2", "Statistics"]
    assert rows(teacher, 2)[1][4:] == ["January 25, 2027", "June 11, 2027"]
    assert [link.text_content() for link in teacher.page.xpath("(//main//table)[2]//a")] == ["Algebra 2"]


def test_sections_at_two_schools_are_one_day(kim: Person, district: District, teacher: Visitor) -> None:
    west = district.new_school("West High School")
    district.role(kim, Role.TEACHER, west)
    district.section("Algebra 2", period="2", teacher=kim)
    district.section("Geometry", period="1", teacher=kim, school=west)
    teacher.open("/teacher")
    assert [row[2] for row in rows(teacher, 1)] == ["Geometry", "Algebra 2"]


def test_a_substitute_sees_the_sections_of_the_pass_on_its_days(district: District, visitor: Visitor) -> None:
    sam, section, today = district.staff(Role.TEACHER, "Sam", "Frey"), district.section("Algebra 2"), clock.today()
    SubstitutePass.create(
        person=sam, section=section, starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=2)
    )
    visitor.be(district.account(sam)).open("/teacher")
    assert "None of your classes meets today." in visitor.main
    assert "Algebra 2 as a substitute" in visitor.main  # announced
    assert not visitor.page.xpath("//main//table//a")
    SubstitutePass.update(starts_on=today).execute()
    assert [row[2] for row in rows(visitor.open("/teacher"), 1)] == ["Algebra 2 as a substitute"]
    SubstitutePass.update(ends_on=today).execute()
    assert "No class of this school year is yours." in visitor.open("/teacher").main


def test_without_sections_or_a_year_it_says_what_will_come(district: District, teacher: Visitor) -> None:
    assert "No class of this school year is yours." in teacher.open("/teacher").main
    AcademicSession.update(withdrawn_at=clock.now()).execute()
    assert "The district has not entered a school year yet." in teacher.open("/teacher").main


def test_in_spanish(kim: Person, district: District, visitor: Visitor) -> None:
    district.section(teacher=kim, starts_on=date(2026, 9, 1))
    visitor.be(district.account(kim, language="es")).open("/teacher")
    assert visitor.page.xpath("string(//h1)") == "Mis clases"
    assert "Todas las clases del año escolar" in visitor.main
