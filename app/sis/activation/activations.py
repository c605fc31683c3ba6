"""Accounts that were opened with a letter, as the office sees them: whom to call, and what may have been a child."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import Case, fn

from app import clock
from app.database import Page, named, page_of
from app.database.rows import PAGE
from app.sis.accounts import ending
from app.sis.accounts.models import Account, KnownDevice, SignIn
from app.sis.accounts.office import account_within, children_by_contact, within
from app.sis.activation.models import ActivationKey
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.households.queries import Telephone, phones_for_office
from app.sis.outbox.models import OutboxMessage
from app.sis.people.models import Person, Student, StudentContact
from app.sis.refused import Refused

KEPT = timedelta(days=30)  # how long what is settled stays on the list
BEFORE = timedelta(days=30)  # in which sign-ins from the same connection are a hint


@dataclass(frozen=True)
class Activation:
    """An account that was opened with the key of a letter; `account` is its key."""

    account: str
    person: str  # the key of its owner
    name: str
    username: str
    at: datetime
    device: str
    address: str
    children: Mapping[int, str]  # at the office's schools: the names by number
    phones: tuple[Telephone, ...]
    mails: tuple[str, ...]  # to each address on file: sent, waiting, or why it was not sent
    on_device_of: tuple[str, ...]  # own children who sign in on the same device
    on_device_of_another: bool  # or another student
    at_address_of: tuple[str, ...]  # own children who signed in from the same connection
    told_at: datetime | None
    told_by: str
    ended_at: datetime | None

    @property
    def is_suspicious(self) -> bool:
        return bool(self.on_device_of) or self.on_device_of_another

    @property
    def on(self) -> date:
        """The district's day."""
        return clock.local(self.at).date()

    @property
    def told_on(self) -> date | None:
        """The district's day."""
        return clock.local(self.told_at).date() if self.told_at else None


@dataclass(frozen=True)
class Activations:
    """A page of a list, how long the list is, and how many of them all were on a student's device."""

    page: Page[Activation]
    count: int
    suspicious: int


def to_be_told(by: Actor, schools: list[int] | None, page: int = 1, size: int = PAGE) -> Activations:
    """Accounts whose owner nobody has called yet: first those opened on a student's device, then the latest.

    A school's are its families'. Nobody finds their own family. Six reads.
    """
    open_ones = ActivationKey.told_at.is_null() & Account.ended_at.is_null()
    return _some(by, schools, open_ones, page, size)


def settled(by: Actor, schools: list[int] | None) -> Activations:
    """The latest of those that were told or ended, of the last 30 days. Six reads."""
    done = ActivationKey.told_at.is_null(False) | Account.ended_at.is_null(False)
    return _some(by, schools, done & (ActivationKey.used_at >= clock.now() - KEPT))


def tell(account_key: str, by: Actor, schools: list[int] | None) -> None:
    """Its owner was told on the telephone. Raises Refused: no_activation (it is not on the lists), told_already."""
    account, letter = _found(account_key, by, schools)
    with audited("activation.told", by, about=account.person_id):
        told = ActivationKey.update(told_at=clock.now(), told_by=by.name)
        if not told.where((ActivationKey.id == letter.id) & ActivationKey.told_at.is_null()).execute():
            raise Refused("told_already")


def undo_tell(account_key: str, by: Actor, schools: list[int] | None) -> None:
    """Undo tell(): nobody has told them after all. Raises Refused: no_activation, told_not."""
    account, letter = _found(account_key, by, schools)
    with audited("activation.not_told", by, about=account.person_id):
        told = ActivationKey.update(told_at=None, told_by="")
        if not told.where((ActivationKey.id == letter.id) & ActivationKey.told_at.is_null(False)).execute():
            raise Refused("told_not")


def end(account_key: str, by: Actor, schools: list[int] | None) -> None:
    """Its owner has not opened it: as ending.end. Raises Refused: no_activation, account_ended."""
    account, letter = _found(account_key, by, schools)
    if account.ended_at is not None:
        raise Refused("account_ended", username=account.username)
    ending.end(account, letter.used_at or clock.now(), by)


def _found(account_key: str, by: Actor, schools: list[int] | None) -> tuple[Account, ActivationKey]:
    account = account_within(account_key, by, schools)
    used = (ActivationKey.person == (account.person_id if account else 0)) & ActivationKey.used_at.is_null(False)
    letter = ActivationKey.select().where(used).order_by(ActivationKey.used_at.desc()).first()
    if account is None or letter is None:
        raise Refused("no_activation")
    is_open = letter.told_at is None and account.ended_at is None
    if not is_open and letter.used_at < clock.now() - KEPT:
        raise Refused("no_activation")
    return account, letter


def _latest() -> Any:
    """The condition that no later key opened the same account anew."""
    later: Any = ActivationKey.alias()
    is_later = (later.person == ActivationKey.person) & (later.used_at > ActivationKey.used_at)
    return ActivationKey.used_at.is_null(False) & ~fn.EXISTS(later.select(later.id).where(is_later))


