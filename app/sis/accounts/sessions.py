"""Sessions on the server: a row each; the browser holds a random value whose hash finds the row."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from peewee import JOIN, fn

from app import clock
from app.database import named, statement
from app.sis.access.models import StaffRole, SubstitutePass
from app.sis.access.roles import RoleInForce, pass_in_force, role_in_force
from app.sis.access.viewer import Viewer
from app.sis.accounts.models import Account, SecondFactor, SignIn
from app.sis.accounts.origin import Origin
from app.sis.people.models import Person

LONGEST_HOURS = 12  # that a session lasts, however busy: longer than any day at a desk


class Ended(Enum):
    """Why a session that once was is no more: nothing was opened, it lasted too long, or somebody ended it."""

    IDLE = "idle"
    LONG = "long"
    OVER = "over"


@dataclass(frozen=True)
class IdleTimes:
    """After which a session that opens nothing is over."""

    usual: timedelta
    public: timedelta  # on a public computer

    def of(self, public_computer: bool) -> timedelta:
        return min(self.usual, self.public) if public_computer else self.usual


@dataclass(frozen=True)
class Past:
    """A session that is no more: why, whose it was, the idle time it had, and the language its owner reads."""

    why: Ended
    account_id: int
    idle_after: timedelta
    language: str  # in which its owner reads

    @property
    def idle_minutes(self) -> int:
        """How long nothing was opened, when that was why; else 0."""
        return self.idle_after // timedelta(minutes=1) if self.why is Ended.IDLE else 0

    @property
    def lasted_too_long(self) -> bool:
        return self.why is Ended.LONG


def new_token() -> str:
    """A random value of 128 bits, 22 characters."""
    return secrets.token_urlsafe(16)


def begin(account: Account, origin: Origin | None = None) -> str:
    """Start a session for the account and return the value for the cookie; every sign-in has a new one."""
    token, origin = new_token(), origin or Origin("")
    before = SignIn.select(fn.MAX(SignIn.started_at)).where(SignIn.account == account)
    SignIn.create(
        token_hash=_hash(token),
        account=account,
        csrf_secret=secrets.token_urlsafe(16),
        visited_before_at=before.scalar(),
        address=origin.address,
        device=origin.device,
        public_computer=origin.public_computer,
    )
    return token


def find(token: str, idle_times: IdleTimes) -> Viewer | Past | None:
    """Who holds this value, or why not: idle or there for too long, ended, or never begun (None). One read."""
    found = _holders(_hash(token), clock.today())
    if not found:
        return None
    row = found[0]
    idle, lasted = (abs(clock.now() - since) for since in (row.seen_at, row.started_at))  # a clock may be set back
    idle_after = idle_times.of(row.public_computer)
    if row.ended_at is not None or row.disabled_at is not None:
        return Past(Ended.OVER, row.account_id, idle_after, row.language)
    if idle >= idle_after:
        return Past(Ended.IDLE, row.account_id, idle_after, row.language)
    if lasted >= timedelta(hours=LONGEST_HOURS):
        return Past(Ended.LONG, row.account_id, idle_after, row.language)
    return Viewer(
        session_id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        name=f"{row.given_name} {row.family_name}",
        language=row.language,
        csrf_secret=row.csrf_secret,
        seen_minutes_ago=idle // timedelta(minutes=1),
        visited_before_at=row.visited_before_at,
        public_computer=row.public_computer,
        has_second_factor=row.confirmed_at is not None,
        has_first_password=row.has_first_password,
        has_pass=bool(row.has_pass),
        roles=tuple(RoleInForce(each.role, each.school_id) for each in found if each.role),
    )


@statement
def _holders(token_hash: str, today: date) -> Any:
    in_force = (StaffRole.person == Person.id) & role_in_force(today)
    passes = SubstitutePass.select(SubstitutePass.id).where(SubstitutePass.person == Person.id, pass_in_force(today))
    return (
        SignIn.select(
            SignIn.id,
            SignIn.csrf_secret,
            SignIn.started_at,
            SignIn.seen_at,
            SignIn.ended_at,
            SignIn.visited_before_at,
            SignIn.public_computer,
            Account.id.alias("account_id"),
            Account.language,
            Account.disabled_at,
            Account.has_first_password,
            Person.id.alias("person_id"),
            Person.given_name,
            Person.family_name,
            SecondFactor.confirmed_at,
            StaffRole.role,
            StaffRole.school.alias("school_id"),
            fn.EXISTS(passes).alias("has_pass"),
        )
        .join(Account)
        .join(SecondFactor, JOIN.LEFT_OUTER)
        .join_from(Account, Person)
        .join(StaffRole, JOIN.LEFT_OUTER, on=in_force)
        .where(SignIn.token_hash == token_hash)
    )


def touch(session_id: int) -> None:
    """The session was used just now."""
    SignIn.update(seen_at=clock.now()).where(SignIn.id == session_id).execute()


def end(session_id: int) -> None:
    """End this session, for good."""
    SignIn.update(ended_at=clock.now()).where(SignIn.id == session_id, SignIn.ended_at.is_null()).execute()


def end_all(account_id: int) -> None:
    """End every session of the account."""
    SignIn.update(ended_at=clock.now()).where(SignIn.account == account_id, SignIn.ended_at.is_null()).execute()


def end_others(account_id: int, session_id: int) -> int:
    """End every session of the account but this one; how many."""
    others = (SignIn.account == account_id) & (SignIn.id != session_id) & SignIn.ended_at.is_null()
    return int(SignIn.update(ended_at=clock.now()).where(others).execute())


@dataclass(frozen=True)
class Open:
    """A session that is in use, for the owner of the account to recognise."""

    is_this: bool
    device: str
    address: str
    public_computer: bool
    started_at: datetime
    seen_at: datetime

    @property
    def started_on(self) -> date:
        """The district's day."""
        return clock.local(self.started_at).date()


def open_of(account_id: int, session_id: int, idle_times: IdleTimes) -> tuple[Open, ...]:
    """The account's sessions that neither ended nor ran out, this one first, then the latest. One read."""
    columns = (SignIn.device, SignIn.address, SignIn.public_computer, SignIn.started_at, SignIn.seen_at)
    rows = (
        SignIn.select(SignIn.id, *columns)
        .where((SignIn.account == account_id) & SignIn.ended_at.is_null())
        .order_by((SignIn.id == session_id).desc(), SignIn.seen_at.desc())
    )
    now = clock.now()
    return tuple(
        Open(row.id == session_id, row.device, row.address, row.public_computer, row.started_at, row.seen_at)
        for row in named(rows)
        if abs(now - row.seen_at) < idle_times.of(row.public_computer)
        and abs(now - row.started_at) < timedelta(hours=LONGEST_HOURS)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
