"""Finding accounts and people for the commands."""

from typing import Any

from app.sis.accounts.models import Account
from app.sis.accounts.names import fold
from app.sis.people.models import Person
from app.sis.refused import Refused


def account_named(username: str) -> Account:
    """The account with this user name, however it is written; raises Refused("no_account")."""
    account: Account | None = Account.get_or_none(Account.folded_username == fold(username))
    if account is None:
        raise Refused("no_account", username=username)
    return account


def open_accounts(person_ids: Any) -> Any:
    """The accounts of these persons (a list of ids, or a query for them) that have not ended: a query for the ids."""
    return Account.select(Account.person).where(Account.person.in_(person_ids), Account.ended_at.is_null())


def has_account(person: Person, username: str) -> bool:
    """Whether the person's account has this user name."""
    account: Account | None = Account.get_or_none(Account.person == person)
    return account is not None and account.folded_username == fold(username)


def person_known_as(id_: str) -> Person:
    """The person with this sourcedId or person number; raises Refused("no_person"), Refused("several_persons")."""
    found = list(Person.select().where((Person.sourced_id == id_) | (Person.number == id_)).limit(2))
    if not found:
        raise Refused("no_person", id=id_)
    if len(found) > 1:
        raise Refused("several_persons", id=id_)
    person: Person = found[0]
    return person
