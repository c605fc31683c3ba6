"""The Schedule tab: today with the period that is now, the week, the year."""

from datetime import date, datetime, time

import pytest

from app import clock
from app.sis.access.models import RecordsRight
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Student
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import AcademicSession, BellPeriod, CalendarDay
from tests.build import District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    """Grade 10; period 2 Algebra, period 3 Biology, period 1 free. It is Tuesday noon."""
    ana = district.student()
    district.seat(ana, district.section("Algebra 2", period="2"))
    district.seat(ana, district.section("Biology", period="3", room="B3"))
    return ana


@pytest.fixture
def mother(ana: Student, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.guardian(ana)))


def rows(visitor: Visitor) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in visitor.page.xpath("//tbody/tr")]


def test_today_by_period_with_room_teacher_and_free_periods(ana: Student, mother: Visitor) -> None:
    mother.open(f"/students/{ana.key}/schedule")
    assert "Today, Tuesday, November 24" in mother.main
    assert rows(mother) == [
        ["1", "9:00 am – 9:50 am", "no class", "", ""],
        ["2", "10:00 am – 10:50 am", "Algebra 2", "118", "Min Kim"],
        ["3", "11:00 am – 11:50 am", "Biology", "B3", "Min Kim"],
    ]
    assert mother.page.xpath("//a[@href='mailto:kim@example.org']")


def test_the_period_that_is_now_is_said_in_words(ana: Student, district: District, visitor: Visitor) -> None:
    with clock.stopped(clock.instant(date(2026, 11, 24), time(11, 10))):
        visitor.be(district.account(district.guardian(ana))).open(f"/students/{ana.key}/schedule")
    assert [row[0] for row in rows(visitor)] == ["1", "2", "3 (now)"]


def test_early_release_has_its_own_bells(ana: Student, district: District, mother: Visitor) -> None:
    BellPeriod.update(ends=time(11, 20)).where(BellPeriod.weekday == 0, BellPeriod.period == "3").execute()
    mother.open(f"/students/{ana.key}/schedule?on=2026-11-23")
    assert "School ends at 11:20 am. Early release." in mother.main
    mother.open(f"/students/{ana.key}/schedule?on=2026-11-24")
    assert "Early release" not in mother.main


def test_a_day_without_school_says_why(ana: Student, mother: Visitor) -> None:
    CalendarDay.create(day_on=date(2026, 11, 26), in_session=False, label={"en": "Thanksgiving", "es": "Día de Acción"})
    mother.open(f"/students/{ana.key}/schedule?on=2026-11-26")
    assert "Thanksgiving" in mother.main
    assert "There is no school on this day." in mother.main


def test_on_a_weekend_the_neighbouring_school_days_are_one_click_away(ana: Student, mother: Visitor) -> None:
    mother.open(f"/students/{ana.key}/schedule?on=2026-11-28").follow("Monday, November 30")
    assert "Algebra 2" in mother.main


def test_the_school_s_own_day_goes_before_the_district_s(ana: Student, district: District, mother: Visitor) -> None:
    CalendarDay.create(day_on=date(2026, 11, 25), in_session=False, label={"en": "Snow day"})
    CalendarDay.create(day_on=date(2026, 11, 25), school=district.school, in_session=True, label={"en": "We are open"})
    mother.open(f"/students/{ana.key}/schedule?on=2026-11-25")
    assert "We are open" in mother.main
    assert "Algebra 2" in mother.main


def test_the_week(ana: Student, mother: Visitor) -> None:
    SectionMeeting.update(weekday=1).where(SectionMeeting.period == "3").execute()
    mother.open(f"/students/{ana.key}/schedule").follow("Week")
    week = rows(mother)
    assert week[1] == ["2", *["Algebra 2, 118"] * 5]
    assert week[2] == ["3", "–", "Biology, B3", "–", "–", "–"]
    mother.follow("Week after")
    assert "Week of November 30" in mother.main


def test_the_year_by_terms(ana: Student, mother: Visitor) -> None:
    mother.open(f"/students/{ana.key}/schedule").follow("School year")
    assert "Semester 1 September 1, 2026 to January 22, 2027" in mother.main
    assert "No class is on the schedule for this term yet" in mother.main
    assert rows(mother)[0] == ["2", "every day", "Algebra 2", "118", "Min Kim"]


