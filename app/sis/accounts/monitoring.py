"""Unusual sign-ins of the last seven days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from peewee import fn

from app import clock
from app.database import named
from app.sis.accounts.door import THREE_MISSES
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.accounts.office import within
from app.sis.actor import Actor
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, StudentContact

DAYS = 7
MANY_NAMES = 10  # missed from one address: a family's own slips are fewer
MANY_ADDRESSES = 8  # of one account: home, work and a telephone are fewer
AGAIN_AND_AGAIN = 2  # times that a family was locked out
AT_MOST = 50  # rows of each list
IN_VAIN = ("miss", "disabled")


@dataclass(frozen=True)
class FromOneAddress:
    """An address from which many user names were tried in vain."""

    address: str
    names: int
    misses: int


@dataclass(frozen=True)
class FromMany:
    """An account that was tried from many addresses."""

    key: str
    name: str
    username: str
    addresses: int


@dataclass(frozen=True)
class LockedOut:
    """A family, or one person, whose accounts three misses disabled again and again."""

    people: tuple[str, ...]
    times: int


def many_names(by: Actor, schools: list[int] | None) -> tuple[FromOneAddress, ...]:
    """Most names first; a school's office counts its own accounts. One read."""
    name = fn.COALESCE(SignInAttempt.account.cast("text"), SignInAttempt.name_hash)
    names, misses = fn.COUNT(name.distinct()), fn.COUNT(SignInAttempt.id)
    rows = (
        SignInAttempt.select(SignInAttempt.address, names.alias("names"), misses.alias("misses"))
        .where(_recent() & SignInAttempt.outcome.in_(IN_VAIN) & _of(by, schools))
        .group_by(SignInAttempt.address)
        .having(names >= MANY_NAMES)
        .order_by(names.desc(), SignInAttempt.address)
        .limit(AT_MOST)
    )
    return tuple(FromOneAddress(row.address, row.names, row.misses) for row in named(rows))


def many_addresses(by: Actor, schools: list[int] | None) -> tuple[FromMany, ...]:
    """Most addresses first. One read."""
    addresses = fn.COUNT(SignInAttempt.address.distinct())
    who = (Account.id, Account.key, Account.username, Person.given_name, Person.family_name)
    rows = (
        SignInAttempt.select(*who, addresses.alias("addresses"))
        .join(Account)
        .join(Person)
        .where(_recent() & within(Account.person, by, schools))
        .group_by(*who)
        .having(addresses >= MANY_ADDRESSES)
        .order_by(addresses.desc(), Account.id)
        .limit(AT_MOST)
    )
    return tuple(
        FromMany(row.key, f"{row.given_name} {row.family_name}", row.username, row.addresses) for row in named(rows)
    )


def locked_out(by: Actor, schools: list[int] | None) -> tuple[LockedOut, ...]:
    """Most often first: students with their contacts, and whoever is tied to no student alone. Two reads."""
    events = (
        AuditEvent.select(AuditEvent.id, AuditEvent.person_id, Person.given_name, Person.family_name)
        .join(Person, on=AuditEvent.person_id == Person.id)
        .where(
            (AuditEvent.action == "account.disabled")
            & (AuditEvent.actor == THREE_MISSES.name)
            & (AuditEvent.at >= _since())
            & within(AuditEvent.person_id, by, schools)
        )
    )
    times: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for row in named(events):
        times[row.person_id].add(row.id)
        names[row.person_id] = f"{row.given_name} {row.family_name}"
    families: dict[int, set[int]] = {person_id: {person_id} for person_id in times}
    ties = StudentContact.select(StudentContact.student, StudentContact.contact).where(
        StudentContact.contact.in_(list(times)) & StudentContact.withdrawn_at.is_null()
    )
    for tie in named(ties):
        families.setdefault(tie.student, {tie.student}).add(tie.contact)
    groups = {frozenset(person for person in family if person in times) for family in families.values()}
    whole = {group for group in groups if not any(group < other for other in groups)}
    found = [
        LockedOut(tuple(sorted(names[person] for person in group)), sum(len(times[person]) for person in group))
        for group in whole
    ]
    often = [each for each in found if each.times >= AGAIN_AND_AGAIN]
    return tuple(sorted(often, key=lambda each: (-each.times, each.people))[:AT_MOST])


def _since() -> Any:
    return clock.now() - timedelta(days=DAYS)


def _recent() -> Any:
    return SignInAttempt.at >= _since()


def _of(by: Actor, schools: list[int] | None) -> Any:
    if schools is None:
        return SignInAttempt.id.is_null(False)
    return SignInAttempt.account.in_(Account.select(Account.id).where(within(Account.person, by, schools)))
