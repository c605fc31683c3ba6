"""What the owner of an account changes in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import IntegrityError

from app import clock
from app.sis.access.viewer import Viewer
from app.sis.accounts import emails, half_way, passwords, second_factor, sessions
from app.sis.accounts.door import code_checked, password_checked
from app.sis.accounts.models import Account
from app.sis.accounts.names import checked, fold
from app.sis.accounts.origin import Origin
from app.sis.accounts.recovery import void_links
from app.sis.audit.actions import audited
from app.sis.outbox.actions import enqueue
from app.sis.refused import Refused


def account_of(viewer: Viewer) -> Account:
    """The viewer's own account. One read."""
    account: Account = Account.get_by_id(viewer.account_id)
    return account


def change_username(viewer: Viewer, username: str, current: str, origin: Origin) -> None:
    """Sign in by another name from now on; the owner is written to.

    Raises Refused: username_form, password_wrong, try_again, username_taken.
    """
    username = checked(username)
    try:
        with (
            own_password(viewer, current, origin),
            audited("account.username", viewer.actor, about=viewer.person_id, username=username),
        ):
            renamed = {"username": username, "folded_username": fold(username)}
            Account.update(renamed).where(Account.id == viewer.account_id).execute()
            event = f"username_changed {viewer.account_id} {clock.now().isoformat()}"
            enqueue("username_changed", viewer.person_id, event=event)
    except IntegrityError:
        raise Refused("username_taken", field="username") from None


def change_password(viewer: Viewer, current: str, new: str, origin: Origin) -> None:
    """A new password; every other session ends, and the owner is written to.

    The current one is checked as at sign-in: a wrong one is a miss. Raises Refused as passwords.checked, and
    password_old, password_wrong, try_again.
    """
    username = Account.get_by_id(viewer.account_id).username
    new_hash = passwords.hash_password(passwords.checked(new, username, viewer.name))  # first: a slip is no miss
    if new == current:
        raise Refused("password_old", field="password")
    with (
        own_password(viewer, current, origin) as account,
        audited("account.password", viewer.actor, about=viewer.person_id, how="by its owner"),
    ):
        Account.update(password_hash=new_hash).where(Account.id == account.id).execute()
        sessions.end_others(account.id, viewer.session_id)
        void_links(account.id)
        event = f"password_changed {account.id} {clock.now().isoformat()}"
        enqueue("password_changed", account.person_id, event=event)


def ask_for_email(viewer: Viewer, email: str, current: str, origin: Origin) -> None:
    """As emails.ask_for_email, for who knows the password. Raises also Refused: password_wrong, try_again."""
    with own_password(viewer, current, origin) as account:
        emails.ask_for_email(account.id, email, viewer.actor)


def end_other_sessions(viewer: Viewer) -> None:
    """End every session of the account but this one, and void what was asked for in them."""
    with audited("account.sessions_ended", viewer.actor, about=viewer.person_id) as facts:
        facts["sessions"] = sessions.end_others(viewer.account_id, viewer.session_id)
        void_links(viewer.account_id)


def turn_on_second_factor(viewer: Viewer, code: str, current: str, origin: Origin) -> tuple[str, ...]:
    """As second_factor.confirm, for who knows the password. Raises also Refused: password_wrong, try_again."""
    with own_password(viewer, current, origin) as account:
        return second_factor.confirm(account, viewer.session_id, code, viewer.actor)


def turn_off_second_factor(viewer: Viewer, current: str, code: str, origin: Origin) -> None:
    """Ask for no code any more, for who has the password and a last code, as at sign-in.

    Raises Refused: password_wrong, code_wrong, try_again, second_factor_off.
    """
    if not second_factor.is_on(viewer.account_id):
        raise Refused("second_factor_off")
    with own_password(viewer, current, origin, then_code=True) as account:
        proof = half_way.proof(account)
    with code_checked(proof, code, origin, in_session=True) as account:
        second_factor.turn_off(account, viewer.actor)


@contextmanager
def own_password(viewer: Viewer, password: str, origin: Origin, then_code: bool = False) -> Iterator[Account]:
    """Whoever is signed in proves to be the owner; where a code is asked next, the password alone clears no misses.

    Raises Refused: password_wrong, try_again.
    """
    username = account_of(viewer).username
    try:
        with password_checked(username, password, origin, in_session=not then_code) as account:
            yield account
    except Refused as refused:
        if refused.code != "sign_in_failed":
            raise
        raise Refused("password_wrong", field="current_password") from None
