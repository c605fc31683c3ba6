"""The counter: an adult who has lost the letter, or forgotten the password, is known by an ID (FIELD: lost key).

Who has no account gets a new letter, who has one a first password.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app import clock
from app.database import Page, named, page_of
from app.sis.access.guardians import Guardian, guardians_by
from app.sis.access.queries import Child
from app.sis.access.roles import at
from app.sis.accounts import first_passwords
from app.sis.accounts.actions import enable
from app.sis.accounts.first_passwords import Slip
from app.sis.accounts.models import Account
from app.sis.accounts.office import within
from app.sis.accounts.queries import open_accounts
from app.sis.activation.batches import ask, audited_alone
from app.sis.activation.letters import Whom, living
from app.sis.activation.models import ActivationKey, Identification, IdentificationKind, LetterBatch
from app.sis.actor import Actor
from app.sis.audit.actions import Facts
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, Student, StudentContact
from app.sis.people.queries import name_has
from app.sis.refused import Refused
from app.sis.schools.models import School


@dataclass(frozen=True)
class Relative:
    """A student of the office to whom the adult is tied; `pupil` is the student's key."""

    id: int
    pupil: str
    student: str
    relation: str
    restrictions: str


@dataclass(frozen=True)
class Adult:
    """Somebody at the counter, with what tells them from another of the same name."""

    id: int
    key: str
    name: str
    relatives: tuple[Relative, ...]
    account: str = ""  # its key, where there is an account that has not ended
    username: str = ""
    is_disabled: bool = False


def find_adults(text: str, by: Actor, schools: list[int] | None) -> Page[Adult]:
    """The contacts of these schools' students (None: all) whose name has every word of `text`.

    The first 50, by family name. Nobody finds their own family, a school no member of the staff. Three reads.
    Raises Refused("search_empty").
    """
    return _adults(name_has(text), by, schools)


def adult_within(key: str, by: Actor, schools: list[int] | None) -> tuple[Adult, tuple[Child, ...]] | None:
    """The adult with this key, if within reach, and the children to whose records they have a right. Five reads."""
    found = _adults(Person.key == key, by, schools).rows
    return (found[0], _children(found[0].id)) if found else None


def new_letter(key: str, kind_key: str, checked: Collection[str], by: Actor, schools: list[int] | None) -> LetterBatch:
    """Keep which ID was seen and by whom, end the keys that this adult had, and ask for a letter; in one transaction.

    `checked` are the keys of the children whose right the clerk has checked: all of them, none left out. The letter's
    key comes alive when the batch is confirmed. Raises Refused: no_adult, has_account, no_records_right,
    rights_unchecked, id_kind_missing, no_child_here.
    """
    with audited_alone("counter.identified", by, about=_person_id(key)) as kept:
        adult, seen = _identified(key, kind_key, checked, by, schools, kept)
        if adult.account:
            raise Refused("has_account", name=adult.name)
        older = (ActivationKey.person == adult.id) & living(clock.today())
        ActivationKey.update(revoked_at=clock.now()).where(older).execute()
        seen.batch = batch = ask(Whom(seen.school, person_id=adult.id), by, is_reprint=True)
        seen.save()
    return batch


def new_password(
    key: str, kind_key: str, checked: Collection[str], reason: str, by: Actor, schools: list[int] | None
) -> Slip:
    """Keep which ID was seen and by whom, and give the account of this adult a first password; in one transaction.

    A disabled account is enabled for `reason`. Sessions and links end, and the owner is written to. Raises Refused:
    no_adult, no_account_here, no_records_right, rights_unchecked, id_kind_missing, no_child_here, reason_missing,
    no_slips.
    """
    drawn = first_passwords.draw()
    with audited_alone("counter.new_password", by, about=_person_id(key)) as kept:
        adult, seen = _identified(key, kind_key, checked, by, schools, kept)
        account = Account.get_or_none(Account.key == adult.account)
        if account is None:
            raise Refused("no_account_here", name=adult.name)
        if account.disabled_at is not None:
            enable(account, by, reason)
        seen.save()
        return first_passwords.hand_over(account, drawn, by)


