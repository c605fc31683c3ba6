"""A demo district, laid once for the tests that only read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from flask import Flask

from app import clock, create_app
from app.database import connect, db
from app.database.migrate import migrate
from app.demo.laying import load
from config import Settings

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, 0)


@contextmanager
def empty_database(url: str = "sqlite:///:memory:") -> Iterator[None]:
    """A migrated database of the test's own; the one that was in use comes back after it."""
    before = db.obj
    connect(url)
    try:
        migrate()
        yield
    finally:
        getattr(db.obj, "close_all", db.close)()  # PostgreSQL's are pooled
        db.initialize(before)


@pytest.fixture(scope="module")
def laid() -> Iterator[None]:
    with empty_database(), clock.stopped(NOON):
        load()
        yield


@pytest.fixture
def demo_app(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application on a new database file, with a small demo by default."""
    monkeypatch.setattr("app.demo.laying.STUDENTS", 100)
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    before = db.obj
    try:
        yield create_app(
            Settings.from_environment({"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": "a secret for the tests"})
        )
    finally:
        db.close()
        db.initialize(before)
