"""Another e-mail: it holds once the link at the new address is followed; the old one can take it back for 72 hours.

Changes that follow one another within these hours are one: only the e-mail before the first of them can take it back.
Whoever has been at the account for an hour might else leave a way back to an address of their own.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from app import clock
from app.database import tuples
from app.sis.accounts import lock, second_factor
from app.sis.accounts.door import close
from app.sis.accounts.links import EMAIL_CONFIRM_HOURS, EMAIL_UNDO_HOURS, link_token, token_hash
from app.sis.accounts.models import Account, EmailChange
from app.sis.accounts.passwords import NONE
from app.sis.accounts.recovery import folded, no_link, void_links
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.outbox.actions import enqueue
from app.sis.people.models import Person, Student
from app.sis.refused import Refused

ATOM = r"[A-Za-z0-9!#$%'*+/=^_`{|}~-]+"  # RFC 5322 without ? and &: nothing that a mail program would decode
ADDRESS = re.compile(rf"{ATOM}(\.{ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 254  # characters (RFC 5321)


def email_of(person_id: int) -> str:
    """The e-mail on file; empty where there is none. One read."""
    return str(Person.select(Person.email).where(Person.id == person_id).scalar() or "").strip()


def ask_for_email(account_id: int, email: str, by: Actor) -> None:
    """Write to the new address; nothing else changes before its link is followed. A question asked before is void.

    An address that another adult has is taken: many families share one, and saying so would tell strangers who is on
    file. Neither of the two recovers by mail then (see recovery.owner_of). Raises Refused: email_form, email_same,
    email_of_student.
    """
    account = Account.get_by_id(account_id)
    email = _checked(email, account.person_id)
    nonce = secrets.token_hex(16)
    with audited("account.email_asked", by, about=account.person_id):
        _void(EmailChange.account == account_id, EmailChange.confirmed_at.is_null())
        EmailChange.create(
            account=account,
            old_email=email_of(account.person_id),
            new_email=email,
            confirm_hash=token_hash(link_token("email_confirm", nonce)),
            undo_hash=no_link(),
        )
        # The nonce makes no link without the installation's secret, so it may wait in the outbox.
        enqueue("email_confirm", account.person_id, event=f"email_confirm {nonce}", address=email, nonce=nonce)


def confirmed_of(sourced_ids: Collection[str]) -> dict[str, str]:
    """The e-mails of these people that are theirs by their own confirmation, by sourcedId. One read.

    Another that came on file since, or one that was taken back, is not.
    """
    holds = EmailChange.confirmed_at.is_null(False) & EmailChange.undone_at.is_null()
    rows = (
        Person.select(Person.sourced_id, Person.email)
        .join(Account)
        .join(EmailChange)
        .where(Person.sourced_id.in_(list(sourced_ids)) & holds & (EmailChange.new_email == Person.email))
    )
    return dict(tuples(rows))


@dataclass(frozen=True)
class Before:
    """What the e-mail was until its owner, or a stranger, changed it."""

    email: str
    until: date  # the district's day


def before(account_id: int) -> Before | None:
    """For the office to see; None where the owner has not changed it, or the office has set it. One read."""
    holds = EmailChange.confirmed_at.is_null(False) & EmailChange.undone_at.is_null()
    rows = EmailChange.select().where((EmailChange.account == account_id) & holds).order_by(EmailChange.id.desc())
    last = rows.first()
    if last is None or last.old_email == last.new_email:
        return None
    return Before(last.old_email, clock.local(last.confirmed_at).date())


def asked_for(account_id: int) -> str:
    """The new e-mail whose link has not been followed yet; empty where there is none. One read."""
    change = EmailChange.get_or_none(_is_asked() & (EmailChange.account == account_id))
    return change.new_email if change else ""


def send_again(account_id: int, by: Actor) -> None:
    """Another mail with another link to the new e-mail that was asked for. Raises Refused: no_email_asked."""
    ask_for_email(account_id, _asked(account_id), by)


def forget_asked(account_id: int, by: Actor) -> None:
    """The new e-mail is not wanted any more, and its link is over. Raises Refused: no_email_asked."""
    _asked(account_id)
    with audited("account.email_forgotten", by, about=by.person_id):
        _void(EmailChange.account == account_id, EmailChange.confirmed_at.is_null())


def _asked(account_id: int) -> str:
    email = asked_for(account_id)
    if not email:
        raise Refused("no_email_asked")
    return email


def to_confirm(token: str) -> EmailChange | None:
    """The change that this link confirms, while it is good. Asking uses nothing up. One read."""
    found: EmailChange | None = EmailChange.get_or_none(_is_asked() & (EmailChange.confirm_hash == token_hash(token)))
    return found


def to_undo(token: str) -> EmailChange | None:
    """The change that this link takes back, while it is good: the first of those that follow one another."""
    found: EmailChange | None = EmailChange.get_or_none(EmailChange.undo_hash == token_hash(token))
    return found if found is not None and found in _latest(found.account)[:1] else None


def confirm(token: str) -> bool:
    """The new e-mail holds from now on; the old address, if there is one, is told. Whether it has a way back.

    Raises Refused: link_over, email_of_student.

    The old address gets the way back, unless it is itself as new as that. Where the e-mail is again what it was before
    the first of such changes, there is nothing left to take back.
    """
    change = to_confirm(token)
    if change is None:
        raise Refused("link_over")
    account = change.account
    _refuse_student_s(change.new_email, account.person_id)
    with audited("account.email", _owner(account), about=account.person_id), lock.alone(str(account.id)):
        old, earlier, nonce = email_of(account.person_id), _latest(account), secrets.token_hex(16)
        undo_hash = no_link() if earlier else token_hash(link_token("email_undo", nonce))
        held = EmailChange.update(confirmed_at=clock.now(), old_email=old, undo_hash=undo_hash)
        if not held.where(_is_asked() & (EmailChange.id == change.id)).execute():
            raise Refused("link_over")  # the same link a second time at once
        Person.update(email=change.new_email).where(Person.id == account.person_id).execute()
        void_links(account.id)
        if earlier and folded(earlier[0].old_email) == folded(change.new_email):
            _void(EmailChange.account == account, EmailChange.id >= earlier[0].id)
        _tell(account, old, nonce if not earlier else "")
    return bool(old) and not earlier


def undo(token: str) -> None:
    """The e-mail before holds again, and every later change of it is void: whoever made them had no right to.

    The same stranger may be signed in, know the password or have set one, and so may whoever reads the old mailbox: the
    account is disabled until the school has seen its owner, its password opens nothing any more, and a link for a new
    one goes to the restored address. A second factor that was turned on since the change was asked for is removed.
    Raises Refused("link_over").
    """
    change = to_undo(token)
    if change is None:
        raise Refused("link_over")
    account = change.account
    by = _owner(account)
    with audited("account.email_taken_back", by, about=account.person_id), lock.alone(str(account.id)):
        if to_undo(token) is None:  # meanwhile
            raise Refused("link_over")
        _void(EmailChange.account == account, EmailChange.id >= change.id)
        Person.update(email=change.old_email).where(Person.id == account.person_id).execute()
        Account.update(password_hash=NONE).where(Account.id == account.id).execute()
        second_factor.remove_since(account, change.asked_at)
        close(account, by)
        event = f"password_reset {change.undo_hash}"
        enqueue("password_reset", 0, event=event, address=change.old_email, is_taken_back=True)


def set_by_office(account: Account, email: str, by: Actor, reason: str) -> None:
    """Put another e-mail on file, or none, for somebody whom the office has seen; the one before is told.

    Every link that is on its way is void, and every way back. As one that was confirmed it is kept from imports; the
    row says so, from the e-mail to itself. Raises Refused: email_form, email_same, email_of_student.
    """
    with audited("account.email_set", by, about=account.person_id, reason=reason), lock.alone(str(account.id)):
        old = email_of(account.person_id)
        email = _checked(email, account.person_id) if email.strip() or not old else ""
        _void(EmailChange.account == account)
        void_links(account.id)
        if email:
            EmailChange.create(
                account=account,
                old_email=email,
                new_email=email,
                confirm_hash=no_link(),
                undo_hash=no_link(),
                confirmed_at=clock.now(),
            )
        Person.update(email=email).where(Person.id == account.person_id).execute()
        _tell(account, old, is_removed=not email)


def _checked(email: str, person_id: int) -> str:
    """The new e-mail of a person, trimmed. Raises Refused: email_form, email_same, email_of_student."""
    email = email.strip()
    if not ADDRESS.fullmatch(email) or len(email) > LONGEST:
        raise Refused("email_form", field="email")
    if folded(email) == folded(email_of(person_id)):
        raise Refused("email_same", field="email")
    _refuse_student_s(email, person_id)
    return email


def _tell(account: Account, old_email: str, nonce: str = "", is_removed: bool = False) -> None:
    """Write to the e-mail before; without a nonce there is no way back."""
    if old_email:
        event = f"email_changed {nonce or secrets.token_hex(16)}"
        enqueue("email_changed", account.person_id, event=event, address=old_email, nonce=nonce, is_removed=is_removed)


def _latest(account: Account) -> list[EmailChange]:
    """The changes that may be a stranger's: those of the last 72 hours, the earliest first.

    None where the e-mail on file is not that of the last one: somebody else has set it since.
    """
    holds = (EmailChange.account == account) & EmailChange.undone_at.is_null()
    recent = _is_recent(EmailChange.confirmed_at, EMAIL_UNDO_HOURS) & (EmailChange.old_email != EmailChange.new_email)
    found = list(EmailChange.select().where(holds & recent).order_by(EmailChange.id))
    return found if found and folded(found[-1].new_email) == folded(email_of(account.person_id)) else []


def _void(*which: Any) -> int:
    return int(EmailChange.update(undone_at=clock.now()).where(*which, EmailChange.undone_at.is_null()).execute())


def _is_asked() -> Any:
    is_open = EmailChange.confirmed_at.is_null() & EmailChange.undone_at.is_null()
    return is_open & _is_recent(EmailChange.asked_at, EMAIL_CONFIRM_HOURS)


def _is_recent(at: Any, hours: int) -> Any:
    """Within so many hours; a clock that was set back makes no link good for longer."""
    return (at > clock.now() - timedelta(hours=hours)) & (at <= clock.now())


def _refuse_student_s(email: str, person_id: int) -> None:
    """A student's address opens the student's account: nobody else may have it."""
    same = (fn.LOWER(Person.email) == folded(email)) & (Person.id != person_id)
    if Student.select().join(Person).where(same).exists():
        raise Refused("email_of_student", field="email")


def _owner(account: Account) -> Actor:
    """Who has the mail of the address: nobody needs to be signed in to follow a link."""
    return Actor(account.username, account.id, account.person_id)