def _identified(
    key: str, kind_key: str, checked: Collection[str], by: Actor, schools: list[int] | None, kept: Facts
) -> tuple[Adult, Identification]:
    """The adult, and what was seen of them, not saved yet. Nothing can be skipped."""
    found = adult_within(key, by, schools)
    if found is None:
        raise Refused("no_adult")
    adult, children = found
    if not children:
        raise Refused("no_records_right", name=adult.name)
    if set(checked) != {child.key for child in children}:
        raise Refused("rights_unchecked", field="checked")
    on_list = IdentificationKind.retired_at.is_null()
    kind = IdentificationKind.get_or_none(on_list & (IdentificationKind.key == kind_key))
    if kind is None:
        raise Refused("id_kind_missing", field="kind")
    kept.update(kind=kind.name.get("en", kind.key), children=[child.id for child in children])
    school = _school(children, schools)
    return adult, Identification(person=adult.id, kind=kind, school=school, seen_by=by.name, seen_by_id=by.person_id)


def _person_id(key: str) -> int | None:
    found: int | None = Person.select(Person.id).where(Person.key == key).scalar()
    return found


def _adults(wanted: Any, by: Actor, schools: list[int] | None) -> Page[Adult]:
    found = page_of(
        Person.select(Person.id, Person.key, Person.given_name, Person.family_name)
        .where(wanted, within(Person.id, by, schools), Person.id.in_(_ties(schools).select(StudentContact.contact)))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    ids = [row.id for row in found.rows]
    relatives: dict[int, list[Relative]] = {id_: [] for id_ in ids}
    ties = (
        _ties(schools)
        .join(Student)
        .join(Person, on=Student.person == Person.id)
        .where(StudentContact.contact.in_(ids))
        .select(
            StudentContact.contact, StudentContact.relation, StudentContact.restrictions,
            Person.id.alias("student_id"), Student.key.alias("student_key"), Person.given_name, Person.family_name,
        )
        .order_by(Person.given_name, Person.family_name, Person.id)
    )  # fmt: skip
    for tie in named(ties):
        relatives[tie.contact].append(
            Relative(
                tie.student_id, tie.student_key, f"{tie.given_name} {tie.family_name}", tie.relation, tie.restrictions
            )
        )
    accounts = {
        row.person: row
        for row in named(open_accounts(ids).select(Account.person, Account.key, Account.username, Account.disabled_at))
    }
    return found.of(
        Adult(
            id=row.id,
            key=row.key,
            name=f"{row.given_name} {row.family_name}",
            relatives=tuple(relatives[row.id]),
            account=accounts[row.id].key if row.id in accounts else "",
            username=accounts[row.id].username if row.id in accounts else "",
            is_disabled=row.id in accounts and accounts[row.id].disabled_at is not None,
        )
        for row in found.rows
    )


def _ties(schools: list[int] | None) -> Any:
    """The ties of the students who are at these schools."""
    students = Enrollment.select(Enrollment.student).where(current(clock.today()), at(Enrollment.school, schools))
    return StudentContact.select().where(StudentContact.student.in_(students) & StudentContact.withdrawn_at.is_null())


def _children(person_id: int) -> tuple[Child, ...]:
    found: tuple[Guardian, ...] = guardians_by(StudentContact.contact == person_id)
    return found[0].children if found else ()


def _school(children: tuple[Child, ...], schools: list[int] | None) -> School | None:
    """For which school the letter is: one of the office's where a child is; the district's is for any."""
    at_schools = {school_id for child in children for school_id in child.school_ids}
    if schools is None:
        return None
    found: School | None = School.get_or_none(School.id.in_(sorted(at_schools & set(schools))))
    if found is None:
        raise Refused("no_child_here")
    return found
