"""A migrated database is the one that the models describe, however often and from wherever it is migrated."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from peewee import Database, Model, Table
from playhouse.migrations import Runner

import app
from app.database import Record, connect
from app.database import db as proxy
from app.database.migrate import DIRECTORY, migrate, status
from app.sis.accounts.models import Account
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.people.models import Person, StudentContact
from tests.build import NOON
from tests.servers import Postgres

ROOT = Path(__file__).parents[2]
Columns = dict[str, list[tuple[str, str, bool, bool]]]
Indexes = dict[str, list[tuple[tuple[str, ...], bool]]]


@pytest.fixture
def two_urls(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[str, str]:
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/migrated.db", f"sqlite:///{tmp_path}/fresh.db"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new_database("migrated"), postgres.new_database("fresh")


@pytest.fixture(autouse=True)
def bound_again(session_app: object) -> object:
    """The models go back to the tests' own database afterwards."""
    before = proxy.obj
    yield
    if proxy.obj is not before:
        close(proxy.obj)
        proxy.initialize(before)


def close(database: Database) -> None:
    """Close the connection, and those that a pool keeps."""
    database.close()
    getattr(database, "close_all", database.close)()


def every_model() -> list[type[Model]]:
    def below(model: type[Model]) -> list[type[Model]]:
        return [each for child in model.__subclasses__() for each in (child, *below(child))]

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    return [model for model in below(Record) if model.__module__.startswith("app.")]


def shape(database: Database) -> tuple[Columns, Indexes]:
    tables = sorted(set(database.get_tables()) - {"schema_migration"})
    columns = {
        table: sorted((c.name, c.data_type.lower(), c.null, c.primary_key) for c in database.get_columns(table))
        for table in tables
    }
    indexes = {table: sorted((tuple(i.columns), i.unique) for i in database.get_indexes(table)) for table in tables}
    return columns, indexes


def test_a_migrated_database_is_a_fresh_one(engine: str, two_urls: tuple[str, str]) -> None:
    migrated = connect(two_urls[0])
    migrate()
    by_migrations = shape(migrated)
    foreign_keys = {table: len(migrated.get_foreign_keys(table)) for table in by_migrations[0]}
    close(migrated)
    fresh = connect(two_urls[1])
    fresh.create_tables(every_model())
    by_models = shape(fresh)
    for part in (0, 1):
        for table in by_models[part].keys() | by_migrations[part].keys():
            assert by_migrations[part].get(table) == by_models[part].get(table), table
    assert {table: len(fresh.get_foreign_keys(table)) for table in by_migrations[0]} == foreign_keys


def test_migrating_twice_changes_nothing(engine: str, two_urls: tuple[str, str]) -> None:
    connect(two_urls[0])
    assert migrate()
    assert migrate() == []
    assert all(migration.applied for migration in status())


def test_two_machines_may_migrate_at_once(engine: str, two_urls: tuple[str, str]) -> None:
    script = (
        "import sys; from app.database import connect; from app.database.migrate import migrate; "
        "connect(sys.argv[1]); print(len(migrate()))"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script, two_urls[0]], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    applied = sorted(int(each.communicate(timeout=60)[0]) for each in both)
    assert [each.returncode for each in both] == [0, 0]
    assert applied[0] == 0
    assert applied[1] > 0


def test_a_district_of_the_first_three_migrations_keeps_its_rows(engine: str, two_urls: tuple[str, str]) -> None:
    database = connect(two_urls[0])
    Runner(database, str(DIRECTORY)).up("0003_accounts_for_life")
    names = {"middle_name": "", "email": "", "language": "en", "search_name": ""}
    rows: dict[str, list[dict[str, object]]] = {
        "person": [
            {"given_name": "Ana", "family_name": "Reyes", **names},
            {"given_name": "Maria", "family_name": "Núñez", **names},
        ],
        "student": [{"person_id": 1, "key": "abcdefgh"}],
        "student_contact": [
            {
                "student_id": 1, "contact_id": 2, "relation": "mother", "legal_guardian": True, "lives_with": True,
                "emergency": True, "receives_mail": True, "restrictions": "", "source": "oneroster",
                "may_pick_up": True,
            }
        ],
        "account": [
            {
                "key": "bcdefghj", "person_id": 2, "username": "maria", "folded_username": "maria",
                "password_hash": "x", "language": "es", "created_at": NOON,
            }
        ],
    }  # fmt: skip
    for table, those in rows.items():
        for row in those:
            Table(table, list(row)).bind(database).insert(row).execute()
    assert migrate() == ["0004_activation", "0005_support"]
    maria = StudentContact.get().contact
    assert (maria.full_name, StudentContact.get().student.person.given_name) == ("Maria Núñez", "Ana")
    keys = {person.key for person in Person.select()}
    assert len(keys) == 2
    assert all(len(key) == 8 for key in keys)
    account = Account.get()
    assert (account.person, account.ended_at, account.has_first_password) == (maria, None, False)
    batch = LetterBatch.create(asked_by="the office")
    letter = ActivationKey.create(batch=batch, person=maria, file_number=1, expires_on=NOON.date())
    assert letter.person.key in keys
    assert Person.create(given_name="Ben", family_name="Reyes", search_name="ben reyes").key not in keys
