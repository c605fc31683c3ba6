"""Whom a mail is for, and whom they should call."""

from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from app import clock
from app.database import named
from app.sis.access.models import StaffRole
from app.sis.access.queries import students_of
from app.sis.access.roles import role_in_force
from app.sis.accounts.models import Account
from app.sis.people.models import Person
from app.sis.schools.models import School


@dataclass(frozen=True)
class Reader:
    """A person as a mail addresses them. Without an account `username` is empty."""

    person_id: int
    name: str
    email: str
    language: str  # the account's, else the person's
    account_id: int | None
    username: str
    disabled_at: datetime | None


@dataclass(frozen=True)
class Telephone:
    """Of a school; `spanish_phone`, where there is one, is for who reads Spanish."""

    name: str
    phone: str
    spanish_phone: str = ""


def reader(person_id: int) -> Reader | None:
    """The person with this number, unless there is none any more. One read."""
    rows = (
        Person.select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.language,
            Account.id.alias("account_id"),
            Account.language.alias("account_language"),
            Account.username,
            Account.disabled_at,
        )
        .join(Account, JOIN.LEFT_OUTER)
        .where(Person.id == person_id)
    )
    return next(
        (
            Reader(
                person_id=row.id,
                name=" ".join(f"{row.given_name} {row.family_name}".split()),
                email=row.email.strip(),
                language=row.account_language or row.language,
                account_id=row.account_id,
                username=row.username or "",
                disabled_at=row.disabled_at,
            )
            for row in named(rows)
        ),
        None,
    )


def schools_to_call(person_id: int) -> list[Telephone]:
    """The schools of this person's children, their own, and where they work; by name. Two reads."""
    schools = [child.school for child in students_of(person_id) if child.school]
    at_work = (
        StaffRole.select(School.name, School.phone, School.spanish_phone)
        .join(School)
        .where((StaffRole.person == person_id) & role_in_force(clock.today()))
    )
    found = {each.name: Telephone(each.name, each.phone, each.spanish_phone) for each in (*schools, *named(at_work))}
    return sorted((each for each in found.values() if each.phone or each.spanish_phone), key=lambda each: each.name)
