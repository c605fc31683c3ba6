import sqlite3
from datetime import date
from typing import Any

import pytest

from app import clock
from app.database import db
from app.demo.laying import load
from app.demo.state import clear, laid
from app.sis.access.queries import students_of
from app.sis.accounts.models import Account
from app.sis.people.models import Person
from tests.demo.conftest import NOON, TODAY, empty_database
from tests.servers import Postgres


def rows(today: date = TODAY, seed: int = 7) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a small district, but for the password's salt and the moment of the audit."""
    with empty_database(), clock.stopped(NOON):
        load(100, seed, today)
        found = {table: db.execute_sql(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in db.get_tables()}
        hashed = [column.name for column in db.get_columns("account")].index("password_hash")
    for table in ("schema_migration", "audit_event"):
        del found[table]
    found["account"] = [row[:hashed] + row[hashed + 1 :] for row in found["account"]]
    return found


def test_the_same_seed_and_day_lay_the_same_district() -> None:
    assert rows() == rows()


def test_another_seed_lays_other_people_and_another_day_the_same() -> None:
    monday, tuesday, others = rows(date(2026, 11, 23)), rows(), rows(seed=8)
    assert monday["student"] == tuesday["student"] != others["student"]  # so that addresses hold
    assert monday["assignment"] != tuesday["assignment"]


def test_a_laying_that_fails_leaves_nothing() -> None:
    def stop(students: int) -> None:
        raise sqlite3.OperationalError("disk full")

    with empty_database():
        with pytest.raises(sqlite3.OperationalError):
            load(100, progress=stop)
        assert Person.select().count() == 0
        assert laid() is None


@pytest.mark.parametrize(
    "today", [date(2027, 7, 4), date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 14), date(2026, 11, 27)]
)
def test_any_day_of_the_year_will_do(today: date) -> None:
    with empty_database():
        load(100, today=today)


def test_too_few_students_are_refused() -> None:
    with empty_database(), pytest.raises(ValueError, match="at least 100"):
        load(99)


def test_on_postgresql(postgres: Postgres) -> None:
    with empty_database(postgres.new_database("homeroom_demo")):
        load(100)
        Person.create(given_name="One", family_name="More")  # its number is not taken yet
        clear()
        load(100)
        ana = Account.get(Account.username == "ana.reyes")
        assert [child.full_name for child in students_of(ana.person_id)] == ["Ana Reyes"]
