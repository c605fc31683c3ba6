"""Queries whose SQL is written once."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from peewee import fn

from app.database import db, statement
from app.sis.grading.models import Assignment
from app.sis.schools.models import BellPeriod, CalendarDay, School
from tests.build import District


def test_rows_come_with_names_and_types(district: District) -> None:
    @statement
    def bells(school_id: int, weekday: int) -> Any:
        return (
            BellPeriod.select(BellPeriod.period, BellPeriod.starts.alias("rings"), BellPeriod.usual, School.name)
            .join(School)
            .where((BellPeriod.school == school_id) & (BellPeriod.weekday == weekday))
            .order_by(BellPeriod.starts)
        )

    first = bells(district.school.id, 0)[0]
    assert (first.period, first.rings, first.usual, first.name) == ("1", time(9), True, "East High School")


def test_dates_points_and_words(district: District) -> None:
    @statement
    def due(until_on: date) -> Any:
        return Assignment.select(Assignment.title, Assignment.due_on, Assignment.points_possible).where(
            Assignment.due_on < until_on
        )

    district.assignment(district.section(), "Essay", "12.5")
    (row,) = due(date(2026, 12, 1))
    assert row == ({"en": "Essay"}, date(2026, 11, 16), Decimal("12.50"))
    assert due(date(2026, 11, 1)) == []


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_list_may_have_any_length(district: District, count: int) -> None:
    @statement
    def named(ids: list[int]) -> Any:
        return School.select(School.id).where(School.id.in_(ids)).order_by(School.id)

    ids = [district.new_school(f"School {number}").id for number in range(count)]
    for _ in range(2):
        assert [row.id for row in named(ids)] == ids


def test_nothing_matches_what_is_not_there(district: District) -> None:
    @statement
    def of(school_id: int | None) -> Any:
        return CalendarDay.select(fn.COUNT(CalendarDay.id).alias("days")).where(CalendarDay.school == school_id)

    CalendarDay.create(day_on=date(2026, 11, 26))
    assert of(None)[0].days == 0


def test_it_is_built_once_for_each_shape(district: District) -> None:
    built = []

    @statement
    def schools(ids: list[int]) -> Any:
        built.append(len(ids))
        return School.select(School.id).where(School.id.in_(ids))

    for ids in ([1], [2], [1, 2], [3]):
        schools(ids)
    assert built == [1, 2]


def test_what_is_asked_for_never_becomes_sql(district: District) -> None:
    @statement
    def called(name: str) -> Any:
        return School.select(School.id).where(School.name == name)

    assert called("x' OR '1'='1") == []
    assert db.table_exists("school")
