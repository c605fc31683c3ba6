"""Places: three together with the misses, waited for, counted as missed when their process has died."""

from contextlib import suppress
from datetime import timedelta

import pytest
from peewee import Database

from app import clock
from app.database.counters import Counter
from app.sis.accounts import actions, door, lock
from app.sis.accounts.models import Account, SignInAttempt, SignInPlace
from app.sis.accounts.origin import Origin
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.outbox.models import OutboxMessage
from app.sis.refused import Refused
from tests.build import NOON, PASSWORD, District

HERE = Origin("192.0.2.1")
NOBODY = f"{lock.NOBODY}0123456789abcdef0123456789abcdef"
LATER = lock.LOST_AFTER


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


@pytest.fixture(params=["an account", "nobody"])
def name(request: pytest.FixtureRequest, account: Account) -> str:
    return NOBODY if request.param == "nobody" else str(account.id)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)


def miss(name: str) -> None:
    lock.give_back(lock.take_place(name), is_miss=True)


@pytest.mark.parametrize("misses", [0, 1, 2])
def test_misses_and_attempts_under_way_are_never_more_than_three(name: str, misses: int, impatient: None) -> None:
    for _ in range(misses):
        miss(name)
    places = [lock.take_place(name) for _ in range(3 - misses)]
    assert all(place.is_open for place in places)
    with pytest.raises(Refused, match="try_again"):
        lock.take_place(name)
    lock.give_back(places[0])
    assert lock.take_place(name).is_open


def test_after_three_misses_places_open_nothing_and_are_three_as_before(name: str, impatient: None) -> None:
    """A burst must not tell a name that is disabled from one that nobody has tried yet."""
    for _ in range(3):
        miss(name)
    places = [lock.take_place(name) for _ in range(3)]
    assert not any(place.is_open for place in places)
    with pytest.raises(Refused, match="try_again"):
        lock.take_place(name)
    lock.give_back(places[0], is_miss=True)
    assert not lock.take_place(name).is_open


def test_who_waits_gets_the_place_that_is_given_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [lock.take_place(name) for _ in range(3)]
    monkeypatch.setattr("time.sleep", lambda _: lock.give_back(places.pop()))
    assert lock.take_place(name).is_open
    assert len(places) == 2


def test_twelve_wait_and_no_more(name: str) -> None:
    for _ in range(3):
        lock.take_place(name)
    for _ in range(lock.WAITERS):
        SignInPlace.create(name=name)
    with pytest.raises(Refused, match="try_again"):
        lock.take_place(name)
    assert SignInPlace.select().count() == 3 + lock.WAITERS


def test_to_be_told_to_try_again_leaves_no_trace(account: Account, impatient: None) -> None:
    for _ in range(3):
        lock.take_place(str(account.id))
    with pytest.raises(Refused, match="try_again"):
        actions.sign_in("maria.reyes", PASSWORD, HERE)
    assert lock.misses(str(account.id)) == 0
    assert SignInPlace.select().count() == 3
    assert SignInAttempt.select().count() == 0


@pytest.mark.parametrize("jump", [LATER, timedelta(days=400), -LATER, -timedelta(days=400)])
def test_what_is_under_way_for_too_long_is_a_miss_whichever_way_the_clock_jumped(name: str, jump: timedelta) -> None:
    place = lock.take_place(name)
    with clock.stopped(NOON + jump):
        lock.take_place(name)
        assert lock.misses(name) == 1
        lock.give_back(place, is_miss=True)  # it comes home after all
        assert lock.misses(name) == 1


def test_a_waiter_that_died_is_no_miss(name: str) -> None:
    SignInPlace.create(name=name)
    with clock.stopped(NOON + LATER):
        lock.take_place(name)
    assert lock.misses(name) == 0
    assert SignInPlace.select().count() == 1


def test_three_that_died_disable_at_the_next_attempt(account: Account) -> None:
    for _ in range(3):
        lock.take_place(str(account.id))
    with clock.stopped(NOON + LATER):
        with pytest.raises(Refused, match="sign_in_failed"):
            actions.sign_in("maria.reyes", PASSWORD, HERE)
        assert Account.get_by_id(account.id).disabled_at == clock.now()


def test_three_that_died_disable_without_another_attempt(account: Account) -> None:
    for _ in range(3):
        lock.take_place(str(account.id))
    door.settle()
    assert Account.get_by_id(account.id).disabled_at is None
    with clock.stopped(NOON + LATER):
        door.settle()
        door.settle()
    assert Account.get_by_id(account.id).disabled_at == NOON + LATER
    assert [message.kind for message in OutboxMessage.select()] == ["account_disabled"]
    assert [event.action for event in AuditEvent.select().order_by(AuditEvent.id)] == ["account.disabled"]


def test_names_that_nobody_has_go_after_a_day(account: Account) -> None:
    miss(NOBODY)
    miss(str(account.id))
    lock.take_place(NOBODY)
    with clock.stopped(NOON + timedelta(days=1)):
        door.settle()
    with clock.stopped(NOON + timedelta(days=2)):
        door.settle()
        assert [each.key for each in Counter.select()] == [f"sign-in/{account.id}/3/1000/year"]
    assert SignInPlace.select().count() == 0


def places_at_once(username: str) -> int:
    """How many of this name a burst would get."""
    taken: list[lock.Place] = []
    with suppress(Refused):
        while len(taken) < 20:
            taken.append(lock.take_place(door._name(username)))
    for place in taken:
        lock.give_back(place)
    return len(taken)


def try_in_vain(username: str) -> None:
    with pytest.raises(Refused, match="sign_in_failed"):
        actions.sign_in(username, "wrong", HERE)


@pytest.mark.parametrize("by_the_office", [False, True])
def test_a_burst_tells_no_disabled_account_from_nobody_s(
    by_the_office: bool, account: Account, impatient: None
) -> None:
    if by_the_office:
        actions.disable(account, operator("office"), "asked for it")
    both = ("maria.reyes", "nobody.here")
    seen = []
    for hour in (0, 1, 2, 3, 23, 25, 26, 27, 28, 50):
        with clock.stopped(NOON + timedelta(hours=hour)):
            door.settle()
            seen.append(tuple(map(places_at_once, both)))
            for name in both:
                try_in_vain(name)
    assert [one for one, _ in seen] == [other for _, other in seen]
    assert Account.get_by_id(account.id).disabled_at is not None
    actions.enable(Account.get_by_id(account.id), operator("office"), "Showed her ID")
    assert actions.sign_in("maria.reyes", PASSWORD, HERE)


def test_enabling_forgets_misses_and_what_is_under_way(account: Account) -> None:
    actions.disable(account, operator("office"), "asked for it")
    for _ in range(3):
        with pytest.raises(Refused, match="sign_in_failed"):
            actions.sign_in("maria.reyes", "wrong", HERE)
    place = lock.take_place(str(account.id))
    actions.enable(Account.get_by_id(account.id), operator("office"), "Showed her ID")
    lock.give_back(place, is_miss=True)
    assert lock.misses(str(account.id)) == 0
    assert actions.sign_in("maria.reyes", PASSWORD, HERE)


def test_a_window_that_the_clock_left_behind_opens_again(db: Database) -> None:
    storage = lock._limiter.storage
    with clock.stopped(NOON + timedelta(days=365)):
        assert storage.incr("an address", 300, amount=400) == 400
    assert storage.incr("an address", 300) == 1