def on_student_device() -> Any:
    """The condition that a key was used on a device on which a student signs in."""
    return fn.EXISTS(
        KnownDevice.select(KnownDevice.id)
        .join(Account)
        .join(Student, on=Account.person == Student.person)
        .where((KnownDevice.mark_hash == ActivationKey.used_mark_hash) & (Student.person != ActivationKey.person))
    )


def _some(by: Actor, schools: list[int] | None, wanted: Any, page: int = 1, size: int = PAGE) -> Activations:
    is_suspicious = Case(None, [(on_student_device(), 1)], 0)
    rows = (
        ActivationKey.select(
            ActivationKey.id,
            ActivationKey.person.alias("person_id"),
            ActivationKey.used_at,
            ActivationKey.used_device,
            ActivationKey.used_address,
            ActivationKey.used_mark_hash,
            ActivationKey.told_at,
            ActivationKey.told_by,
            Account.key.alias("account_key"),
            Account.username,
            Account.ended_at,
            Person.key.alias("person_key"),
            Person.given_name,
            Person.family_name,
            is_suspicious.alias("is_suspicious"),
            fn.COUNT(ActivationKey.id).over().alias("all_of_them"),
            fn.SUM(is_suspicious).over().alias("all_suspicious"),
        )
        .join(Person)
        .join(Account)
        .where(_latest(), wanted, within(ActivationKey.person, by, schools))
        .order_by(is_suspicious.desc(), ActivationKey.used_at.desc(), ActivationKey.id)
    )
    part = page_of(rows, page, size)
    found = part.rows
    persons = [row.person_id for row in found]
    children, phones = children_by_contact(persons, schools), phones_for_office(persons)
    mails, devices, addresses = _mails(persons), _devices(found), _addresses(found)
    return Activations(
        part.of(
            Activation(
                account=row.account_key,
                person=row.person_key,
                name=f"{row.given_name} {row.family_name}",
                username=row.username,
                at=row.used_at,
                device=row.used_device,
                address=row.used_address,
                children=children[row.person_id],
                phones=phones.get(row.person_id, ()),
                mails=tuple(mails[row.id]),
                on_device_of=tuple(devices[row.person_id]),
                on_device_of_another=bool(row.is_suspicious) and not devices[row.person_id],
                at_address_of=tuple(addresses[row.person_id]),
                told_at=row.told_at,
                told_by=row.told_by,
                ended_at=row.ended_at,
            )
            for row in found
        ),
        found[0].all_of_them if found else 0,
        int(found[0].all_suspicious) if found else 0,
    )


def _mails(persons: list[int]) -> dict[int, list[str]]:
    """What became of the mails that told of an activation, by the key's number."""
    of_kind = (OutboxMessage.kind == "account_activated") & OutboxMessage.person_id.in_(persons)
    rows = OutboxMessage.select(OutboxMessage.event, OutboxMessage.sent_at, OutboxMessage.dropped).where(of_kind)
    found: dict[int, list[str]] = defaultdict(list)
    for row in named(rows.order_by(OutboxMessage.id)):
        letter = int(row.event.split()[1])
        found[letter].append("sent" if row.sent_at else row.dropped or "waiting")
    return found


def _devices(rows: Sequence[Any]) -> dict[int, list[str]]:
    """The own children of these people who sign in on the device on which the account was opened."""
    marks = [row.used_mark_hash for row in rows]
    same = (
        _own_children(rows)
        .join(KnownDevice, on=KnownDevice.account == Account.id)
        .where(KnownDevice.mark_hash.in_(marks))
        .select_extend(KnownDevice.mark_hash.alias("hint"))
    )
    return _by_person(same, {(row.person_id, row.used_mark_hash) for row in rows})


def _addresses(rows: Sequence[Any]) -> dict[int, list[str]]:
    """The own children of these people who signed in at the address where the account was opened."""
    since = min((row.used_at for row in rows), default=clock.now()) - BEFORE
    same = (
        _own_children(rows)
        .join(SignIn, on=SignIn.account == Account.id)
        .where(SignIn.address.in_([row.used_address for row in rows]), SignIn.started_at >= since)
        .select_extend(SignIn.address.alias("hint"))
    )
    return _by_person(same, {(row.person_id, row.used_address) for row in rows})


def _own_children(rows: Sequence[Any]) -> Any:
    return (
        StudentContact.select(StudentContact.contact, Person.given_name, Person.family_name)
        .join(Person, on=StudentContact.student == Person.id)
        .join(Account, on=Account.person == Person.id)
        .where(StudentContact.contact.in_([row.person_id for row in rows]))
        .distinct()
        .order_by(Person.given_name, Person.family_name)
    )


def _by_person(rows: Any, hints: set[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in named(rows):
        if (row.contact, row.hint) in hints:
            found[row.contact].append(f"{row.given_name} {row.family_name}")
    return found
