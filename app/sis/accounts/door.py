"""The one way in for whatever accepts a password: the lock, the check, what is kept of the attempt."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import clock
from app.database import counters
from app.sis.accounts import half_way, lock, second_factor, sessions
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.accounts.names import fold, keyed_hash
from app.sis.accounts.origin import Origin
from app.sis.accounts.passwords import is_password
from app.sis.accounts.recovery import void_links, void_ways_back
from app.sis.actor import Actor, Cause, by_itself
from app.sis.audit.actions import audited
from app.sis.outbox.actions import enqueue
from app.sis.refused import Refused

THREE_MISSES = by_itself(Cause.THREE_MISSES)


@contextmanager
def password_checked(username: str, password: str, origin: Origin, in_session: bool = False) -> Iterator[Account]:
    """Let in who knows the password of the account; to be used outside any transaction.

    What happens inside is one transaction with forgetting the misses; where a second factor is asked next, they are
    forgotten after its code alone, unless `in_session` says that it was typed before. Raises
    Refused("sign_in_failed"), the same and after the same time whether the name is unknown, the password wrong or the
    account disabled, and Refused("try_again") where too many attempts on this name are under way: that is no miss and
    is not recorded.
    """
    place = lock.take_place(_name(fold(username)))
    try:
        account = _account_of(place.name)
        may_be_asked = account is not None and account.disabled_at is None and place.is_open
        asked = account.password_hash if account and may_be_asked else None
        if is_password(asked, password):
            with lock.alone(place.name):
                now = _account_of(place.name)
                if now is not None and now.disabled_at is None and now.password_hash == asked:
                    lock.give_back(place)
                    if second_factor.is_on(now.id) and not in_session:
                        _record(place, now, "password", origin)
                    else:
                        lock.clear(place.name)
                        _record(place, now, "again" if in_session else "success", origin)
                    yield now
                    return
        with lock.alone(place.name):
            lock.give_back(place, is_miss=True)
            _record(place, account, "miss" if account is None or account.disabled_at is None else "disabled", origin)
            _disable_after_three(place.name, account)
    except Exception:  # our own trouble is nobody's miss
        with lock.alone(place.name):
            lock.give_back(place)
        raise
    raise Refused("sign_in_failed")


@contextmanager
def code_checked(proof: str, code: str, origin: Origin, in_session: bool = False) -> Iterator[Account]:
    """Let in whose password was right, by half_way's proof, and who types a good code; outside any transaction.

    A wrong code is a miss like a wrong password, and counted with them. What happens inside is one transaction with
    using the code up. Raises Refused: sign_in_anew, code_wrong, try_again.
    """
    place = lock.take_place(str(half_way.account_id(proof)))
    try:
        with lock.alone(place.name):
            half_way.account_id(proof)  # the password may have been changed while this waited
            account = _account_of(place.name)
            may_be_asked = account is not None and account.disabled_at is None and place.is_open
            if account and may_be_asked and second_factor.use(account.id, code):
                lock.give_back(place)
                lock.clear(place.name)
                _record(place, account, "again" if in_session else "success", origin)
                yield account
                return
            lock.give_back(place, is_miss=True)
            _record(place, account, "miss" if account is None or account.disabled_at is None else "disabled", origin)
            _disable_after_three(place.name, account)
    except Exception:  # our own trouble is nobody's miss
        with lock.alone(place.name):
            lock.give_back(place)
        raise
    raise Refused("code_wrong", field="code")


def close(account: Account, by: Actor, **facts: object) -> None:
    """Disable the account, end its sessions and links and write to its owner, in one transaction."""
    with audited("account.disabled", by, about=account.person_id, **facts), lock.alone(str(account.id)):
        now = clock.now()
        Account.update(disabled_at=now).where(Account.id == account.id).execute()
        lock.shut(str(account.id))
        sessions.end_all(account.id)
        void_links(account.id)
        enqueue("account_disabled", account.person_id, event=f"account_disabled {account.id} {now.isoformat()}")


def open_again(account: Account, by: Actor, reason: str) -> None:
    """Enable the account and forget all its misses, in one transaction."""
    with audited("account.enabled", by, about=account.person_id, reason=reason), lock.alone(str(account.id)):
        Account.update(disabled_at=None).where(Account.id == account.id).execute()
        lock.forgive(str(account.id))
        void_ways_back(account.id)


def settle() -> None:
    """What the worker does now and then: count attempts whose process has died, forget names that nobody has."""
    for name in lock.lost():
        with lock.alone(name):
            lock.count_lost(name)
            _disable_after_three(name, _account_of(name))
    counters.forget_expired()


def _name(folded: str) -> str:
    """What stands in the lock for the account, or for a name that nobody has."""
    account = Account.get_or_none(Account.folded_username == folded)
    if account is None:
        return lock.NOBODY + keyed_hash(folded)
    return str(account.id) if account.disabled_at is None else f"{lock.SHUT}{account.id}"


def _account_of(name: str) -> Account | None:
    """The account that a name of the lock stands for, as it is now. Nobody's is looked for, too: it takes as long."""
    id_ = 0 if name.startswith(lock.NOBODY) else int(name.removeprefix(lock.SHUT))
    found: Account | None = Account.get_or_none(Account.id == id_)
    return found


def _disable_after_three(name: str, account: Account | None) -> None:
    is_due = lock.misses(name) >= lock.STRIKES and account is not None and account.disabled_at is None
    if (
        is_due and not name.startswith(lock.SHUT) and account and Account.get_by_id(account.id).disabled_at is None
    ):  # nobody else has done it meanwhile
        close(account, by=THREE_MISSES)


def _record(place: lock.Place, account: Account | None, outcome: str, origin: Origin) -> None:
    SignInAttempt.create(
        account=account,
        name_hash="" if account else place.name.removeprefix(lock.NOBODY),
        outcome=outcome,
        address=origin.address,
        device=origin.device,
    )
