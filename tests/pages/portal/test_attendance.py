"""The Attendance tab: today, a month, the totals of the term; the term by day and period. It is Tuesday noon."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from lxml import html
from peewee import SqliteDatabase

from app import clock
from app.sis.access.models import RecordsRight
from app.sis.attendance.actions import derive_days
from app.sis.audit.models import AccessEvent
from app.sis.courses.models import Section
from app.sis.people.models import Student
from app.sis.schools.models import AcademicSession, CalendarDay, School, SessionKind
from tests.build import District
from tests.conventions.statements import count, counted
from tests.visitor import HTMX, Visitor

MONDAY, TODAY = date(2026, 11, 23), date(2026, 11, 24)
THANKSGIVING = (date(2026, 11, 26), date(2026, 11, 27))


@pytest.fixture
def ana(district: District) -> Student:
    """Grade 10, at a school whose attendance office has a number; no school on Thursday and Friday."""
    School.update(attendance_phone="608-555-0142").execute()
    for day in THANKSGIVING:
        CalendarDay.create(day_on=day, in_session=False, label={"en": "Thanksgiving", "es": "Día de Acción de Gracias"})
    return district.student()


@pytest.fixture
def classes(ana: Student, district: District) -> list[Section]:
    sections = [district.section(title, period=str(number)) for number, title in enumerate(("Art", "Algebra"), 1)]
    for section in sections:
        district.seat(ana, section)
    return sections


@pytest.fixture
def mother(ana: Student, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.guardian(ana)))


def read(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def squares(visitor: Visitor) -> dict[str, str]:
    """What stands in the days of the calendar, by number of the day."""
    days = visitor.page.xpath("//table[@class='month']//td[b]")
    return {day.findtext("b"): read(day).removeprefix(day.findtext("b")).strip() for day in days}


def totals(visitor: Visitor) -> list[list[str]]:
    tables = visitor.page.xpath("//table[not(@class)] | (//table[@class='stack'])[position() > 1]")
    return [[read(cell) for cell in row] for table in tables for row in table.xpath(".//tr")]


def rows(visitor: Visitor) -> list[list[str]]:
    return [[read(cell) for cell in row] for row in visitor.page.xpath("(//table[@class='stack'])[1]/tbody/tr")]


def test_today_with_no_mark(ana: Student, mother: Visitor) -> None:
    mother.open("/home").follow("Attendance")
    assert "Today: no absence is marked so far." in mother.main
    assert "No absence and no tardy is on record. If one is marked, it stands here the same day." in mother.main
    assert "Present 100.0 % of 60 school days before today." in mother.main
    assert not mother.page.xpath("//*[contains(@class,'note')]")


def test_today_s_mark_and_until_when_it_may_change(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    district.mark(ana, classes[1], TODAY)
    mother.open(f"/students/{ana.key}/attendance")
    assert (
        "Today: absent in period 2, not yet verified. The attendance office may still change it until Monday, "
        "November 30, 3:00 pm. If it is wrong then, please call 608-555-0142." in mother.main
    )
    assert squares(mother)["24"] == "today ? 2"


def test_yesterday_s_is_told_as_long_as_it_may_change(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    district.mark(ana, classes[0], MONDAY, "T")
    district.mark(ana, classes[1], MONDAY, office="E")
    mother.open(f"/students/{ana.key}/attendance")
    assert "Today: no absence is marked so far." in mother.main
    assert (
        "Monday, November 23: tardy in period 1, not yet verified; excused absence in period 2. The attendance office "
        "may still change it until Wednesday, November 25, 3:00 pm." in mother.main
    )


def test_a_verified_mark_of_today_is_final(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    for section in classes:
        district.mark(ana, section, TODAY, office="E")
    mother.open(f"/students/{ana.key}/attendance")
    assert "Today: excused absence in periods 1, 2." in mother.main
    assert "may still change" not in mother.main


def test_after_the_office_s_time_the_page_says_to_call(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    district.mark(ana, classes[0], date(2026, 11, 19))
    mother.open(f"/students/{ana.key}/attendance")
    assert "may still change it until Monday" not in mother.main
    assert "1 mark should be verified by now and is not. If it is wrong, please call 608-555-0142." in mother.main
    mother.follow("By day and period")
    assert rows(mother)[0][4] == "not yet: please call if it is wrong"


def test_the_school_sets_how_long_its_office_takes(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    School.update(days_to_verify=1, verified_by=time(9, 30), attendance_phone="").execute()
    district.mark(ana, classes[0], TODAY)
    mother.open(f"/students/{ana.key}/attendance")
    assert "until Wednesday, November 25, 9:30 am. If it is wrong then, please call 608-555-0140." in mother.main


def test_the_month_as_a_calendar(ana: Student, classes: list[Section], district: District, mother: Visitor) -> None:
    district.mark(ana, classes[0], date(2026, 11, 4), office="T")
    for section in classes:
        district.mark(ana, section, date(2026, 11, 10), office="E")
    district.mark(ana, classes[0], date(2026, 11, 12), office="P")
    derive_days(district.school.id, date(2026, 11, 1), TODAY)
    mother.open(f"/students/{ana.key}/attendance")
    shown = squares(mother)
    assert {day: said for day, said in shown.items() if said} == {
        "4": "T 1", "10": "E all day", "24": "today", "26": "no school", "27": "no school",
    }  # fmt: skip
    assert [read(cell) for cell in mother.page.xpath("//table[@class='month']//th")][::4] == ["Mon", "Fri"]
    assert read(mother.page.xpath("//table[@class='month']/preceding-sibling::p")[-1]) == (
        "E excused absence, T tardy. The number is the period. An empty day up to today is a day in school."
    )
    assert read(mother.page.xpath("//td[@aria-current='date']")[0]) == "24 today"


def test_months_of_the_year_are_one_click_apart(ana: Student, district: District, mother: Visitor) -> None:
    district.missed(ana, date(2026, 9, 14), "M")
    mother.open(f"/students/{ana.key}/attendance").follow("October 2026").follow("September 2026")
    assert squares(mother)["14"] == "M all day"
    assert "An empty day is a day in school." in mother.main
    assert not [link for link in mother.page.xpath("//main//a") if "August" in read(link)]
    mother.open(f"/students/{ana.key}/attendance?month=2027-06")
    assert "These days are still to come." in mother.main
    assert squares(mother)["11"] == ""
    assert squares(mother)["14"] == "no school"
    assert not [link for link in mother.page.xpath("//main//a") if "July" in read(link)]


@pytest.mark.parametrize(
    "month", ["2026-08", "2027-07", "1999-01", "9999-12", "2026-13", "2026-1", "2026-11-01", "x", "-1", "２０２６-11"]
)
def test_a_month_outside_the_year_is_no_page(ana: Student, mother: Visitor, month: str) -> None:
    mother.open(f"/students/{ana.key}/attendance?month={month}", status=404)


def test_a_mark_on_a_saturday_has_its_column(ana: Student, district: District, mother: Visitor) -> None:
    district.missed(ana, date(2026, 11, 14), "U")
    mother.open(f"/students/{ana.key}/attendance")
    assert squares(mother)["14"] == "U all day no school"
    assert "Present 100.0 % of 60 school days" in mother.main  # that Saturday is none of them


def test_totals_by_kind_in_periods_and_days(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    for section in classes:
        district.mark(ana, section, date(2026, 11, 10), office="E")
    district.mark(ana, classes[0], date(2026, 11, 4), office="T")
    district.mark(ana, classes[0], date(2026, 11, 5), office="SR")
    district.mark(ana, classes[0], date(2026, 11, 6), office="P")
    derive_days(district.school.id, date(2026, 11, 1), TODAY)
    mother.open(f"/students/{ana.key}/attendance")
    assert totals(mother) == [
        ["Kind", "Periods", "Days"],
        ["Excused", "2", "1"],
        ["Unexcused", "0", "0"],
        ["Tardy", "1", "–"],
        ["At a school activity (no absence)", "1", "0"],
    ]
    assert "Present 98.3 % of 60 school days before today." in mother.main


def test_elementary_schools_keep_the_day_in_parts(ana: Student, district: District, mother: Visitor) -> None:
    for day, absent in enumerate(("1", "0.5", "0.33", "0.67", "0.25", None), 2):
        district.missed(ana, date(2026, 11, day), "A", absent)
    district.missed(ana, date(2026, 11, 9), "T", None)
    mother.open(f"/students/{ana.key}/attendance")
    shown = squares(mother)
    assert [shown[str(day)] for day in (2, 3, 4, 5, 6)] == [
        "A all day", "A half a day", "A a third of the day", "A two thirds of the day", "A 0.25 of a day",
    ]  # fmt: skip
    assert shown["9"] == "T"
    assert "The number is the period" not in mother.main
    assert totals(mother)[0] == ["Kind", "Times", "Days"]
    assert totals(mother)[3] == ["Absent, not decided whether excused", "6", "2.75"]
    assert "Of 1 absence the length is not on record: no figure of days includes it." in mother.main


def test_the_term_by_day_and_period(ana: Student, classes: list[Section], district: District, mother: Visitor) -> None:
    district.mark(ana, classes[1], TODAY)
    district.mark(ana, classes[0], MONDAY, office="E")
    district.mark(ana, classes[1], MONDAY, "T", office="P")
    district.missed(ana, date(2026, 9, 14), "M", "0.5", reason="Dentist")
    mother.open(f"/students/{ana.key}/attendance").follow("By day and period")
    assert mother.page.findtext(".//title") == "Attendance by day and period – Ana Reyes – Four Lakes School District"
    assert rows(mother) == [
        ["Tuesday, November 24", "2", "Algebra", "absent", "not yet: until Monday, November 30, 3:00 pm"],
        ["Monday, November 23", "1", "Art", "excused absence", "yes"],
        ["Monday, November 23", "2", "Algebra", "present the teacher marked: tardy", "yes"],
        ["Monday, September 14", "half a day", "", "medical absence Dentist", "yes"],
    ]
    mother.follow("Attendance by month")
    assert "November 2026" in mother.main


def test_the_term_week_by_week_as_a_picture_and_as_text(
    ana: Student, classes: list[Section], district: District, mother: Visitor
) -> None:
    for day, code in ((MONDAY, "T"), (TODAY, "T"), (date(2026, 9, 16), "A")):
        district.mark(ana, classes[1], day, code)
    district.missed(ana, date(2026, 9, 14), "M", "0.5")
    mother.open(f"/students/{ana.key}/attendance/term")
    assert totals(mother)[1:] == [["Sep 14", "0.5", "1", "0"], ["Nov 23", "0", "0", "2"]]
    [picture] = mother.page.xpath("//main//*[name()='svg']")
    weeks = (district.fall.ends_on - date(2026, 8, 31)).days // 7 + 1
    assert picture.get("width") == str(14 * weeks)
    assert [each.get("d").count("z") for each in picture] == [2, 1]


def test_a_term_without_a_mark_has_no_picture(ana: Student, mother: Visitor) -> None:
    mother.open(f"/students/{ana.key}/attendance/term")
    assert not mother.page.xpath("//main//*[name()='svg']")


def test_another_term(ana: Student, district: District, mother: Visitor) -> None:
    district.missed(ana, date(2026, 9, 14))
    mother.open(f"/students/{ana.key}/attendance/term").follow("Semester 2")
    assert "It begins on January 25, 2027." in mother.main
    assert not rows(mother)
    mother.follow("Semester 1")
    assert len(rows(mother)) == 1
    mother.open(f"/students/{ana.key}/attendance/term?term={district.year.key}", status=404)


def test_a_mark_between_two_terms_belongs_to_the_first(ana: Student, district: District, mother: Visitor) -> None:
    district.missed(ana, date(2027, 1, 23))
    district.missed(ana, date(2027, 6, 12))
    with clock.stopped(datetime(2027, 6, 12, 17, 0)):
        visitor = mother.be(district.account(district.guardian(ana)))
        visitor.open(f"/students/{ana.key}/attendance/term?term={district.fall.key}")
        assert rows(visitor)[0][0] == "Saturday, January 23"
        visitor.open(f"/students/{ana.key}/attendance/term")
        assert rows(visitor)[0][0] == "Saturday, June 12"


def test_a_year_without_terms_is_one(ana: Student, district: District, mother: Visitor) -> None:
    AcademicSession.update(withdrawn_at=clock.now()).where(AcademicSession.kind == SessionKind.TERM).execute()
    district.missed(ana, date(2026, 9, 14))
    mother.open(f"/students/{ana.key}/attendance")
    assert "2026-2027" in mother.main
    assert totals(mother)[1] == ["Excused", "1", "1"]


def test_a_term_whose_days_are_all_to_come_has_no_percent(ana: Student, district: District, mother: Visitor) -> None:
    AcademicSession.update(starts_on=TODAY).where(AcademicSession.kind == SessionKind.TERM).execute()
    mother.open(f"/students/{ana.key}/attendance")
    assert "Present" not in mother.main


def test_only_the_days_since_the_entry_count(district: District, visitor: Visitor) -> None:
    luis = district.student("Luis", enrolled=False)
    district.enroll(luis, entry_on=date(2026, 11, 16))
    district.missed(luis, date(2026, 11, 17), absent="0.5")
    visitor.be(district.account(district.guardian(luis))).open(f"/students/{luis.key}/attendance")
    assert "Present 91.7 % of 6 school days before today." in visitor.main
    assert squares(visitor)["13"] == "not enrolled"


def test_with_two_enrollments_each_school_s_calendar_counts_in_its_time(district: District, visitor: Visitor) -> None:
    luis = district.student("Luis", enrolled=False)
    other = district.new_school("West High School")
    moved = date(2026, 11, 16)
    district.enroll(luis, other, exit_on=moved)
    district.enroll(luis, entry_on=moved)
    CalendarDay.create(day_on=date(2026, 11, 12), school=other, in_session=False)
    CalendarDay.create(day_on=date(2026, 11, 13), school=district.school, in_session=False)
    CalendarDay.create(day_on=date(2026, 11, 18), school=other, in_session=False)
    CalendarDay.create(day_on=date(2026, 11, 19), school=district.school, in_session=False)
    CalendarDay.create(day_on=date(2026, 11, 20), in_session=False)
    CalendarDay.create(day_on=date(2026, 11, 20), school=district.school, in_session=True)
    district.missed(luis, date(2026, 11, 10), school=other)
    visitor.be(district.account(district.guardian(luis))).open(f"/students/{luis.key}/attendance")
    assert {day for day, said in squares(visitor).items() if said == "no school"} == {"12", "19"}
    assert squares(visitor)["10"] == "E all day"
    assert "of 58 school days" in visitor.main


def test_a_student_without_enrollment(district: District, visitor: Visitor) -> None:
    luis = district.student("Luis", enrolled=False)
    visitor.be(district.account(district.guardian(luis)))
    for address in ("attendance", "attendance/term"):
        visitor.open(f"/students/{luis.key}/{address}")
        assert "Luis is not enrolled at a school yet. Attendance will stand here from the first day" in visitor.main


def test_before_any_year_is_entered(ana: Student, mother: Visitor) -> None:
    AcademicSession.update(withdrawn_at=clock.now()).execute()
    mother.open(f"/students/{ana.key}/attendance")
    assert "The district has not entered a school year yet." in mother.main


def test_when_no_year_runs_the_latest_is_named(ana: Student, district: District, mother: Visitor) -> None:
    RecordsRight.update(ends_on=None).execute()
    district.missed(ana, date(2027, 6, 1))
    with clock.stopped(datetime(2027, 7, 15, 17, 0)):
        visitor = mother.be(district.account(district.guardian(ana)))
        visitor.open(f"/students/{ana.key}/attendance")
        assert "No school year runs today. This is 2026-2027" in visitor.main
        assert "Today:" not in visitor.main
        assert squares(visitor)["1"] == "E all day"


def test_on_a_day_without_school(ana: Student, district: District, mother: Visitor) -> None:
    with clock.stopped(datetime(2026, 11, 26, 18, 0)):
        mother.be(district.account(district.guardian(ana))).open(f"/students/{ana.key}/attendance")
    assert "No school today." in mother.main


def test_students_read_their_own(ana: Student, classes: list[Section], district: District, visitor: Visitor) -> None:
    district.mark(ana, classes[1], TODAY)
    visitor.be(district.account(ana.person)).open(f"/students/{ana.key}/attendance")
    assert "Today: absent in period 2, not yet verified." in visitor.main
    assert "If it is wrong then, please go to the attendance office or call 608-555-0142." in visitor.main
    assert visitor.page.findtext(".//h1") == "Attendance"


def test_in_spanish(ana: Student, classes: list[Section], district: District, visitor: Visitor) -> None:
    district.mark(ana, classes[1], TODAY)
    district.mark(ana, classes[0], MONDAY, office="E")
    visitor.be(district.account(district.guardian(ana), language="es")).open(f"/students/{ana.key}/attendance")
    assert (
        "Hoy: ausente en la hora 2, aún sin verificar. La oficina de asistencia todavía puede cambiarlo hasta el "
        "lunes, 30 de noviembre, 3:00 p.m. Si después" in visitor.main
    )
    assert "E ausencia justificada" in visitor.main
    assert "Noviembre de 2026" in visitor.main
    assert totals(visitor)[1:3] == [["Justificadas", "1", "0"], ["Injustificadas", "0", "0"]]


def test_an_elementary_school_s_window(ana: Student, district: District, mother: Visitor) -> None:
    district.window(district.school, date(2027, 1, 11), date(2027, 3, 20))
    district.missed(ana, TODAY)
    mother.open(f"/students/{ana.key}/attendance")
    assert "from January 11, 2027 to March 19, 2027" in mother.main
    assert "all day" not in mother.main
    assert AccessEvent.select().count() == 0


def test_opening_it_is_recorded(ana: Student, mother: Visitor) -> None:
    for address in ("attendance", "attendance/term"):
        mother.open(f"/students/{ana.key}/{address}")
    (event,) = AccessEvent.select()
    assert (event.student_id, event.category, event.outcome) == (ana.person_id, "attendance", "seen")


@pytest.mark.parametrize("view", ["attendance", "attendance?month=2026-09", "attendance/term"])
def test_it_costs_the_same_with_one_mark_and_with_many(
    app: Flask, db: SqliteDatabase, ana: Student, classes: list[Section], district: District, view: str
) -> None:
    district.mark(ana, classes[0], MONDAY)
    visitor = Visitor(app).be(district.account(district.guardian(ana)))
    costs = []
    for rows in (0, 20):
        for number in range(rows):
            day = date(2026, 9, 14) + timedelta(days=number)
            district.mark(ana, classes[number % 2], day, office="E")
            district.missed(ana, day, "M")
            CalendarDay.create(day_on=day + timedelta(weeks=20), in_session=False)
        with counted(db) as statements:
            visitor.client.get(f"/students/{ana.key}/{view}", headers=HTMX)
        costs.append(count(statements).reads)
    assert costs[0] == costs[1] <= 6


@pytest.mark.parametrize(("days", "said"), [(2, ""), (4, "habitual truancy under Wisconsin law"), (5, "asks to meet")])
def test_the_family_is_told_how_near_habitual_truancy_is(
    ana: Student, district: District, visitor: Visitor, days: int, said: str
) -> None:
    for day in range(9, 9 + days):
        district.missed(ana, date(2026, 11, day), "U", "0.5")
    visitor.be(district.account(district.guardian(ana))).open(f"/students/{ana.key}/attendance")
    assert said in visitor.main
    assert ("truancy" in visitor.main) is bool(said)
