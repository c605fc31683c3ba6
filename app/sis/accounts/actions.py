"""Signing in, and what the owner and the school do with an account."""

from dataclasses import dataclass
from datetime import date

from app.database import transaction
from app.sis.access.models import Role
from app.sis.access.queries import has_records_right
from app.sis.access.staffing import give_role
from app.sis.access.viewer import Viewer
from app.sis.accounts import devices, emails, half_way, passwords, second_factor, sessions
from app.sis.accounts.door import close, code_checked, open_again, password_checked
from app.sis.accounts.ending import opened
from app.sis.accounts.models import Account
from app.sis.accounts.names import checked
from app.sis.accounts.origin import Origin
from app.sis.accounts.recovery import void_links, void_ways_back
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.enrollment.queries import may_have_account
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from app.sis.schools.models import School


@dataclass(frozen=True)
class SignedIn:
    """A session that has begun: the value for the cookie, and whose it is."""

    token: str
    account_id: int


@dataclass(frozen=True)
class CodeAsked:
    """The password was right, and a code of the second factor is asked: `half_way` proves the first for a while."""

    half_way: str


def sign_in(
    username: str, password: str, origin: Origin, language: str | None = None, instead_of: int | None = None
) -> SignedIn | CodeAsked:
    """Check a password and begin a session, or ask for the second factor where there is one.

    `language`, when the person chose one on the way in, is kept with the account; the session `instead_of`, which the
    same browser had, ends. Raises Refused as `password_checked`.
    """
    with password_checked(username, password, origin) as account:
        if second_factor.is_on(account.id):
            return CodeAsked(half_way.proof(account))
        return _begin(account, origin, language, instead_of)


def sign_in_with_code(
    proof: str, code: str, origin: Origin, language: str | None = None, instead_of: int | None = None
) -> SignedIn:
    """Begin the session of somebody who has typed the password already. Raises Refused: sign_in_anew, code_wrong."""
    with code_checked(proof, code, origin) as account:
        return _begin(account, origin, language, instead_of)


def _begin(account: Account, origin: Origin, language: str | None, instead_of: int | None) -> SignedIn:
    if language is not None and language != account.language:
        set_language(account.id, language, by=Actor(account.username, account.id, account.person_id))
    if instead_of is not None:
        sessions.end(instead_of)
    devices.recognise(account, origin)
    return SignedIn(sessions.begin(account, origin), account.id)


def sign_out(viewer: Viewer) -> None:
    """End the viewer's session."""
    sessions.end(viewer.session_id)


def set_language(account_id: int, language: str, by: Actor) -> None:
    """Keep the language in which the account reads; nothing happens where it is that already."""
    if Account.get_by_id(account_id).language == language:
        return
    with audited("account.language", by, about=by.person_id, language=language):
        Account.update(language=language).where(Account.id == account_id).execute()


def open_guardian_account(person: Person, username: str, password: str, by: Actor) -> Account:
    """Make the account of a guardian with a right to somebody's records in force.

    Raises Refused: username_form, username_taken, password_short, has_account, no_records_right.
    """
    if not has_records_right(person.id):
        raise Refused("no_records_right", name=person.full_name)
    return _open_account(person, username, password, by)


def open_student_account(student: Student, username: str, password: str, by: Actor) -> Account:
    """Make a student's own account. Raises Refused as for a guardian, but for the right; elementary_student."""
    if not Student.select().where(Student.person == student.person_id, may_have_account()).exists():
        raise Refused("elementary_student", name=student.person.full_name)
    return _open_account(student.person, username, password, by)


def open_staff_account(
    person: Person,
    username: str,
    password: str,
    role: Role,
    school: School | None,
    by: Actor,
    ends_on: date | None = None,
) -> Account:
    """Give somebody a role and the account to use it with. Raises Refused as give_role and as for a student."""
    with audited("account.of_staff", by, about=person.id):
        give_role(person, role, school, by, ends_on=ends_on)
        return _open_account(person, username, password, by)


def enable(account: Account, by: Actor, reason: str) -> None:
    """Open a disabled account again and forget the misses.

    Raises Refused: reason_missing, not_disabled, and account_ended where it was not opened by its owner.
    """
    reason = _reason(reason)
    if account.ended_at is not None:
        raise Refused("account_ended", username=account.username)
    if account.disabled_at is None:
        raise Refused("not_disabled", username=account.username)
    open_again(account, by, reason)


def disable(account: Account, by: Actor, reason: str) -> None:
    """Close an account and end its sessions, until the school enables it. Raises Refused("reason_missing")."""
    reason = _reason(reason)
    with transaction():
        close(account, by, reason=reason)
        void_ways_back(account.id)


def set_email(account: Account, email: str, by: Actor, reason: str) -> None:
    """As emails.set_by_office. Raises also Refused("reason_missing")."""
    emails.set_by_office(account, email, by, _reason(reason))


def end_sessions(account: Account, by: Actor) -> None:
    """Sign the account out everywhere."""
    with audited("account.sessions_ended", by, about=account.person_id):
        sessions.end_all(account.id)
        void_links(account.id)
        void_ways_back(account.id)


def drop_second_factor(account: Account, by: Actor, reason: str) -> None:
    """Of somebody who has lost the telephone and the codes. Raises Refused: reason_missing, second_factor_off."""
    second_factor.turn_off(account, by, _reason(reason))


def _open_account(person: Person, username: str, password: str, by: Actor) -> Account:
    username = checked(username)
    password_hash = passwords.hash_password(passwords.checked(password, username, person.full_name))
    with audited("account.opened", by, about=person.id, username=username):
        return opened(person, username, password_hash, person.language)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    return reason.strip()
