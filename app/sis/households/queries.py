"""One's own home, and who is on file for a child: whoever asks is named, for an address is not everybody's to see."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import JOIN

from app import clock
from app.database import named, statement
from app.sis.households.models import Household, HouseholdMembership, Phone
from app.sis.people.models import Person, Student


@dataclass(frozen=True)
class Telephone:
    kind: str  # cell, home, work
    number: str


@dataclass(frozen=True)
class Member:
    """Somebody who lives in a home; telephones in the order in which the school calls."""

    person_id: int
    name: str
    is_student: bool
    email: str
    phones: tuple[Telephone, ...]


@dataclass(frozen=True)
class Home:
    """A household: in the Safe at Home program the assigned address is the only one there is."""

    id: int
    name: str
    street: str
    town: str  # city, state and postal code in one line
    home_phone: str
    safe_at_home: bool
    members: tuple[Member, ...] = field(default=())


def own_homes(viewer_id: int) -> tuple[Home, ...]:
    """The homes in which the viewer lives today, and no other: a right to a child's record is none to the other
    home's address. One read.
    """
    return _homes(_members(viewer_id, clock.today()))


def homes_for_office(student_id: int) -> tuple[Home, ...]:
    """Every home of a student, for staff whose role opens the household. One read."""
    return _homes(_members(student_id, clock.today()))


@statement
def _members(person_id: int, today: date) -> Any:
    """Everybody who lives where this person lives."""
    mine = HouseholdMembership.alias()
    homes = mine.select(mine.household).where((mine.person == person_id) & _lives_there(mine, today))
    return (
        HouseholdMembership.select(
            Household.id.alias("home_id"),
            Household.name,
            Household.street,
            Household.city,
            Household.state,
            Household.postal_code,
            Household.home_phone,
            Household.safe_at_home,
            Person.id.alias("person_id"),
            Person.given_name,
            Person.family_name,
            Person.email,
            Student.person.alias("student_id"),
            Phone.kind,
            Phone.number,
        )
        .join(Household)
        .join_from(HouseholdMembership, Person)
        .join(Student, JOIN.LEFT_OUTER)
        .join_from(Person, Phone, JOIN.LEFT_OUTER)
        .where(Household.id.in_(homes) & _lives_there(HouseholdMembership, today))
        .order_by(Household.id, Student.person.is_null(False), Person.birth_on, Person.id, Phone.call_order, Phone.id)
    )


def phones_for_office(person_ids: list[int]) -> dict[int, tuple[Telephone, ...]]:
    """The telephones of these persons in the order of calling, for staff whose role opens the household. One read."""
    phones: dict[int, tuple[Telephone, ...]] = defaultdict(tuple)
    for person_id, kind, number in _phones(person_ids):
        phones[person_id] += (Telephone(kind, number),)
    return phones


def addresses_for_letters(person_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Street and town of the home to which each of these adults' mail goes; who has none on file is left out. One read.

    For the envelope alone, never to be shown. Of several homes one in the Safe at Home program comes first, since its
    assigned address is the only one that may be used, then the one into which they moved last.
    """
    rows = (
        HouseholdMembership.select(
            HouseholdMembership.person.alias("person_id"),
            Household.street,
            Household.city,
            Household.state,
            Household.postal_code,
        )
        .join(Household)
        .where(
            HouseholdMembership.person.in_(person_ids),
            Household.street != "",
            _lives_there(HouseholdMembership, clock.today()),
        )
        .order_by(
            Household.safe_at_home, HouseholdMembership.starts_on.is_null(False), HouseholdMembership.starts_on,
            HouseholdMembership.id,
        )
    )  # fmt: skip
    return {row.person_id: (row.street, _town(row)) for row in named(rows)}  # the last of each person's counts


@statement
def _phones(person_ids: list[int]) -> Any:
    return (
        Phone.select(Phone.person, Phone.kind, Phone.number)
        .where(Phone.person.in_(person_ids))
        .order_by(Phone.call_order, Phone.id)
    )


def _homes(rows: list[Any]) -> tuple[Home, ...]:
    homes: dict[int, Home] = {}
    members: dict[tuple[int, int], Member] = {}
    for row in rows:
        homes.setdefault(
            row.home_id, Home(row.home_id, row.name, row.street, _town(row), row.home_phone, row.safe_at_home)
        )
        key = (row.home_id, row.person_id)
        before = members.get(key)
        phones = before.phones if before else ()
        if row.number:
            phones = (*phones, Telephone(row.kind, row.number))
        name = f"{row.given_name} {row.family_name}"
        members[key] = Member(row.person_id, name, row.student_id is not None, row.email, phones)
    return tuple(
        Home(
            home.id, home.name, home.street, home.town, home.home_phone, home.safe_at_home,
            tuple(member for (home_id, _), member in members.items() if home_id == home.id),
        )
        for home in homes.values()
    )  # fmt: skip


def _town(row: Any) -> str:
    return " ".join(part for part in (f"{row.city}," if row.city else "", row.state, row.postal_code) if part)


def _lives_there(membership: Any, today: date) -> Any:
    return (membership.starts_on.is_null() | (membership.starts_on <= today)) & (
        membership.ends_on.is_null() | (membership.ends_on > today)
    )
