"""Sign-ins."""

import secrets

from peewee import BigIntegerField, BooleanField, CharField, DateTimeField, ForeignKeyField

from app import clock
from app.database import KeyField, Record
from app.sis.people.models import Person


def random_token() -> str:
    """128 bits that nobody can guess."""
    return secrets.token_hex(16)


class Account(Record):
    """One person's sign-in; never shared. The username is compared folded, shown as typed."""

    key = KeyField()
    person = ForeignKeyField(Person, unique=True)
    username = CharField(max_length=60)
    folded_username = CharField(max_length=60, unique=True)
    password_hash = CharField()
    language = CharField(max_length=5)
    disabled_at = DateTimeField(null=True)
    ended_at = DateTimeField(null=True)  # not opened by its owner: a new letter may open it anew
    has_first_password = BooleanField(default=False)  # from a slip: at the first sign-in an own one is set
    created_at = DateTimeField(default=clock.now)


class SignIn(Record):
    """A session on the server. The browser holds a random value, this row its hash."""

    token_hash = CharField(max_length=64, unique=True)
    account = ForeignKeyField(Account)
    csrf_secret = CharField(max_length=32)
    started_at = DateTimeField(default=clock.now)
    seen_at = DateTimeField(default=clock.now)
    ended_at = DateTimeField(null=True)
    visited_before_at = DateTimeField(null=True)  # when the session before this one began
    address = CharField(max_length=45, default="")
    device = CharField(max_length=80, default="")  # "Firefox, Windows", for its owner to recognise
    public_computer = BooleanField(default=False)


class SignInAttempt(Record):
    """Every attempt; only ever added. Where there is no such account, a keyed hash stands for what was typed."""

    at = DateTimeField(default=clock.now, index=True)
    account = ForeignKeyField(Account, null=True)
    name_hash = CharField(max_length=64, default="")
    outcome = CharField(max_length=8)  # success, password (the code comes next), again (in a session), miss, disabled
    address = CharField(max_length=45)
    device = CharField(max_length=80, default="")


class SignInPlace(Record):
    """An attempt under way: it holds one of an account's three places until its password is checked, or waits for one.

    `name` is that of app/sis/accounts/lock.py: the account's number or a keyed hash.
    """

    token = CharField(max_length=32, primary_key=True, default=random_token)  # no number: SQLite gives those again
    name = CharField(max_length=64, index=True)
    asked_at = DateTimeField(default=clock.now)
    taken_at = DateTimeField(null=True)  # null: it waits


class KnownDevice(Record):
    """A computer from which an account has signed in: by the hash of the mark that its browser carries.

    A public computer carries none; it is known by the hash of its address.
    """

    account = ForeignKeyField(Account)
    mark_hash = CharField(max_length=64)
    first_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("account", "mark_hash"), True),)


class PasswordReset(Record):
    """A link for a new password: good for 30 minutes and once."""

    account = ForeignKeyField(Account)
    token_hash = CharField(max_length=64, unique=True)
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)


class EmailChange(Record):
    """A new e-mail: it holds once its link is followed; the old address can take it back for 72 hours."""

    account = ForeignKeyField(Account)
    old_email = CharField()
    new_email = CharField()
    confirm_hash = CharField(max_length=64, unique=True)
    undo_hash = CharField(max_length=64, unique=True)
    asked_at = DateTimeField(default=clock.now)
    confirmed_at = DateTimeField(null=True)
    undone_at = DateTimeField(null=True)


class SecondFactor(Record):
    """A time-based one-time password (RFC 6238); it holds once a first code has been typed."""

    account = ForeignKeyField(Account, unique=True)
    secret = CharField(max_length=64)  # random; with the installation's secret it makes the key
    confirmed_at = DateTimeField(null=True)
    last_step = BigIntegerField(null=True)  # a code is good once


class RecoveryCode(Record):
    """One of the codes that stand in for a lost second factor, each good once."""

    account = ForeignKeyField(Account)
    code_hash = CharField(max_length=64)
    used_at = DateTimeField(null=True)


class PublicComputers(Record):
    """Addresses whose computers many people use: a library, a kiosk. One address or a network such as 192.0.2.0/24."""

    network = CharField(max_length=45, unique=True)
    note = CharField(default="")
