import socket
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from flask import Flask

from app import clock
from app.database.migrate import migrate
from app.demo import state
from app.sis.accounts.actions import disable, set_language
from app.sis.accounts.models import Account
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.schools.models import School
from tests.demo.conftest import NOON

ACTOR = Actor("test")


class Served(Exception):
    """Instead of becoming the server."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `flask demo serve` would have become."""
    command: list[str] = []

    def execv(program: str, arguments: list[str]) -> None:
        command[:] = arguments

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(probe.getsockname()[1]))
    monkeypatch.setattr("os.execv", execv)
    monkeypatch.setattr(import_module("app.cli.demo"), "start_worker", lambda: None)  # the name is the group's too
    return command


def run(app: Flask, *arguments: str, at: datetime = NOON) -> str:
    with clock.stopped(at):
        result = app.test_cli_runner().invoke(args=["demo", *arguments])
    assert result.exit_code in (0, 1), result.exception
    return str(result.output)


def test_load_replaces_a_demo_and_says_so(demo_app: Flask) -> None:
    assert "100 students" in run(demo_app, "load", "--students", "100")
    school = School.get(School.code == "EAST")
    disable(Account.get(Account.username == "maria.reyes"), ACTOR, "a test")
    with audited("school.renamed", ACTOR):
        School.update(name="West").where(School.id == school.id).execute()
    assert "the change made in it" in run(demo_app, "load", "--students", "120", "--seed", "3")
    assert School.get(School.code == "EAST").name == "East High School"
    assert state.laid() == state.Laid(NOON.date(), 3, 120, 0)


def test_load_leaves_a_real_district_alone(demo_app: Flask) -> None:
    migrate()
    School.create(code="1", name="Real School")
    assert "not the demo" in run(demo_app, "load", "--students", "100")
    assert School.select().count() == 1


def test_serve_lays_one_keeps_it_and_renews_it_on_a_later_day(demo_app: Flask, started: list[str]) -> None:
    first = run(demo_app, "serve")
    assert "Laying" in first
    assert "maria.reyes" in first
    assert "four-lakes-demo" in first
    assert "wsgi:app" in started
    assert "Laying" not in run(demo_app, "serve")
    set_language(1, "es", ACTOR)  # no change of the district
    assert "Laying" in run(demo_app, "serve", at=NOON + timedelta(days=1))
    laid = state.laid()
    assert laid
    assert (laid.on, laid.students) == ((NOON + timedelta(days=1)).date(), 100)


def test_serve_keeps_what_was_changed(demo_app: Flask, started: list[str]) -> None:
    run(demo_app, "serve")
    with audited("right.ended", ACTOR):
        pass
    output = run(demo_app, "serve", at=NOON + timedelta(days=1))
    assert "is kept" in output
    assert "flask demo load" in output
    assert started


def test_serve_says_what_is_wrong_with_the_port(
    demo_app: Flask, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        assert "is in use" in run(demo_app, "serve")
    monkeypatch.setenv("PORT", "eighty")
    assert "'eighty'" in run(demo_app, "serve")
    assert not started
