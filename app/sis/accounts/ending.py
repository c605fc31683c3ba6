"""An account that its owner did not open: it ends, and with a new key its owner takes it over."""

from datetime import datetime

from peewee import IntegrityError

from app import clock
from app.database import db
from app.sis.accounts import lock, sessions
from app.sis.accounts.models import Account, EmailChange, KnownDevice, RecoveryCode, SecondFactor
from app.sis.accounts.names import fold
from app.sis.accounts.passwords import NONE
from app.sis.accounts.queries import open_accounts
from app.sis.accounts.recovery import void_links
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.people.models import Person
from app.sis.refused import Refused


def end(account: Account, since: datetime, by: Actor) -> None:
    """Whoever opened the account had no right to: nothing opens it any more, and its e-mail is what it was before.

    `since` is when it was opened; every change of the e-mail after that is void. In one transaction.
    """
    with audited("account.ended", by, about=account.person_id, username=account.username), lock.alone(str(account.id)):
        now = clock.now()
        ended = {"ended_at": now, "disabled_at": now, "password_hash": NONE}
        Account.update(ended).where(Account.id == account.id).execute()
        sessions.end_all(account.id)
        void_links(account.id)
        _take_back_emails(account, since)


def opened(person: Person, username: str, password_hash: str, language: str, is_first: bool = False) -> Account:
    """A new account, or the one of this person that was ended. Within a transaction.

    `is_first`: its password is one from a slip. Raises Refused: has_account (one that has not ended), username_taken.
    """
    chosen = {
        "username": username,
        "folded_username": fold(username),
        "password_hash": password_hash,
        "language": language,
        "has_first_password": is_first,
    }
    try:
        with db.atomic():  # a clash leaves the transaction in which it is looked into
            ended: Account | None = Account.get_or_none((Account.person == person) & Account.ended_at.is_null(False))
            if ended is not None:
                _take_over(ended, chosen)
            account: Account = Account.get_by_id(ended.id) if ended else Account.create(person=person, **chosen)
            return account
    except IntegrityError:
        if open_accounts([person.id]).exists():
            raise Refused("has_account", name=person.full_name) from None
        raise Refused("username_taken", field="username") from None


def _take_over(account: Account, chosen: dict[str, object]) -> None:
    """Give an ended account to its owner; nothing is left of who had it before."""
    RecoveryCode.delete().where(RecoveryCode.account == account).execute()
    SecondFactor.delete().where(SecondFactor.account == account).execute()
    KnownDevice.delete().where(KnownDevice.account == account).execute()
    sessions.end_all(account.id)
    void_links(account.id)
    lock.forgive(str(account.id))
    Account.update(**chosen, disabled_at=None, ended_at=None).where(Account.id == account.id).execute()


def _take_back_emails(account: Account, since: datetime) -> None:
    held = (EmailChange.account == account) & (EmailChange.confirmed_at >= since) & EmailChange.undone_at.is_null()
    changes = list(EmailChange.select().where(held).order_by(EmailChange.confirmed_at, EmailChange.id))
    if not changes:
        return
    EmailChange.update(undone_at=clock.now()).where(EmailChange.id.in_([each.id for each in changes])).execute()
    Person.update(email=changes[0].old_email).where(
        (Person.id == account.person_id) & (Person.email == changes[-1].new_email)  # unless the office has set another
    ).execute()
