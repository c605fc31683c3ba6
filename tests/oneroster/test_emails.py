"""An e-mail that its owner has confirmed is not overwritten by a file."""

from datetime import timedelta

import pytest
from peewee import Database

from app import clock
from app.intake.report import Outcome
from app.sis.accounts.links import token_hash
from app.sis.accounts.models import Account, EmailChange
from app.sis.people.models import Person
from tests.oneroster.bundles import Bundle, numbers, said

OWN = "maria.at.home@example.org"
HELD = "users.csv line 3, column email: held: the owner has confirmed another e-mail"


@pytest.fixture
def account(db: Database, bundle: Bundle) -> Account:
    bundle.take()
    account: Account = Account.create(
        person=Person.get(Person.sourced_id == "maria"), username="maria.reyes", folded_username="maria.reyes",
        password_hash="", language="es",
    )  # fmt: skip
    return account


def changed(account: Account, new: str, **fields: object) -> None:
    """The owner changed the e-mail, and it holds."""
    marks = {"confirm_hash": token_hash(f"confirm {new}"), "undo_hash": token_hash(f"undo {new}")}
    fields = {"confirmed_at": clock.now(), **fields}
    EmailChange.create(account=account, old_email=email(), new_email=new, **marks, **fields)
    if fields["confirmed_at"]:
        Person.update(email=new).where(Person.id == account.person_id).execute()


def email() -> str:
    return str(Person.get(Person.sourced_id == "maria").email)


@pytest.mark.parametrize("in_file", ["maria@example.org", "newer@example.org", "", "no address"])
def test_it_stands_whatever_the_file_says(account: Account, bundle: Bundle, in_file: str) -> None:
    changed(account, OWN)
    bundle.row("users", "maria")["email"] = in_file
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED
    assert email() == OWN
    assert (HELD in said(report)) == ("@" in in_file)
    assert numbers(report, "users") == (0, 0, 3, 0, 0)


def test_the_same_in_other_letters_is_no_difference(account: Account, bundle: Bundle) -> None:
    changed(account, OWN)
    bundle.row("users", "maria")["email"] = OWN.upper()
    assert "held" not in said(bundle.take())
    assert email() == OWN


@pytest.mark.parametrize("how", ["asked for", "taken back", "changed by the school since"])
def test_what_is_not_the_owner_s_word_is_overwritten(account: Account, bundle: Bundle, how: str) -> None:
    if how == "asked for":
        changed(account, OWN, confirmed_at=None)
    else:
        changed(account, OWN, undone_at=clock.now() + timedelta(hours=1) if how == "taken back" else None)
        Person.update(email="maria@example.org").where(Person.id == account.person_id).execute()
    bundle.row("users", "maria")["email"] = "newer@example.org"
    report = bundle.take()
    assert email() == "newer@example.org"
    assert "held" not in said(report)
