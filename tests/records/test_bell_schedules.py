"""Bells: a school that the file names gets exactly the file's."""

from datetime import time

import pytest

from app.intake.report import Outcome
from app.sis.schools.models import BellPeriod, School
from tests.build import District
from tests.oneroster.bundles import numbers, said
from tests.records.conftest import Take

PLAIN = "school_id,period,start,end"
FULL = "school_id,period,start,end,schedule,weekdays,usual"


@pytest.fixture
def east(district: District) -> School:
    BellPeriod.delete().execute()
    School.update(code="0450", sourced_id="east").where(School.id == district.school.id).execute()
    return district.school


def bells() -> list[tuple[str, int, str, time, time, bool]]:
    rows = BellPeriod.select().order_by(BellPeriod.weekday, BellPeriod.schedule, BellPeriod.starts)
    return [(row.schedule, row.weekday, row.period, row.starts, row.ends, row.usual) for row in rows]


@pytest.mark.parametrize("school", ["0450", "east"])
def test_every_day_of_the_week(east: School, take: Take, school: str) -> None:
    lines = (f"{school},01 - Traditional,08:35:00,09:25:00", f"{school},HR,09:30,09:40")
    report = take("bell-schedules", PLAIN, *lines)
    assert report.outcome is Outcome.REFUSED  # two schedules would be usual on the same day
    report = take("bell-schedules", PLAIN, lines[0])
    assert numbers(report, "bell-schedules") == (5, 0, 0, 0, 0)
    assert bells() == [("Traditional", day, "1", time(8, 35), time(9, 25), True) for day in range(5)]
    assert numbers(take("bell-schedules", PLAIN, lines[0]), "bell-schedules") == (0, 0, 5, 0, 0)


def test_days_of_their_own(east: School, take: Take) -> None:
    take(
        "bell-schedules",
        FULL,
        "east,1,08:00,08:30,Early release,Mon,",
        'east,1,08:00,08:50,Regular,"Tue-Thu,Friday",',
        "east,1,09:00,09:50,Late start,Mon-Fri,false",
    )
    assert [(schedule, day, usual) for schedule, day, _, _, _, usual in bells()] == [
        ("Early release", 0, True), ("Late start", 0, False),
        ("Late start", 1, False), ("Regular", 1, True),
        ("Late start", 2, False), ("Regular", 2, True),
        ("Late start", 3, False), ("Regular", 3, True),
        ("Late start", 4, False), ("Regular", 4, True),
    ]  # fmt: skip


def test_a_period_that_lunch_divides(east: School, take: Take) -> None:
    report = take("bell-schedules", PLAIN, "east,4,11:20,11:45", "east,4,12:35,13:00")
    assert numbers(report, "bell-schedules") == (10, 0, 0, 0, 0)


def test_what_the_file_no_longer_has_goes(east: School, take: Take) -> None:
    take("bell-schedules", PLAIN, "east,1,08:00,08:50", "east,2,09:00,09:50")
    report = take("bell-schedules", PLAIN, "east,1,08:00,08:55")
    assert numbers(report, "bell-schedules") == (0, 5, 0, 5, 0)


def test_other_schools_keep_theirs(district: District, east: School, take: Take) -> None:
    west = district.new_school("West High School")
    take("bell-schedules", PLAIN, "east,1,08:00,08:50")
    assert BellPeriod.select().where(BellPeriod.school == west).count() == 15


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("west,1,08:00,08:50,,,", "column school_id: names no school on record: 'west'"),
        ("east,1,8:00,08:50,,,", "column start: '8:00' is no time (HH:MM)"),
        ("east,1,08:00,25:00,,,", "column end: '25:00' is no time"),
        ("east,1,08:50,08:50,,,", "column end: 08:50:00 is not after start 08:50:00"),
        ("east,1,08:00,08:50,,Sun,", "column weekdays: 'Sun' is no school day"),
        ("east,1,08:00,08:50,,Fri-Mon,", "column weekdays: 'Fri-Mon' runs backwards"),
        ("east,2,09:00,09:50,Regular,Mon,", "column period: rings at the same time on line 2 already"),
        ("east,,08:00,08:50,,,", "column period: is empty"),
        (f"east,{'x' * 21},08:00,08:50,,,", "has more than 20 characters"),
    ],
)
def test_bad_rows(east: School, take: Take, line: str, sentence: str) -> None:
    report = take("bell-schedules", FULL, "east,2,09:00,09:55,,,", line)
    assert report.outcome is Outcome.REFUSED
    assert sentence in said(report)
    assert bells() == []


def test_only_bad_rows(east: School, take: Take) -> None:
    report = take("bell-schedules", PLAIN, "east,1,noon,later", valid_rows=True)
    assert report.outcome is Outcome.APPLIED
    assert bells() == []
