"""The result of a day, from the marks in its classes."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from app.sis.attendance.actions import derive_days, lay_starting_codes
from app.sis.attendance.models import AttendanceCode, DailyAttendance, DayCredit, PeriodAttendance
from app.sis.courses.models import Section
from app.sis.people.models import Student
from app.sis.schools.models import BellPeriod, CalendarDay
from tests.build import District

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def ana(district: District) -> Student:
    """Who has three classes of 50 minutes."""
    return district.student()


@pytest.fixture
def classes(district: District, ana: Student) -> list[Section]:
    sections = [district.section(f"Class {number}", period=str(number)) for number in (1, 2, 3)]
    for section in sections:
        district.seat(ana, section)
    return sections


def derive(district: District) -> int:
    return derive_days(district.school.id, MONDAY, WEDNESDAY)


def results() -> list[Any]:
    rows = DailyAttendance.select().join(AttendanceCode).order_by(DailyAttendance.day_on)
    return [(row.day_on, row.code.code, row.absent, row.minutes_absent, row.minutes_scheduled) for row in rows]


def test_minutes_missed_of_the_student_s_own_periods(district: District, ana: Student, classes: list[Section]) -> None:
    district.mark(ana, classes[0], MONDAY)
    for section in classes[:2]:
        district.mark(ana, section, TUESDAY, office="E")
    assert derive(district) == 2
    assert results() == [(MONDAY, "A", Decimal("0.00"), 50, 150), (TUESDAY, "E", Decimal("0.50"), 100, 150)]


def test_the_office_s_code_counts_and_the_gravest_names_the_day(
    district: District, ana: Student, classes: list[Section]
) -> None:
    for section, office in zip(classes, ("E", "U", "P"), strict=True):
        district.mark(ana, section, MONDAY, office=office)
    derive(district)
    assert results() == [(MONDAY, "U", Decimal("0.50"), 100, 150)]


def test_a_tardy_and_a_school_activity_miss_no_minutes(
    district: District, ana: Student, classes: list[Section]
) -> None:
    district.mark(ana, classes[0], MONDAY, "T")
    district.mark(ana, classes[1], MONDAY, office="SR")
    assert derive(district) == 0


def test_again_it_replaces_what_it_made_and_nothing_else(
    district: District, ana: Student, classes: list[Section]
) -> None:
    mark = district.mark(ana, classes[0], MONDAY, office="U")
    district.missed(ana, TUESDAY, "M")
    district.mark(ana, classes[0], TUESDAY, office="E")
    assert derive(district) == derive(district) == 1
    PeriodAttendance.update(office_code=district.codes["E"]).where(PeriodAttendance.id == mark.id).execute()
    derive(district)
    assert [(on, code) for on, code, *_ in results()] == [(MONDAY, "E"), (TUESDAY, "M")]


def test_the_thresholds_are_the_school_s_own_else_the_district_s(
    district: District, ana: Student, classes: list[Section]
) -> None:
    for section in classes:
        district.mark(ana, section, MONDAY, office="E")
    district.mark(ana, classes[0], TUESDAY, office="E")
    DayCredit.create(at_least_percent=50, credit=1)
    DayCredit.create(at_least_percent=100, credit=1, school=district.new_school("Elsewhere"))
    derive(district)
    assert [absent for _, _, absent, *_ in results()] == [1, 0]
    DayCredit.create(at_least_percent=100, credit=1, school=district.school)
    DayCredit.create(at_least_percent=60, credit=Decimal("0.67"), school=district.school)
    derive(district)
    assert [absent for _, _, absent, *_ in results()] == [1, Decimal("0.33")]


def test_the_bells_of_that_day_and_the_classes_of_that_day(
    district: District, ana: Student, classes: list[Section]
) -> None:
    for period in "123":
        BellPeriod.create(
            school=district.school, schedule="Short", weekday=0, period=period,
            starts=time(8 + int(period)), ends=time(8 + int(period), 30), usual=False,
        )  # fmt: skip
    BellPeriod.create(
        school=district.school, schedule="Regular", weekday=1, period="3", starts=time(12), ends=time(12, 20)
    )  # what lunch leaves of it
    CalendarDay.create(day_on=MONDAY, bell_schedule="Short", label={"en": "Assembly"})
    district.seat(ana, district.section("Gone", period="2"), ends_on=MONDAY)
    for on in (MONDAY, TUESDAY):
        district.mark(ana, classes[2], on)
    derive(district)
    assert [minutes for *_, minutes, _ in results()] == [30, 70]
    assert [scheduled for *_, scheduled in results()] == [90, 170]


def test_without_bells_there_is_no_result(district: District, ana: Student, classes: list[Section]) -> None:
    BellPeriod.delete().execute()
    district.mark(ana, classes[0], MONDAY)
    assert derive(district) == 0


def test_it_is_verified_when_every_absence_is(district: District, ana: Student, classes: list[Section]) -> None:
    district.mark(ana, classes[0], MONDAY, office="E")
    district.mark(ana, classes[1], MONDAY)
    derive(district)
    assert DailyAttendance.get().verified_at is None
    district.mark(ana, classes[1], TUESDAY, office="E")
    derive(district)
    assert DailyAttendance.get(DailyAttendance.day_on == TUESDAY).verified_at


def test_the_starting_codes_are_laid_once_and_leave_the_district_s_own(district: District) -> None:
    AttendanceCode.create(code="T", title={"en": "late"}, status="tardy", excuse="unexcused")
    assert lay_starting_codes() == lay_starting_codes()
    assert AttendanceCode.select().count() == 13
    assert AttendanceCode.get(AttendanceCode.code == "T").title == {"en": "late"}
