"""Signing in, and what the owner and the school do with an account."""

from peewee import IntegrityError

from app import clock
from app.database import transaction
from app.sis.access.models import Role
from app.sis.access.queries import has_records_right
from app.sis.access.staffing import give_role
from app.sis.access.viewer import Viewer
from app.sis.accounts import lock, sessions
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.accounts.names import checked, fold, keyed_hash
from app.sis.accounts.passwords import hash_password, is_password
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from app.sis.schools.models import School


def sign_in(username: str, password: str, address: str, language: str | None = None) -> str:
    """Check a password and begin a session; returns the value for the cookie.

    Raises Refused("sign_in_failed"), the same whether the name is unknown, the password wrong or the account disabled.
    `language`, when the person chose one on the way in, is kept with the account.
    """
    folded = fold(username)
    account: Account | None = Account.get_or_none(Account.folded_username == folded)
    name = str(account.id) if account else keyed_hash(folded)
    has_place = lock.take_place(name)
    if account is None or not has_place or account.disabled_at is not None:
        is_password(None, password)  # takes as long as a real check
        outcome = "miss" if account is None else "disabled"
        SignInAttempt.create(account=account, name_hash="" if account else name, outcome=outcome, address=address)
        raise Refused("sign_in_failed")
    if not is_password(account.password_hash, password):
        with transaction():
            SignInAttempt.create(account=account, outcome="miss", address=address)
            if lock.strikes(name) >= lock.STRIKES:
                _disable(account, by=Actor("three misses"))
        raise Refused("sign_in_failed")
    with transaction():
        SignInAttempt.create(account=account, outcome="success", address=address)
        if language is not None and language != account.language:
            set_language(account.id, language, by=Actor(account.username, account.id, account.person_id))
        token = sessions.begin(account)
    lock.clear(name)
    return token


def sign_out(viewer: Viewer) -> None:
    """End the viewer's session."""
    sessions.end(viewer.session_id)


def set_language(account_id: int, language: str, by: Actor) -> None:
    """Keep the language in which the account reads."""
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
    """Make a student's own account. Raises Refused as for a guardian, but for the right."""
    return _open_account(student.person, username, password, by)


def open_staff_account(
    person: Person, username: str, password: str, role: Role, school: School | None, by: Actor
) -> Account:
    """Give somebody a role and the account to use it with. Raises Refused as give_role and as for a student."""
    with audited("account.of_staff", by, about=person.id):
        give_role(person, role, school, by)
        return _open_account(person, username, password, by)


def enable(account: Account, by: Actor, reason: str) -> None:
    """Open a disabled account again and forget the misses. Raises Refused("reason_missing"), ("not_disabled")."""
    reason = _reason(reason)
    if account.disabled_at is None:
        raise Refused("not_disabled", username=account.username)
    with audited("account.enabled", by, about=account.person_id, reason=reason):
        Account.update(disabled_at=None).where(Account.id == account.id).execute()
    lock.clear(str(account.id))


def disable(account: Account, by: Actor, reason: str) -> None:
    """Close an account and end its sessions, until the school enables it. Raises Refused("reason_missing")."""
    _disable(account, by, reason=_reason(reason))


def _disable(account: Account, by: Actor, **facts: object) -> None:
    with audited("account.disabled", by, about=account.person_id, **facts):
        Account.update(disabled_at=clock.now()).where(Account.id == account.id).execute()
        sessions.end_all(account.id)


def _open_account(person: Person, username: str, password: str, by: Actor) -> Account:
    username = checked(username)
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_short", field="password", shortest=SHORTEST_PASSWORD)
    if Account.get_or_none(Account.person == person) is not None:
        raise Refused("has_account", name=person.full_name)
    try:
        with audited("account.opened", by, about=person.id, username=username):
            account: Account = Account.create(
                person=person,
                username=username,
                folded_username=fold(username),
                password_hash=hash_password(password),
                language=person.language,
            )
            return account
    except IntegrityError:
        raise Refused("username_taken", field="username") from None


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    return reason.strip()


SHORTEST_PASSWORD = 12  # NIST SP 800-63B asks for length, not for composition
