"""Sign-ins."""

from peewee import CharField, DateTimeField, ForeignKeyField

from app import clock
from app.database import KeyField, Record
from app.sis.people.models import Person


class Account(Record):
    """One person's sign-in; never shared. The username is compared folded, shown as typed."""

    key = KeyField()
    person = ForeignKeyField(Person, unique=True)
    username = CharField(max_length=60)
    folded_username = CharField(max_length=60, unique=True)
    password_hash = CharField()
    language = CharField(max_length=5)
    disabled_at = DateTimeField(null=True)
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


class SignInAttempt(Record):
    """Every attempt. Where there is no such account, a keyed hash stands for the name that was typed."""

    at = DateTimeField(default=clock.now, index=True)
    account = ForeignKeyField(Account, null=True)
    name_hash = CharField(max_length=64, default="")
    outcome = CharField(max_length=8)  # success, miss, disabled
    address = CharField(max_length=45)