def test_who_changed_classes_sees_both_with_the_day(ana: Student, district: District, mother: Visitor) -> None:
    changed = date(2026, 10, 5)
    district.seat(ana, district.section("Art", period="1"), ends_on=changed)
    district.seat(ana, district.section("Music", period="1"), starts_on=changed)
    mother.open(f"/students/{ana.key}/schedule/term")
    assert "Art until October 4" in mother.main
    assert "Music from October 5" in mother.main
    mother.open(f"/students/{ana.key}/schedule?on=2026-10-02")
    assert "Art" in mother.main
    assert "Music" not in mother.main


def test_a_class_of_one_quarter_says_until_when(ana: Student, district: District, mother: Visitor) -> None:
    district.seat(ana, district.section("Study Skills", period="1", ends_on=date(2026, 10, 31)))
    mother.open(f"/students/{ana.key}/schedule/term")
    assert "Study Skills until October 30" in mother.main


def test_a_class_without_a_bell_still_shows(ana: Student, district: District, mother: Visitor) -> None:
    district.seat(ana, district.section("Choir", period="0"))
    mother.open(f"/students/{ana.key}/schedule")
    assert ["0", "", "Choir", "118", "Min Kim"] in rows(mother)


def test_without_classes_the_page_says_what_will_come(district: District, visitor: Visitor) -> None:
    luis = district.student("Luis")
    BellPeriod.delete().execute()
    visitor.be(district.account(district.guardian(luis))).open(f"/students/{luis.key}/schedule")
    assert "No class is on the schedule for this day." in visitor.main


@pytest.mark.parametrize("on", ["2026-11-31", "x", "-1", "99999-01-01"])
def test_no_day_is_no_page(ana: Student, mother: Visitor, on: str) -> None:
    mother.open(f"/students/{ana.key}/schedule?on={on}", status=404)


@pytest.mark.parametrize("on", ["0001-01-01", "1999-01-01", "9999-12-31"])
@pytest.mark.parametrize("view", ["schedule", "schedule/week"])
def test_a_day_far_from_the_school_year_is_no_page(ana: Student, mother: Visitor, on: str, view: str) -> None:
    mother.open(f"/students/{ana.key}/{view}?on={on}", status=404)


def test_when_no_year_runs_the_latest_is_named(ana: Student, district: District, mother: Visitor) -> None:
    RecordsRight.update(ends_on=None).execute()
    with clock.stopped(datetime(2027, 7, 15, 17, 0)):
        visitor = mother.be(district.account(district.guardian(ana)))
        visitor.open(f"/students/{ana.key}/schedule")
        assert "No school year runs today. This is 2026-2027" in visitor.main
        visitor.follow("School year")
        assert "Algebra 2" in visitor.main


def test_before_any_year_is_entered(district: District, visitor: Visitor) -> None:
    ana = district.student(enrolled=False)
    AcademicSession.update(withdrawn_at=clock.now()).execute()
    visitor.be(district.account(district.guardian(ana))).open(f"/students/{ana.key}/schedule")
    assert "has not entered a school year yet" in visitor.main


def test_in_spanish(ana: Student, district: District, visitor: Visitor) -> None:
    with clock.stopped(clock.instant(date(2026, 11, 24), time(14, 41))):
        visitor.be(district.account(district.guardian(ana), language="es"))
        visitor.open(f"/students/{ana.key}/schedule")
    assert "Hoy, martes, 24 de noviembre" in visitor.main
    assert "10:00 a.m. – 10:50 a.m." in visitor.main
    assert "sin clase" in visitor.main
    assert "Datos al 24 nov, 2:41 p.m." in visitor.main


def test_opening_it_is_recorded_once_an_hour(ana: Student, mother: Visitor) -> None:
    for _ in range(3):
        mother.open(f"/students/{ana.key}/schedule")
    (event,) = AccessEvent.select()
    assert (event.student_id, event.category, event.outcome) == (ana.person_id, "schedule", "seen")


def test_an_elementary_school_s_window(ana: Student, district: District, mother: Visitor) -> None:
    district.window(district.school, date(2027, 1, 11), date(2027, 3, 20))
    mother.open(f"/students/{ana.key}/schedule")
    assert "from January 11, 2027 to March 19, 2027" in mother.main
    assert "Algebra" not in mother.main
    assert AccessEvent.select().count() == 0
    mother.open("/home")
    assert "from January 11, 2027 to March 19, 2027" in mother.main
