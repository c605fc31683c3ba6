"""What waits in an office today: how much of each, and the first few by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, Value, fn

from app import clock
from app.database import named
from app.sis.access import policy
from app.sis.access.models import AdultStudentRefusal, RecordsRight
from app.sis.access.queries import eighteen_years_before, not_family
from app.sis.access.rights import in_force
from app.sis.access.roles import at
from app.sis.access.ties import Tie, undecided
from app.sis.accounts.models import Account
from app.sis.accounts.office import within
from app.sis.accounts.queries import open_accounts
from app.sis.activation.activations import to_be_told
from app.sis.activation.letters import living, of_schools, opens
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.actor import Actor
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, StudentContact
from app.sis.schools.models import School

FIRST = 5  # names of each
SOON = timedelta(days=7)  # a key that is good no longer than that expires soon


@dataclass(frozen=True)
class Named:
    """Somebody who waits, and the keys of the page on which it is settled."""

    name: str
    keys: Mapping[str, str]
    on: date | None = None


@dataclass(frozen=True)
class Heap:
    """How many wait, and the first of them."""

    count: int
    first: tuple[Named, ...]


@dataclass(frozen=True)
class Waiting:
    unconfirmed: Heap  # batches of letters whose keys open nothing yet; `on` is when they were asked for
    without_letter: Heap  # adults with a right, without account and without a living key
    expiring: Heap  # keys; `on` is the last day
    locked: Heap  # accounts
    undecided: Heap  # ties
    activations: Heap  # accounts whose owner is to be called
    suspicious: int  # of those: opened on a student's device

    @property
    def is_empty(self) -> bool:
        heaps = (self.unconfirmed, self.without_letter, self.expiring, self.locked, self.undecided, self.activations)
        return not any(heap.count for heap in heaps)


def waiting(by: Actor, schools: list[int] | None) -> Waiting:
    """What waits in the office of these schools (None: all). A constant number of reads."""
    ties, opened = undecided(by.person_id or 0, schools, size=FIRST), to_be_told(by, schools, size=FIRST)
    return Waiting(
        unconfirmed=_unconfirmed(schools),
        without_letter=_without_letter(by, schools),
        expiring=_expiring(by, schools),
        locked=_locked(by, schools),
        undecided=Heap(ties.count, tuple(map(_tie, ties.page.rows))),
        activations=Heap(opened.count, tuple(Named(each.name, {}, each.on) for each in opened.page.rows)),
        suspicious=opened.suspicious,
    )


def _unconfirmed(schools: list[int] | None) -> Heap:
    """By school and who asked for them, the oldest first."""
    is_open = LetterBatch.confirmed_at.is_null() & LetterBatch.discarded_at.is_null()
    rows = (
        LetterBatch.select(
            LetterBatch.key, LetterBatch.asked_at, LetterBatch.asked_by, School.name,
            fn.COUNT(LetterBatch.id).over().alias("all_of_them"),
        )
        .join(School, JOIN.LEFT_OUTER)
        .where(is_open, of_schools(schools))
        .order_by(LetterBatch.asked_at, LetterBatch.id)
        .limit(FIRST)
    )  # fmt: skip
    found = list(named(rows))
    first = (
        Named(", ".join(filter(None, (row.name, row.asked_by))), {"batch": row.key}, clock.local(row.asked_at).date())
        for row in found
    )
    return Heap(found[0].all_of_them if found else 0, tuple(first))


def _without_letter(by: Actor, schools: list[int] | None) -> Heap:
    """By the rule of students_of(): of a student of 18 the parents where the district and the student let them."""
    today = clock.today()
    student = Person.alias()
    refused = AdultStudentRefusal.select(AdultStudentRefusal.id).where(AdultStudentRefusal.student == student.id)
    adults_open = ~fn.EXISTS(refused) if policy.current().parents_of_adults else Value(False)
    enrolled = Enrollment.select(Enrollment.student).where(current(today), at(Enrollment.school, schools))
    guardians = (
        StudentContact.select(StudentContact.contact)
        .join(RecordsRight)
        .join_from(StudentContact, student, on=StudentContact.student == student.id)
        .where(in_force(today), StudentContact.student.in_(enrolled))
        .where(student.birth_on.is_null() | (student.birth_on > eighteen_years_before(today)) | adults_open)
    )
    keys = ActivationKey.select(ActivationKey.id).where((ActivationKey.person == Person.id) & living(today))
    lacking = Person.id.in_(guardians) & ~fn.EXISTS(open_accounts([Person.id])) & ~fn.EXISTS(keys)
    rows = Person.select(Person.key, Person.given_name, Person.family_name).where(lacking, not_family(Person.id, by))
    return _heap(rows, Person.family_name, "person")


def _expiring(by: Actor, schools: list[int] | None) -> Heap:
    today = clock.today()
    soon = opens(today) & (ActivationKey.expires_on <= today + SOON) & within(ActivationKey.person, by, schools)
    columns = (Person.key, Person.given_name, Person.family_name, ActivationKey.expires_on)
    return _heap(
        ActivationKey.select(*columns).join(Person).where(soon),
        ActivationKey.expires_on,
        "person",
    )


def _locked(by: Actor, schools: list[int] | None) -> Heap:
    locked = Account.disabled_at.is_null(False) & Account.ended_at.is_null() & within(Account.person, by, schools)
    rows = Account.select(Account.key, Person.given_name, Person.family_name).join(Person)
    return _heap(rows.where(locked), Account.disabled_at.desc(), "account")


def _tie(tie: Tie) -> Named:
    return Named(f"{tie.contact} – {tie.student}", {"pupil": tie.pupil, "person": tie.person})


def _heap(rows: Any, order: Any, argument: str) -> Heap:
    """`argument` is what the key of a row is called in an address."""
    counted = rows.select_extend(fn.COUNT(Person.id).over().alias("all_of_them"))
    found = list(named(counted.order_by(order, Person.family_name, Person.given_name, Person.id).limit(FIRST)))
    first = tuple(
        Named(f"{row.given_name} {row.family_name}", {argument: row.key}, _last_on(getattr(row, "expires_on", None)))
        for row in found
    )
    return Heap(found[0].all_of_them if found else 0, first)


def _last_on(ends_on: date | None) -> date | None:
    return ends_on and ends_on - timedelta(days=1)
