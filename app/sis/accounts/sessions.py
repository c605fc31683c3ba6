"""Sessions on the server: a row each; the browser holds a random value whose hash finds the row."""

import hashlib
import secrets
from datetime import timedelta
from enum import Enum

from app import clock
from app.sis.access.viewer import Viewer
from app.sis.accounts.models import Account, SignIn
from app.sis.people.models import Person


class Ended(Enum):
    """Why a session that once was is no more."""

    IDLE = "idle"
    OVER = "over"


def new_token() -> str:
    """A random value of 128 bits, 22 characters."""
    return secrets.token_urlsafe(16)


def begin(account: Account) -> str:
    """Start a session for the account and return the value for the cookie; every sign-in has a new one."""
    token = new_token()
    SignIn.create(token_hash=_hash(token), account=account, csrf_secret=secrets.token_urlsafe(16))
    return token


def find(token: str, idle_after: timedelta) -> Viewer | Ended | None:
    """Who holds this value, or why not: idle for too long, ended, or never begun (None). One read."""
    row = (
        SignIn.select(
            SignIn.id,
            SignIn.csrf_secret,
            SignIn.seen_at,
            SignIn.ended_at,
            Account.id,
            Account.language,
            Account.disabled_at,
            Person.id,
            Person.given_name,
            Person.family_name,
        )
        .join(Account)
        .join(Person)
        .where(SignIn.token_hash == _hash(token))
        .tuples()
        .first()
    )
    if row is None:
        return None
    id_, csrf_secret, seen_at, ended_at, account_id, language, disabled_at, person_id, given, family = row
    idle = clock.now() - seen_at
    if ended_at is not None or disabled_at is not None:
        return Ended.OVER
    if idle >= idle_after:
        return Ended.IDLE
    return Viewer(id_, account_id, person_id, f"{given} {family}", language, csrf_secret, idle // timedelta(minutes=1))


def touch(session_id: int) -> None:
    """The session was used just now."""
    SignIn.update(seen_at=clock.now()).where(SignIn.id == session_id).execute()


def end(session_id: int) -> None:
    """End this session, for good."""
    SignIn.update(ended_at=clock.now()).where(SignIn.id == session_id, SignIn.ended_at.is_null()).execute()


def end_all(account_id: int) -> None:
    """End every session of the account."""
    SignIn.update(ended_at=clock.now()).where(SignIn.account == account_id, SignIn.ended_at.is_null()).execute()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
