"""Homes: who lives where and how to reach them. Whoever reads an address or a telephone is named to the query."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField

from app.database import Record
from app.sis.people.models import Person


class Household(Record):
    """People at one address. In the Safe at Home program (Wis. Stat. 165.68) the address is the assigned one."""

    name = CharField()
    street = CharField(default="")
    city = CharField(default="")
    state = CharField(max_length=40, default="")
    postal_code = CharField(max_length=20, default="")
    home_phone = CharField(max_length=40, default="")
    safe_at_home = BooleanField(default=False)


class HouseholdMembership(Record):
    """A person lives in a household from a date to a date (exclusive); a child may live in two."""

    household = ForeignKeyField(Household, backref="memberships")
    person = ForeignKeyField(Person, backref="homes")
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)

    class Meta:
        indexes = ((("household", "person"), True),)


class Phone(Record):
    """A telephone of a person; the school calls in this order."""

    person = ForeignKeyField(Person, backref="phones")
    kind = CharField(max_length=10)  # cell, home, work
    number = CharField(max_length=40)
    call_order = IntegerField(default=1)
