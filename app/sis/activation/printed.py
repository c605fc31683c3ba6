"""Letters as an office sees them: batches, files, and what became of each letter. Names, never an address or a key."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, Case, fn

from app import clock
from app.database import Page, named, page_of
from app.sis.access.guardians import Guardian
from app.sis.access.queries import not_family
from app.sis.accounts.models import Account
from app.sis.activation.letters import Whom, lacking_account, of_schools
from app.sis.activation.models import ActivationKey, ActivationKeyStudent, Identification, LetterBatch
from app.sis.actor import Actor
from app.sis.people.models import Person, Student
from app.sis.people.queries import name_has
from app.sis.schools.models import School

# used: the account is open; closed: it was ended; replaced: revoked, and there is a newer letter; void: it never opened
# anything
STATES = ("waiting", "live", "used", "closed", "expired", "returned", "revoked", "replaced", "void")


@dataclass(frozen=True)
class Batch:
    """Letters that were asked for together; `school`, `student` empty where it was for all."""

    key: str
    school: str
    student: str
    since_on: date | None
    is_reprint: bool
    asked_by: str
    asked_at: datetime
    confirmed_at: datetime | None
    discarded_at: datetime | None
    letters: int
    used: int

    @property
    def asked_on(self) -> date:
        """The district's day."""
        return clock.local(self.asked_at).date()


@dataclass(frozen=True)
class FileRow:
    """A file of a batch; `made_at` is None until it is made."""

    number: int
    letters: int
    made_at: datetime | None


@dataclass(frozen=True)
class Printed:
    """A letter, and what became of it: one of STATES."""

    person: str  # the key of the adult
    name: str
    children: tuple[str, ...]
    batch: str
    file_number: int
    asked_at: datetime
    asked_by: str
    state: str
    last_on: date
    over_at: datetime | None  # used, returned or revoked

    @property
    def asked_on(self) -> date:
        """The district's day."""
        return clock.local(self.asked_at).date()

    @property
    def over_on(self) -> date | None:
        return self.over_at and clock.local(self.over_at).date()


def batches_within(schools: list[int] | None, page: int = 1) -> Page[Batch]:
    """The batches of these schools (None: all), the latest first. One read."""
    child: Any = Person.alias()
    found = page_of(
        LetterBatch.select(
            LetterBatch.key,
            School.name.alias("school"),
            child.given_name,
            child.family_name,
            LetterBatch.since_on,
            LetterBatch.is_reprint,
            LetterBatch.asked_by,
            LetterBatch.asked_at,
            LetterBatch.confirmed_at,
            LetterBatch.discarded_at,
            fn.COUNT(ActivationKey.id).alias("letters"),
            fn.COUNT(ActivationKey.used_at).alias("used"),
        )
        .join(School, JOIN.LEFT_OUTER)
        .join_from(LetterBatch, child, JOIN.LEFT_OUTER, on=LetterBatch.student == child.id)
        .join_from(LetterBatch, ActivationKey, JOIN.LEFT_OUTER)
        .where(of_schools(schools))
        .group_by(LetterBatch.id, School.id, child.id)
        .order_by(LetterBatch.asked_at.desc(), LetterBatch.id.desc()),
        page,
    )
    return found.of(
        Batch(
            row.key, row.school or "", f"{row.given_name} {row.family_name}" if row.given_name else "", row.since_on,
            row.is_reprint, row.asked_by, row.asked_at, row.confirmed_at, row.discarded_at, row.letters, row.used,
        )
        for row in found.rows
    )  # fmt: skip


def batch_within(key: str, schools: list[int] | None) -> LetterBatch | None:
    """The batch with this key, if it is of one of these schools. One read."""
    batch: LetterBatch | None = (
        LetterBatch.select(LetterBatch, School, Student, Person)
        .join(School, JOIN.LEFT_OUTER)
        .join_from(LetterBatch, Student, JOIN.LEFT_OUTER)
        .join(Person, JOIN.LEFT_OUTER)
        .where((LetterBatch.key == key) & of_schools(schools))
        .first()
    )
    return batch


def at_counter(batch: LetterBatch) -> Person | None:
    """Who was identified at the counter for this batch: the key that they had before is over already. One read."""
    found: Person | None = Person.select().join(Identification).where(Identification.batch == batch.id).first()
    return found


