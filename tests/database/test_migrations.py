"""A migrated database is the one that the models describe, however often and from wherever it is migrated."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from peewee import Database, Model

import app
from app.database import Record, connect
from app.database import db as proxy
from app.database.migrate import migrate, status
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
