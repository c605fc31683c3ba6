"""One `db` for both databases, each test in a transaction that is rolled back; one application; one visitor."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from peewee import Database

from app import clock, create_app
from app.database import connect
from app.database import db as proxy
from app.database.migrate import migrate
from config import Settings
from tests.build import NOON as NOON
from tests.build import District
from tests.visitor import Visitor

pytest_plugins = ["pytester", "tests.left_out", "tests.servers"]

BOTH = ("sis", "database", "oneroster", "intake", "records")  # folders of tests that run on both databases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        folder = Path(metafunc.definition.path).relative_to(Path(__file__).parent).parts[0]
        metafunc.parametrize("engine", ("sqlite", "postgresql") if folder in BOTH else ("sqlite",), indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def database_for(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Database]]:
    """A migrated, empty database by the name of its engine; made when first asked for."""
    made_so_far: list[Database] = []

    @cache
    def database(engine: str) -> Database:
        url = "sqlite:///:memory:"
        if engine == "postgresql":
            url = request.getfixturevalue("postgres").new_database("homeroom_tests")
        made_so_far.append(connect(url))
        migrate()
        return made_so_far[-1]

    yield database
    for made in made_so_far:
        made.close()
        getattr(made, "close_all", made.close)()  # a pool keeps some open


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.from_environment(
        {"DATABASE_URL": "sqlite:///:memory:", "SECRET_KEY": "a secret for the tests only"}
    )


@pytest.fixture(scope="session")
def session_app(settings: Settings) -> Flask:
    app = create_app(settings)
    app.testing = True
    return app


@pytest.fixture
def db(engine: str, session_app: Flask, database_for: Callable[[str], Database]) -> Iterator[Database]:
    """The database, empty; what the test writes is undone. It is Tuesday noon."""
    database = database_for(engine)
    proxy.initialize(database)
    database.connect(reuse_if_open=True)
    with clock.stopped(NOON), database.atomic() as undone:
        yield database
        undone.rollback()


@pytest.fixture
def app(session_app: Flask, db: Database) -> Flask:
    return session_app


@pytest.fixture
def district(db: Database) -> District:
    """A small district to build people into."""
    return District()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody at a browser without JavaScript; every page they open is checked."""
    return Visitor(app)