def files_in(batch: LetterBatch) -> tuple[FileRow, ...]:
    """The files of a batch. One read."""
    rows = (
        ActivationKey.select(
            ActivationKey.file_number.alias("number"),
            fn.COUNT(ActivationKey.id).alias("letters"),
            fn.MAX(ActivationKey.made_at).alias("made_at"),
        )
        .where(ActivationKey.batch == batch.id)
        .group_by(ActivationKey.file_number)
        .order_by(ActivationKey.file_number)
    )
    return tuple(FileRow(row.number, row.letters, row.made_at) for row in named(rows))


def letters_within(
    by: Actor, schools: list[int] | None, *, batch: LetterBatch | None = None, state: str = "", text: str | None = None,
    page: int = 1,
) -> Page[Printed]:  # fmt: skip
    """The letters of these schools (None: all) in this state, to adults with these words in their name. The latest
    first, those of a batch as they lie in its files.

    Nobody sees what concerns their own family. Two reads.
    """
    wanted = of_schools(schools) & not_family(ActivationKey.person, by)
    order: tuple[Any, ...] = (ActivationKey.id.desc(),)
    if batch is not None:
        wanted, order = wanted & (ActivationKey.batch == batch.id), (ActivationKey.id,)
    if state:
        wanted &= _state(clock.today()) == state
    if text is not None:
        wanted &= name_has(text)
    found = page_of(_rows().where(wanted).order_by(*order), page)
    return found.of(_printed(found.rows))


@dataclass(frozen=True)
class Lacking:
    """A guardian without an account, and the last letter that was made for them."""

    guardian: Guardian
    letter: Printed | None


def without_account(school: School, by: Actor) -> tuple[Lacking, ...]:
    """The guardians of a school's students who have no account, by name, as lacking_account. Seven reads."""
    guardians = lacking_account(Whom(school), by)
    latest = ActivationKey.select(fn.MAX(ActivationKey.id)).where(
        ActivationKey.person.in_([each.id for each in guardians]), ActivationKey.made_at.is_null(False)
    )
    letters = {
        each.person: each
        for each in _printed(tuple(named(_rows().where(ActivationKey.id.in_(latest.group_by(ActivationKey.person))))))
    }
    return tuple(Lacking(each, letters.get(each.key)) for each in guardians)


def _rows() -> Any:
    return (
        ActivationKey.select(
            ActivationKey.id,
            Person.key.alias("person"),
            Person.given_name,
            Person.family_name,
            LetterBatch.key.alias("batch"),
            ActivationKey.file_number,
            LetterBatch.asked_at,
            LetterBatch.asked_by,
            _state(clock.today()).alias("state"),
            ActivationKey.expires_on,
            ActivationKey.used_at,
            ActivationKey.returned_at,
            ActivationKey.revoked_at,
        )
        .join(LetterBatch)
        .join_from(ActivationKey, Person)
    )


def _printed(rows: tuple[Any, ...]) -> tuple[Printed, ...]:
    children = defaultdict(list)
    named_on = (
        ActivationKeyStudent.select(
            ActivationKeyStudent.activation_key.alias("letter_id"), Person.given_name, Person.family_name
        )
        .join(Student)
        .join(Person)
        .where(ActivationKeyStudent.activation_key.in_([row.id for row in rows]))
        .order_by(Person.birth_on, Person.id)
    )
    for each in named(named_on):
        children[each.letter_id].append(f"{each.given_name} {each.family_name}")
    return tuple(
        Printed(
            row.person, f"{row.family_name}, {row.given_name}", tuple(children[row.id]), row.batch, row.file_number,
            row.asked_at, row.asked_by, row.state, row.expires_on - timedelta(days=1),
            row.used_at or row.returned_at or row.revoked_at,
        )
        for row in rows
    )  # fmt: skip


def _state(today: date) -> Any:
    """What became of a letter, as one of STATES."""
    ended = ActivationKey.revoked_at.is_null(False)
    newer: Any = ActivationKey.alias()
    is_newer = (newer.person == ActivationKey.person) & (newer.id > ActivationKey.id) & newer.revoked_at.is_null()
    was_ended = (Account.person == ActivationKey.person) & Account.ended_at.is_null(False)
    return Case(
        None,
        (
            (ActivationKey.used_at.is_null(False) & fn.EXISTS(Account.select(Account.id).where(was_ended)), "closed"),
            (ActivationKey.used_at.is_null(False), "used"),
            (ActivationKey.returned_at.is_null(False), "returned"),
            (ended & ActivationKey.live_at.is_null(), "void"),
            (ended & fn.EXISTS(newer.select(newer.id).where(is_newer)), "replaced"),
            (ended, "revoked"),
            (ActivationKey.expires_on <= today, "expired"),
            (ActivationKey.live_at.is_null(False), "live"),
        ),
        "waiting",
    )
