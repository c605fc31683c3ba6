"""Three strikes: after three wrong passwords an account is disabled until the school enables it.

An attempt takes one of three places before its password is checked. Misses and attempts under way are never more than
three together, so no number of attempts at once gets more than three checks, and right ones at once only wait their
turn. The account's own `disabled_at` is the state; what is counted here is only the gate.

A name is the account's number; where there is no such account, NOBODY and a keyed hash of what was typed. That is
counted the same way, so that nobody can tell, and forgotten after a day. So is what is counted on a disabled account,
under SHUT and its number: its password is not checked anyway, and a count that stayed would tell it from nobody's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerYear
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from app import clock
from app.database import counters, db, transaction
from app.database.connection import is_postgresql
from app.sis.accounts.models import SignInPlace
from app.sis.refused import Refused

STRIKES = 3
NOBODY = "nobody "
SHUT = "shut "
WAITERS = 12  # on one name at once
LONGEST_WAIT = 3.0  # seconds
LOST_AFTER = timedelta(seconds=30)  # no check takes as long: its process has died
_POLL = 0.1  # seconds
_of_account = RateLimitItemPerYear(STRIKES, 1000, namespace="sign-in")
_of_nobody = RateLimitItemPerDay(STRIKES, 1, namespace="sign-in")
_limiter = FixedWindowRateLimiter(storage_from_string(counters.STORAGE))


@dataclass(frozen=True)
class Place:
    """An attempt's place. Where three misses are counted it is not open: nothing typed is checked any more."""

    token: str
    name: str
    is_open: bool


@contextmanager
def alone(name: str) -> Iterator[None]:
    """A short transaction in which nobody else counts on this name."""
    with transaction():  # on SQLite it is the only one that writes
        if is_postgresql():
            db.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"sign-in {name}",))
        yield


def take_place(name: str) -> Place:
    """A place for an attempt on this name, before its password is checked; never inside a transaction.

    Where all are taken it waits, at most LONGEST_WAIT and with at most WAITERS others. Raises Refused("try_again").
    """
    give_up_at = time.monotonic() + LONGEST_WAIT
    waiting: SignInPlace | None = None
    while True:
        is_late = time.monotonic() >= give_up_at
        with alone(name):
            count_lost(name)
            others = [each.taken_at for each in SignInPlace.select().where(SignInPlace.name == name) if each != waiting]
            under_way = sum(taken_at is not None for taken_at in others)
            is_open = _limiter.test(_limit(name), name)
            # Where it is closed three at a time too, though none is checked: else a burst would tell who is disabled.
            has_room = under_way < STRIKES if not is_open else _limiter.test(_limit(name), name, cost=under_way + 1)
            if waiting is not None and (has_room or is_late):
                waiting.delete_instance()
            if has_room:
                taken = SignInPlace.create(name=name, taken_at=clock.now())
                return Place(taken.token, name, is_open and not name.startswith(SHUT))
            if is_late or (waiting is None and len(others) - under_way >= WAITERS):
                break
            waiting = waiting or SignInPlace.create(name=name)
        time.sleep(_POLL)
    raise Refused("try_again")


def give_back(place: Place, is_miss: bool = False) -> None:
    """End an attempt. One that was counted as lost meanwhile, or forgiven by the school, is not counted again."""
    was_there = SignInPlace.delete().where(SignInPlace.token == place.token).execute()
    if is_miss and was_there:
        _limiter.hit(_limit(place.name), place.name)


def count_lost(name: str) -> None:
    """Count the attempts whose process has died as misses. The clock may have jumped either way since they began."""
    for place in SignInPlace.select().where(SignInPlace.name == name):
        if abs(clock.now() - (place.taken_at or place.asked_at)) >= LOST_AFTER:
            give_back(Place(place.token, name, is_open=True), is_miss=place.taken_at is not None)


def lost() -> list[str]:
    """The names on which an attempt may be lost."""
    long_ago = SignInPlace.asked_at <= clock.now() - LOST_AFTER
    to_come = SignInPlace.asked_at >= clock.now() + LOST_AFTER
    return [each.name for each in SignInPlace.select(SignInPlace.name).where(long_ago | to_come).distinct()]


def misses(name: str) -> int:
    """How many misses stand against this name."""
    return _limiter.storage.get(_limit(name).key_for(name))


def clear(name: str) -> None:
    """Forget the misses: the right password came, or the school enabled the account."""
    _limiter.clear(_limit(name), name)


def shut(name: str) -> None:
    """An account is disabled: what was missed stands as it does on a name that nobody has, a day from the first on."""
    key, count = _of_account.key_for(name), misses(name)
    first_at = _limiter.storage.get_expiry(key) - _of_account.get_expiry()
    left = int(first_at + _of_nobody.get_expiry() - clock.now().replace(tzinfo=UTC).timestamp())
    if count and left > 0:
        _limiter.storage.incr(_of_nobody.key_for(SHUT + name), left, count)


def forgive(name: str) -> None:
    """Forget all that is counted on this account, attempts under way included."""
    for each in (name, SHUT + name):
        SignInPlace.delete().where(SignInPlace.name == each).execute()
        clear(each)


def _limit(name: str) -> RateLimitItem:
    return _of_nobody if name.startswith((NOBODY, SHUT)) else _of_account
