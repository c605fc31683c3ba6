"""Attendance events: a student's day that the file names gets exactly the file's."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from app import clock
from app.intake.report import Outcome
from app.records.attendance import CATEGORIES
from app.records.importer import import_file
from app.records.kinds import KINDS
from app.sis.access.queries import students_of
from app.sis.actor import operator
from app.sis.attendance.codes import Kind
from app.sis.attendance.days import terms_of
from app.sis.attendance.models import AttendanceCode, DailyAttendance
from app.sis.attendance.queries import attendance
from app.sis.people.models import Person, Student
from app.sis.schools.models import School
from app.sis.schools.queries import year_of
from tests.build import District
from tests.left_out import leave_out
from tests.oneroster.bundles import numbers, said
from tests.oneroster.bundles import take as take_bundle
from tests.records.conftest import Take

HEADER = "student_id,school_id,date,category,reason,duration_days,session"
GRAND_BEND = Path(__file__).parents[2].parent / "shared" / "data" / "grand-bend"


@pytest.fixture
def ana(district: District) -> Student:
    School.update(sourced_id="east").where(School.id == district.school.id).execute()
    ana = district.student()
    Person.update(sourced_id="ana", number="77").where(Person.id == ana.person_id).execute()
    return ana


def events() -> list[tuple[date, str, Decimal | None, str]]:
    rows = DailyAttendance.select().join(AttendanceCode).order_by(DailyAttendance.day_on, AttendanceCode.code)
    return [(row.day_on, row.code.code, row.absent, row.reason) for row in rows]


def test_events_become_days_with_codes(ana: Student, take: Take) -> None:
    lines = (
        "ana,east,2026-11-02,Excused Absence,Dentist,1,2026 Fall",
        "77,east,2026-11-03,unexcused absence,,0.5,",
        "ana,east,2026-11-04,Tardy,,,",
        "ana,east,2026-11-05,Partial,,,",
        "ana,east,2026-11-06,Early Departure,,0.333,",
        "ana,east,2026-11-09,In Attendance,,,",
    )
    report = take("attendance", HEADER, *lines)
    assert report.outcome is Outcome.APPLIED, said(report)
    assert numbers(report, "attendance") == (5, 0, 1, 0, 0)
    assert events() == [
        (date(2026, 11, 2), "E", Decimal(1), "Dentist"),
        (date(2026, 11, 3), "U", Decimal("0.5"), ""),
        (date(2026, 11, 4), "T", None, ""),
        (date(2026, 11, 5), "A", None, ""),
        (date(2026, 11, 6), "L", Decimal("0.33"), ""),
    ]
    assert {row.verified_at for row in DailyAttendance.select()} == {clock.now()}
    assert numbers(take("attendance", HEADER, *lines), "attendance") == (0, 0, 6, 0, 0)


def test_several_events_of_a_day_stand_beside_one_another(ana: Student, take: Take) -> None:
    lines = ("ana,east,2026-11-02,Excused Absence,,0.5,", "ana,east,2026-11-02,Tardy,,,")
    assert numbers(take("attendance", HEADER, *lines), "attendance") == (2, 0, 0, 0, 0)


def test_a_later_file_corrects_the_days_it_names_and_no_other(ana: Student, take: Take) -> None:
    take("attendance", HEADER, *(f"ana,east,2026-11-0{day},Unexcused Absence,,1," for day in (2, 3, 4, 5)))
    report = take(
        "attendance",
        HEADER,
        "ana,east,2026-11-02,Excused Absence,Note came,1,",
        "ana,east,2026-11-03,In Attendance,,,",
        "ana,east,2026-11-04,Unexcused Absence,,0.5,",
    )
    assert numbers(report, "attendance") == (1, 1, 1, 2, 0)
    assert [event[:3] for event in events()] == [
        (date(2026, 11, 2), "E", Decimal(1)),
        (date(2026, 11, 4), "U", Decimal("0.5")),
        (date(2026, 11, 5), "U", Decimal(1)),
    ]


@pytest.mark.parametrize("source", ["office", "periods"])
def test_what_the_district_has_on_record_of_a_day_stays(
    ana: Student, district: District, take: Take, source: str
) -> None:
    district.missed(ana, date(2026, 11, 2), "M", source=source)
    report = take("attendance", HEADER, "ana,east,2026-11-02,Unexcused Absence,,1,")
    assert report.outcome is Outcome.APPLIED
    assert "attendance.csv line 2, column date: held: the district has attendance of this day on record" in said(report)
    assert [code for _, code, *_ in events()] == ["M"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("bob,east,2026-11-02,Tardy,,,", "column student_id: names nobody on record: 'bob'"),
        ("maria,east,2026-11-02,Tardy,,,", "column student_id: 'maria' is no student"),
        ("ana,west,2026-11-02,Tardy,,,", "column school_id: names no school on record: 'west'"),
        ("ana,east,2026-11-31,Tardy,,,", "column date: '2026-11-31' is no date"),
        ("ana,east,11/02/2026,Tardy,,,", "column date: '11/02/2026' is no date"),
        ("ana,east,2026-11-25,Tardy,,,", "column date: '2026-11-25' is still to come"),
        ("ana,east,,Tardy,,,", "column date: is empty"),
        ("ana,east,2026-11-02,Asleep,,,", "column category: 'Asleep' is none of Excused Absence, Unexcused Absence"),
        ("ana,east,2026-11-02,,,,", "column category: is empty"),
        ("ana,east,2026-11-02,Tardy,,1.5,", "column duration_days: '1.5' is not from 0 to 1"),
        ("ana,east,2026-11-02,Tardy,,-1,", "column duration_days: '-1' is not from 0 to 1"),
        ("ana,east,2026-11-02,Tardy,,half,", "column duration_days: 'half' is no number"),
        (f"ana,east,2026-11-02,Tardy,{'x' * 256},,", "column reason: has 256 characters"),
        ("ana,east,2026-11-02,Tardy", "has 4 cells where the header has 7"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(
    ana: Student, district: District, take: Take, line: str, sentence: str
) -> None:
    Person.update(sourced_id="maria").where(Person.id == district.person().id).execute()
    good = "ana,east,2026-11-03,Tardy,,,"
    report = take("attendance", HEADER, line, good)
    assert report.outcome is Outcome.REFUSED
    assert f"attendance.csv line 2, {sentence}" in said(report).replace("line 2: has", "line 2, has")
    assert not DailyAttendance.select().exists()
    assert not AttendanceCode.select().exists()
    report = take("attendance", HEADER, line, good, valid_rows=True)
    assert numbers(report, "attendance") == (1, 0, 0, 0, 1)


def test_of_an_event_that_stands_twice_none_is_taken(ana: Student, take: Take) -> None:
    lines = ("ana,east,2026-11-02,Tardy,,,", "ana,east,2026-11-02,Tardy,,0.1,")
    report = take("attendance", HEADER, *lines, valid_rows=True)
    assert numbers(report, "attendance") == (0, 0, 0, 0, 2)
    assert "stands on 2 rows (first on line 2): none of them is taken" in said(report)


def test_the_same_student_by_another_name_is_the_same_event(ana: Student, take: Take) -> None:
    lines = ("ana,east,2026-11-02,Tardy,,,", "77,east,2026-11-02,tardy,,,")
    report = take("attendance", HEADER, *lines, valid_rows=True)
    assert numbers(report, "attendance") == (1, 0, 0, 0, 1)
    assert "line 3, column category: the same event stands on line 2 already" in said(report)


def test_an_unknown_column_is_refused(ana: Student, take: Take) -> None:
    report = take("attendance", HEADER.replace("category", "kind"), "ana,east,2026-11-02,Tardy,,,")
    assert report.outcome is Outcome.REFUSED
    assert "has no column 'category' but 'kind'" in report.faults[0]


KIND_OF = {
    "Excused Absence": Kind.EXCUSED, "Unexcused Absence": Kind.UNEXCUSED, "Tardy": Kind.TARDY,
    "Partial": Kind.UNDECIDED,
}  # fmt: skip


def test_grand_bends_totals_are_those_of_its_file(db: Database) -> None:
    """1,917 events, counted here from the file and there from the pages' own totals, term by term."""
    if not GRAND_BEND.is_dir():
        leave_out("needs the shared bundles", "they are not beside the project")
    file = GRAND_BEND / "extras" / "attendance.csv"
    take_bundle(GRAND_BEND / "oneroster-1.1", valid_rows=True)
    report = import_file(KINDS["attendance"], file, by=operator("tester"))
    assert report.outcome is Outcome.APPLIED, said(report)
    assert numbers(report, "attendance") == (1917, 0, 0, 0, 0)
    assert "date is a Saturday or Sunday (3:" in said(report)
    assert numbers(import_file(KINDS["attendance"], file, by=operator("tester")), "attendance") == (0, 0, 1917, 0, 0)

    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    stored = DailyAttendance.select().join(School).switch(DailyAttendance).join(AttendanceCode)
    assert Counter((row.school.sourced_id, row.code.code) for row in stored) == Counter(
        (row["school_id"], CATEGORIES[row["category"]]) for row in rows
    )
    times: Counter[tuple[str, Kind]] = Counter()
    days: Counter[tuple[str, Kind]] = Counter()
    for name in {row["student_id"] for row in rows}:
        (child,) = students_of(Person.get(Person.sourced_id == name).id)
        year = year_of(child.school_year_id, clock.today())
        assert year is not None
        record = attendance(child, year, clock.local(clock.now()), *terms_of(year))
        for term in terms_of(year):
            for total in record.totals(term, clock.today()).kinds:
                times[term.span.title["en"], total.kind] += total.times
                days[term.span.title["en"], total.kind] += int(total.days)
    assert +times == Counter((row["session"], KIND_OF[row["category"]]) for row in rows)
    in_file: Counter[Any] = Counter()
    for row in rows:
        in_file[row["session"], KIND_OF[row["category"]]] += int(row["duration_days"] or 0)
    assert +days == +in_file
