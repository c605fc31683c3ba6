"""Accounts as the offices see them: a school those of its students and their contacts, the district all of them."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from app import clock
from app.database import Page, named, page_of
from app.sis.access.queries import not_family
from app.sis.access.roles import on_staff
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.actor import Actor, Cause
from app.sis.audit.models import AuditEvent
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, StudentContact
from app.sis.people.names import typed
from app.sis.people.queries import name_has

LAST_ATTEMPTS = 20


@dataclass(frozen=True)
class Found:
    """An account that was looked for: whose it is, and of which students its owner is a contact."""

    key: str
    name: str
    username: str
    disabled_at: datetime | None
    children: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    """Somebody tried to sign in; `outcome` as SignInAttempt has it."""

    at: datetime
    outcome: str
    device: str
    address: str

    @property
    def on(self) -> date:
        """The district's day."""
        return clock.local(self.at).date()


@dataclass(frozen=True)
class Disabling:
    """Why an account is disabled, as the audit has it: by itself, or by whom and for which reason."""

    cause: Cause | None
    is_taken_back: bool  # a change of the e-mail
    by: str
    reason: str


def find_accounts(text: str, by: Actor, schools: list[int] | None) -> Page[Found]:
    """The accounts within reach whose owner's name has every word of `text`, or whose user name has it all.

    The first 50. Two reads. Raises Refused("search_empty").
    """
    meant = name_has(text) | Account.folded_username.contains(typed(text).casefold())
    found = page_of(
        Account.select(
            Account.key,
            Account.person,
            Account.username,
            Account.disabled_at,
            Person.given_name,
            Person.family_name,
        )
        .join(Person)
        .where(meant & within(Account.person, by, schools))
        .order_by(Person.family_name, Person.given_name, Account.id)
    )
    children = children_by_contact([row.person for row in found.rows], schools)
    return found.of(
        Found(
            key=row.key,
            name=f"{row.family_name}, {row.given_name}",
            username=row.username,
            disabled_at=row.disabled_at,
            children=tuple(children[row.person].values()),
        )
        for row in found.rows
    )


def children_by_contact(contacts: list[int], schools: list[int] | None) -> dict[int, dict[int, str]]:
    """The students at these schools (None: all) to whom each of these people is a contact: by number the name, in
    the order of names."""
    at_school = (Enrollment.student == StudentContact.student) & current(clock.today())
    if schools is not None:
        at_school &= Enrollment.school.in_(schools)
    rows = (
        StudentContact.select(
            StudentContact.contact, Person.id.alias("student_id"), Person.given_name, Person.family_name
        )
        .join(Person, on=StudentContact.student == Person.id)
        .where(
            StudentContact.contact.in_(contacts)
            & StudentContact.withdrawn_at.is_null()
            & fn.EXISTS(Enrollment.select(Enrollment.id).where(at_school))
        )
        .order_by(Person.given_name, Person.family_name, Person.id)
    )
    found: dict[int, dict[int, str]] = {contact: {} for contact in contacts}
    for row in named(rows):
        found[row.contact][row.student_id] = f"{row.given_name} {row.family_name}"
    return found


def account_within(key: str, by: Actor, schools: list[int] | None) -> Account | None:
    """The account with this key, if it is within reach. One read."""
    account: Account | None = (
        Account.select(Account, Person)
        .join(Person)
        .where((Account.key == key) & within(Account.person, by, schools))
        .first()
    )
    return account


def why_disabled(account: Account) -> Disabling | None:
    """Of the last time that it was; None where the audit does not say. One read."""
    inside = AuditEvent.facts.contains('"account.disabled"')
    rows = AuditEvent.select().where(AuditEvent.person_id == account.person_id)
    event = rows.where((AuditEvent.action == "account.disabled") | inside).order_by(AuditEvent.id.desc()).first()
    if event is None:
        return None
    cause = Cause(event.actor) if event.account_id is None and event.actor in set(Cause) else None
    is_taken_back = event.action == "account.email_taken_back"
    return Disabling(cause, is_taken_back, event.actor, str(json.loads(event.facts).get("reason", "")))


def last_attempts(account_id: int) -> tuple[Attempt, ...]:
    """The latest 20, newest first. One read."""
    columns = (SignInAttempt.at, SignInAttempt.outcome, SignInAttempt.device, SignInAttempt.address)
    rows = (
        SignInAttempt.select(*columns)
        .where(SignInAttempt.account == account_id)
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(LAST_ATTEMPTS)
    )
    return tuple(Attempt(row.at, row.outcome, row.device, row.address) for row in named(rows))


def within(person: Any, by: Actor, schools: list[int] | None) -> Any:
    """The condition that a person's account is in this clerk's hands, at these schools (None: all).

    The clerk's own family is a colleague's. A member of the staff, today or later, is in no school's hands, guardian or
    not: no office enables itself or a colleague.
    """
    if schools is None:
        return not_family(person, by)
    students = Enrollment.select(Enrollment.student).where(current(clock.today()), Enrollment.school.in_(schools))
    contacts = StudentContact.select(StudentContact.contact).where(
        StudentContact.student.in_(students) & StudentContact.withdrawn_at.is_null()
    )
    reached = person.in_(students) | person.in_(contacts)
    return reached & not_family(person, by) & ~on_staff(person, clock.today())
