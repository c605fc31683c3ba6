"""Forgotten user names and passwords: a link by mail, good for half an hour and once."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from peewee import fn

from app import clock
from app.database import named
from app.sis.access.models import StaffRole
from app.sis.access.roles import role_in_force
from app.sis.accounts import lock, passwords, sessions
from app.sis.accounts.links import link_token, token_hash
from app.sis.accounts.models import Account, EmailChange, PasswordReset
from app.sis.accounts.names import keyed_hash
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.outbox.actions import enqueue
from app.sis.people.models import Person, StudentContact
from app.sis.refused import Refused

LINK_MINUTES = 30
GOOD_FOR = timedelta(minutes=LINK_MINUTES)
ASK_AGAIN_MINUTES = 10  # one mail in each ten minutes, so that nobody can flood a box
BY_LINK = "link by mail"


def ask_for_link(email: str) -> None:
    """Somebody at this e-mail has forgotten. The same row whatever is typed: who it is is looked up at delivery."""
    asked_at = clock.now()
    slot = asked_at.replace(minute=asked_at.minute // ASK_AGAIN_MINUTES * ASK_AGAIN_MINUTES, second=0, microsecond=0)
    event = f"password_reset {keyed_hash(f'forgotten {folded(email)}')} {slot:%Y-%m-%dT%H:%M}"
    enqueue("password_reset", 0, event=event, address=email)


def folded(email: str) -> str:
    """The form in which e-mail addresses are compared."""
    return email.strip().lower()


def owner_of(email: str) -> Account | None:
    """The account of the one person who has this e-mail on file; None where nobody has it, or several. One read."""
    people = list(
        Person.select(Person.id).where(_is_on_file(Person) & (fn.LOWER(Person.email) == folded(email))).limit(2)
    )
    return Account.get_or_none(Account.person == people[0]) if len(people) == 1 else None


@dataclass(frozen=True)
class SharedEmail:
    """An e-mail that several people have: none of them can recover by mail."""

    email: str
    people: tuple[str, ...]


def shared_emails(schools: list[int] | None = None) -> tuple[SharedEmail, ...]:
    """The e-mail addresses that several people have, with their names, for the office to set right. One read.

    Those of which at least one of these schools' people is an owner, be it student, contact or staff; None is every
    school.
    """
    email = fn.LOWER(Person.email)
    other: Any = Person.alias()
    shared = (
        other.select(fn.LOWER(other.email))
        .where(_is_on_file(other))
        .group_by(fn.LOWER(other.email))
        .having(fn.COUNT(other.id) > 1)
    )
    wanted = _is_on_file(Person) & email.in_(shared)
    if schools is not None:
        one: Any = Person.alias()
        wanted &= email.in_(one.select(fn.LOWER(one.email)).where(_is_at(one.id, schools)))
    rows = (
        Person.select(email.alias("folded"), Person.given_name, Person.family_name)
        .where(wanted)
        .order_by(email, Person.family_name, Person.given_name, Person.id)
    )
    return tuple(
        SharedEmail(email, tuple(f"{row.given_name} {row.family_name}" for row in of_one))
        for email, of_one in groupby(named(rows), attrgetter("folded"))
    )


def make_link(account: Account, nonce: str) -> str | None:
    """The token of the link in the message with this nonce, good from now; None once it has been used."""
    token = link_token("password_reset", nonce)
    expires_at = clock.now() + GOOD_FOR
    is_there = PasswordReset.get_or_none(PasswordReset.token_hash == token_hash(token))
    if is_there is None:
        PasswordReset.create(account=account, token_hash=token_hash(token), expires_at=expires_at)
    elif is_there.used_at is not None:
        return None
    else:
        PasswordReset.update(expires_at=expires_at).where(PasswordReset.id == is_there.id).execute()
    return token


def owner_of_link(token: str) -> Account | None:
    """Whose link this is, while it is good. Asking uses nothing up: mail scanners open links, too. One read."""
    found: Account | None = Account.select().join(PasswordReset).where(_is_good(token)).first()
    return found


def set_new_password(token: str, password: str) -> Account:
    """Give the account of this link a new password and end all its sessions and links; tells its owner.

    A disabled account stays so: only the school enables it. The old password is not looked at: a link tells nobody
    whether they know it. Raises Refused: link_over, and as passwords.checked.
    """
    account = owner_of_link(token)
    if account is None:
        raise Refused("link_over")
    # It takes long: outside the transaction.
    password = passwords.checked(password, account.username, account.person.full_name)
    new_hash = passwords.hash_password(password)
    by = Actor(account.username, account.id, account.person_id)
    with audited("account.password", by, about=account.person_id, how=BY_LINK), lock.alone(str(account.id)):
        used = PasswordReset.update(used_at=clock.now()).where(_is_good(token)).execute()
        if not used:  # the same link a second time at once
            raise Refused("link_over")
        Account.update(password_hash=new_hash, has_first_password=False).where(Account.id == account.id).execute()
        sessions.end_all(account.id)
        void_links(account.id)
        enqueue("password_changed", account.person_id, event=f"password_changed {token_hash(token)}")
    return account


def void_links(account_id: int) -> None:
    """No link that is on its way opens the account or changes its e-mail any more.

    For whenever somebody else may have asked for one: a new password or e-mail, sessions ended, an account disabled.
    """
    open_links = (PasswordReset.account == account_id) & PasswordReset.used_at.is_null()
    PasswordReset.update(used_at=clock.now()).where(open_links).execute()
    pending = EmailChange.confirmed_at.is_null() & EmailChange.undone_at.is_null()
    EmailChange.update(undone_at=clock.now()).where((EmailChange.account == account_id) & pending).execute()


def void_ways_back(account_id: int) -> None:
    """No e-mail from before takes a change back any more: the office has seen who the owner is.

    The owner's own actions leave them, since a stranger at the account could do the same.
    """
    for change in EmailChange.select(EmailChange.id).where(EmailChange.account == account_id):
        EmailChange.update(undo_hash=no_link()).where(EmailChange.id == change.id).execute()


def no_link() -> str:
    """The hash of a token that nobody has."""
    return token_hash(secrets.token_hex(16))


def _is_good(token: str) -> Any:
    is_open = PasswordReset.used_at.is_null() & (PasswordReset.expires_at > clock.now())
    is_ours = PasswordReset.expires_at <= clock.now() + GOOD_FOR  # a clock that jumped makes no link good for longer
    return (PasswordReset.token_hash == token_hash(token)) & is_open & is_ours


def _is_on_file(person: Any) -> Any:
    """The condition that a person's e-mail counts: they are with the district, or have an account."""
    has_account = fn.EXISTS(Account.select(Account.id).where(Account.person == person.id))
    return (person.email != "") & (person.withdrawn_at.is_null() | has_account)


def _is_at(person_id: Any, schools: list[int]) -> Any:
    """The condition that somebody is a student at one of these schools, a contact of one, or works there."""
    students = Enrollment.select(Enrollment.student).where(current(clock.today()), Enrollment.school.in_(schools))
    contacts = StudentContact.select(StudentContact.contact).where(
        StudentContact.student.in_(students) & StudentContact.withdrawn_at.is_null()
    )
    staff = StaffRole.select(StaffRole.person).where(role_in_force(clock.today()) & StaffRole.school.in_(schools))
    return person_id.in_(students) | person_id.in_(contacts) | person_id.in_(staff)
