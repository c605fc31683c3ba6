"""Many sign-ins at once at four worker processes that are killed and started again: exactly three are checked."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import Database

from app import clock
from app.sis.accounts.lock import LOST_AFTER
from app.sis.accounts.models import Account, SignInAttempt, SignInPlace
from app.sis.outbox.models import OutboxMessage
from tests.build import PASSWORD, District
from tests.storm import Server, other_database, statuses, wrong


@pytest.fixture
def database(engine: str, tmp_path: Path, request: pytest.FixtureRequest, session_app: object) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'homeroom.db'}"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres").new_database("homeroom_at_once")
    with other_database(url) as database:
        district = District()
        district.account(district.guardian(district.student()), "maria.reyes")
        yield database


@pytest.fixture
def server(database: Database, engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Server:
    url = f"sqlite:///{tmp_path / 'homeroom.db'}"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres").url("homeroom_at_once")
    return Server(url, tmp_path)


def test_forty_wrong_ones_reach_the_check_three_times_before_and_after_a_kill(server: Server) -> None:
    with server.running():
        answers = server.sign_in(wrong(40))
        assert set(statuses(answers)) <= {422, 503}
        assert server.checks == 3
        assert Account.get().disabled_at is not None
    with server.running(LONGEST_WAIT="30"):  # no right one shall have been told to try again
        right = [("maria.reyes", PASSWORD)] * 3
        assert statuses(server.sign_in(wrong(9) + right)) == {422: 12}
    assert server.checks == 3
    assert OutboxMessage.select().count() == 1
    assert SignInPlace.select().count() == 0


def test_twelve_right_ones_all_get_in(server: Server) -> None:
    with server.running(LONGEST_WAIT="30"):  # 3 s are enough for a machine that does nothing else: tests.bench.sign_in
        answers = server.sign_in([("maria.reyes", PASSWORD)] * 12)
        assert statuses(answers) == {303: 12}
    assert server.checks == 12
    assert {attempt.outcome for attempt in SignInAttempt.select()} == {"success"}


def test_checks_that_were_killed_in_the_middle_are_misses_after_30_seconds(server: Server) -> None:
    with server.running(CHECK_SECONDS="60"):
        dying = threading.Thread(target=_ignore, args=(server,))
        dying.start()
        deadline = time.monotonic() + 20
        while server.checks < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
    dying.join()
    with server.running():
        assert statuses(server.sign_in(wrong(20))) == {503: 20}
        assert Account.get().disabled_at is None
        long_ago = clock.now() - LOST_AFTER  # as if we had waited
        SignInPlace.update(taken_at=long_ago).where(SignInPlace.taken_at.is_null(False)).execute()
        assert statuses(server.sign_in([("maria.reyes", PASSWORD)])) == {422: 1}
    assert Account.get().disabled_at is not None
    assert server.checks == 3


def _ignore(server: Server) -> None:
    """Attempts whose server dies before it answers."""
    threading.excepthook, before = (lambda _: None), threading.excepthook
    try:
        server.sign_in(wrong(20))
    finally:
        threading.excepthook = before
