"""First passwords: printed on a slip that is handed over, replaced by an own one at the first sign-in.

The database knows a hash of them as of every password; what the slip says is returned once and kept nowhere.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from app import clock
from app.database import transaction
from app.sis.access.models import StaffRole
from app.sis.access.roles import role_in_force
from app.sis.access.viewer import Viewer
from app.sis.accounts import lock, passwords, sessions
from app.sis.accounts.ending import opened
from app.sis.accounts.models import Account
from app.sis.accounts.names import free_name, suggested
from app.sis.accounts.recovery import void_links, void_ways_back
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.enrollment.queries import may_have_account
from app.sis.outbox.actions import enqueue
from app.sis.people.models import Person, Student
from app.sis.refused import Refused

# None that are taken for each other (0 o, 1 l i, 2 z, 5 s, 6 g q, 8 b, u v); no vowels, so that no word comes about.
SIGNS = "3479cdfhjkmnprtwxy"
LENGTH, GROUP = 12, 4  # 50 bits: after three misses the account is disabled


@dataclass(frozen=True)
class Drawn:
    """A first password, and the hash of it that is kept."""

    password: str
    hash: str


@dataclass(frozen=True)
class Slip:
    """What is printed for one person."""

    name: str
    username: str
    password: str
    language: str


def new_password() -> str:
    """A password that can be read aloud and typed: `k7rm-43xd-9rtw`."""
    drawn = [secrets.choice(SIGNS) for _ in range(LENGTH)]
    return "-".join("".join(drawn[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def draw() -> Drawn:
    """A new password with its hash, which takes long: outside any transaction."""
    password = new_password()
    return Drawn(password, passwords.hash_password(password))


def open_student_accounts(student_ids: Collection[int], by: Actor) -> list[Slip]:
    """Make the accounts of those of these students who have none, by name; each is audited by itself.

    It takes a tenth of a second each. An account that somebody else makes meanwhile is left out. Raises
    Refused: elementary_student, before anything is made.
    """
    people = list(
        Person.select()
        .where(Person.id.in_(list(student_ids)), Person.id.not_in(Account.select(Account.person)))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    old_enough = {row.person_id for row in Student.select().where(Student.person.in_(people), may_have_account())}
    for person in people:
        if person.id not in old_enough:
            raise Refused("elementary_student", name=person.full_name)
    return [slip for slip in (_open(person, "", by) for person in people) if slip]


def open_account(person: Person, username: str, by: Actor) -> Slip:
    """Make the account of somebody on the staff, with a first password. Raises Refused: username_form, username_taken,
    has_account."""
    slip = _open(person, username, by)
    if slip is None:
        raise Refused("has_account", name=person.full_name)
    return slip


def renew(account_ids: Collection[int], by: Actor) -> list[Slip]:
    """New first passwords where the owners of these accounts have not set their own; the earlier ones are over."""
    accounts = Account.select(Account, Person).join(Person).where(Account.id.in_(list(account_ids)))
    accounts = accounts.order_by(Person.family_name, Person.given_name, Person.id)
    return [slip for slip in (_renew(account, draw(), by, Account.has_first_password) for account in accounts) if slip]


def replace(account: Account, by: Actor) -> Slip:
    """A first password in the place of one that was forgotten; the account is signed out everywhere.

    A disabled account stays so. Raises Refused: slip_of_guardian, where the owner is neither on the staff nor a student
    from grade 6 up; no_slips, where the password has changed at the same moment.
    """
    if not has_slip(account):
        raise Refused("slip_of_guardian", name=account.person.full_name)
    return hand_over(account, draw(), by)


def hand_over(account: Account, drawn: Drawn, by: Actor) -> Slip:
    """A drawn first password instead of the one before, for an owner whom the office has seen; they are written to.

    Raises Refused("no_slips") where the password has changed since the account was read.
    """
    with transaction():
        slip = _renew(account, drawn, by, Account.id.is_null(False))
        if slip is None:
            raise Refused("no_slips")
        void_ways_back(account.id)
        enqueue("password_changed", account.person_id, event=f"password_changed {account.id} {clock.now().isoformat()}")
    return slip


def has_slip(account: Account) -> bool:
    """Whether a forgotten password of this account is replaced by a slip: a student's from grade 6 up, or staff's."""
    student = Student.select().where(Student.person == account.person_id, may_have_account())
    roles = StaffRole.select().where(StaffRole.person == account.person_id, role_in_force(clock.today()))
    return bool(student.exists() or roles.exists())


def set_own(viewer: Viewer, password: str) -> None:
    """The owner's own password in the place of the first one; every other session ends, and the owner is written to.

    Whoever is here has just typed the first one, so it is not asked again. Raises Refused as passwords.checked, and
    password_same, first_password_over.
    """
    account = Account.get_by_id(viewer.account_id)
    if passwords.is_password(account.password_hash, passwords.checked(password, account.username, viewer.name)):
        raise Refused("password_same", field="password")
    new_hash = passwords.hash_password(password)
    at_first = (Account.id == account.id) & (Account.password_hash == account.password_hash)
    with (
        audited("account.password", viewer.actor, about=viewer.person_id, how="at the first sign-in"),
        lock.alone(str(account.id)),
    ):
        own = {"password_hash": new_hash, "has_first_password": False}
        if not Account.update(own).where(at_first, Account.has_first_password).execute():
            raise Refused("first_password_over")
        sessions.end_others(account.id, viewer.session_id)
        void_links(account.id)
        enqueue("password_changed", account.person_id, event=f"password_changed {account.id} {clock.now().isoformat()}")


def _open(person: Person, username: str, by: Actor) -> Slip | None:
    """The slip of a new account, or of one that was ended; None where the person has another.

    Without a user name it is made from the name.
    """
    password = new_password()
    password_hash = passwords.hash_password(password)  # takes long: outside the transaction
    while True:
        chosen = username or free_name(suggested(person.given_name, person.family_name))
        try:
            with audited("account.opened", by, about=person.id, username=chosen, how="slip"):
                opened(person, chosen, password_hash, person.language, is_first=True)
            return Slip(person.full_name, chosen, password, person.language)
        except Refused as refused:  # another took the name, or opened this account, at the same moment
            if refused.code == "has_account":
                return None
            if username:
                raise


def _renew(account: Account, drawn: Drawn, by: Actor, wanted: object) -> Slip | None:
    """The slip with an account's new first password; None where it is not `wanted` any more.

    Of two that are printed at once, with a double click say, one alone has a slip: none is printed that opens nothing.
    """
    first = {"password_hash": drawn.hash, "has_first_password": True}
    with lock.alone(str(account.id)):
        is_as_read = (Account.id == account.id) & (Account.password_hash == account.password_hash)
        if not Account.update(first).where(is_as_read, wanted).execute():
            return None
        with audited("account.first_password", by, about=account.person_id):
            sessions.end_all(account.id)
            void_links(account.id)
    return Slip(account.person.full_name, account.username, drawn.password, account.language)
