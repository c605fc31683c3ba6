"""Letters from the asking to the key that opens.

ask() lays a batch: who gets a letter, in files of 100. For each file draw() draws the keys, and once the letters are
written keep_file() keeps their hashes: a file is made once. confirm() brings the keys of the whole batch alive, when
the letters are printed. Until then they open nothing, and discard() throws them away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from app import clock
from app.database import db, named, tuples
from app.database.connection import is_postgresql
from app.sis.access.guardians import Guardian, guardians_by
from app.sis.access.queries import not_family
from app.sis.access.staffing import staff_among
from app.sis.accounts.queries import open_accounts
from app.sis.activation import keys
from app.sis.activation.letters import (
    KEY_DAYS,
    Whom,
    living,
    opens,
    plan_letters,
)
from app.sis.activation.models import ActivationKey, ActivationKeyStudent, LetterBatch
from app.sis.actor import Actor
from app.sis.audit.actions import Facts, audited
from app.sis.people.models import Person, StudentContact
from app.sis.refused import Refused
from app.sis.schools.models import School

FILE_OF = 100  # letters in a file


@dataclass(frozen=True)
class Letter:
    """A letter about to be written: the one place where a key stands as it is printed."""

    id: int
    key: str
    guardian: Guardian
    expires_on: date  # exclusive

    @property
    def last_on(self) -> date:
        return self.expires_on - timedelta(days=1)


@dataclass(frozen=True)
class File:
    """The letters of one file, whose keys the database does not know yet; `left_out`: rows that get none any more."""

    batch: LetterBatch
    number: int
    version: int
    letters: tuple[Letter, ...]
    left_out: tuple[int, ...]


@dataclass(frozen=True)
class Confirmed:
    """How many keys came alive, and whose stay dead, although their letters are printed."""

    live: int
    dead: tuple[str, ...]


@contextmanager
def audited_alone(action: str, by: Actor, about: int | None = None, **facts: object) -> Iterator[Facts]:
    """As audited(), one at a time of all that asks for letters, confirms or ends them.

    So that of two batches that are confirmed at once only one gives a guardian a key, and nobody waits for the other
    with the rows that the other wants.
    """
    with audited(action, by, about=about, **facts) as kept:
        if is_postgresql():  # SQLite has one writer at a time anyway
            db.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended('letters', 0))")
        yield kept


def ask(whom: Whom, by: Actor, is_reprint: bool = False) -> LetterBatch:
    """Ask for letters: a batch without keys. A reprint ends the older keys once the new ones come alive.

    At the counter, for one adult: ask(Whom(school, person_id=…), by, is_reprint=True). Raises Refused("letters_none")
    where nobody is to get one.
    """
    facts = {"student_id_asked": whom.student_id, "since": whom.since_on, "is_reprint": is_reprint}
    school = whom.school
    with audited_alone("letters.asked", by, about=whom.person_id, school=school and school.code, **facts) as kept:
        letters = plan_letters(whom, by, is_reprint).letters
        if not letters:
            raise Refused("letters_none")
        batch: LetterBatch = LetterBatch.create(
            school=school,
            student=whom.student_id,
            since_on=whom.since_on,
            is_reprint=is_reprint,
            asked_by=by.name,
            asked_by_id=by.person_id,
        )
        expires_on = clock.today() + timedelta(days=KEY_DAYS)
        ActivationKey.insert_many(
            {"batch": batch.id, "person": each.id, "file_number": at // FILE_OF + 1, "expires_on": expires_on}
            for at, each in enumerate(letters)
        ).execute()
        kept.update(batch=batch.key, letters=len(letters))
    return batch


def draw(batch: LetterBatch, number: int, version: int, by: Actor) -> File:
    """The letters of a file with new keys, each for the children it opens today. Nothing is written.

    Who has lost the right, is on the staff, has an account or got another key since the asking is left out. Raises
    Refused: batch_changed, batch_confirmed, batch_discarded, no_file, file_made, own_family (`by` is of one that gets
    a letter).
    """
    _check(batch, version)
    rows = list(_letters(batch, number).order_by(ActivationKey.id))
    if not rows:
        raise Refused("no_file", number=number)
    made_at = next((row.made_at for row in rows if row.made_at), None)
    if made_at:
        raise Refused("file_made", number=number, at=made_at, by=batch.asked_by)
    _check_family(batch, by, number)
    due = _still_due(batch, number)
    expires_on = clock.today() + timedelta(days=KEY_DAYS)
    waiting = [row for row in rows if row.revoked_at is None]
    letters = [
        Letter(row.id, keys.new_key(), due[row.person_id], expires_on) for row in waiting if row.person_id in due
    ]
    left_out = [row.id for row in waiting if row.person_id not in due]
    return File(batch, number, version, tuple(letters), tuple(left_out))


def keep_file(file: File, by: Actor) -> None:
    """Keep the hashes of a file's keys and the children that its letters name. Raises Refused as draw()."""
    batch, number, now = file.batch, file.number, clock.now()
    with audited_alone("letters.made", by, batch=batch.key, file=number, letters=len(file.letters)):
        _check(batch, file.version)
        made = _letters(batch, number).where(ActivationKey.made_at.is_null(False)).first()
        if made:
            raise Refused("file_made", number=number, at=made.made_at, by=batch.asked_by)
        ids = [letter.id for letter in file.letters]
        ActivationKeyStudent.delete().where(ActivationKeyStudent.activation_key.in_(ids)).execute()
        for letter in file.letters:
            ActivationKey.update(
                key_hash=keys.key_hash(keys.typed(letter.key)), made_at=now, expires_on=letter.expires_on
            ).where(ActivationKey.id == letter.id).execute()
        children = [
            {"activation_key": each.id, "student": child.id}
            for each in file.letters
            for child in each.guardian.children
        ]
        if children:
            ActivationKeyStudent.insert_many(children).execute()
        if file.left_out:
            left_out = {"made_at": now, "revoked_at": now}
            ActivationKey.update(left_out).where(ActivationKey.id.in_(file.left_out)).execute()


def make_anew(batch: LetterBatch, version: int, by: Actor) -> None:
    """Void the files that were made, of a batch that is not confirmed: they can be made again, with other keys.

    Raises Refused: batch_changed, batch_confirmed, batch_discarded, own_family.
    """
    with audited_alone("letters.made_anew", by, batch=batch.key, version=version + 1):
        _check(batch, version)
        _check_family(batch, by)
        LetterBatch.update(version=version + 1).where(LetterBatch.id == batch.id).execute()
        ActivationKey.update(key_hash=None, made_at=None).where(
            ActivationKey.batch == batch.id, ActivationKey.revoked_at.is_null()
        ).execute()


def confirm(batch: LetterBatch, version: int, by: Actor) -> Confirmed:
    """The letters are printed: bring every key of the batch alive.

    The key of somebody who has lost the right meanwhile, is on the staff, or has an account or another key, stays dead.
    A reprint ends the older keys of those who got a new one. Raises Refused: batch_changed, batch_confirmed,
    batch_discarded, files_not_made.
    """
    now = clock.now()
    with audited_alone("letters.confirmed", by, batch=batch.key) as kept:
        _check(batch, version)
        unmade = {
            number for (number,) in tuples(
                _letters(batch).where(ActivationKey.made_at.is_null()).select(ActivationKey.file_number).distinct()
            )
        }  # fmt: skip
        if unmade:
            raise Refused("files_not_made", numbers=", ".join(map(str, sorted(unmade))))
        waiting = (ActivationKey.batch == batch.id) & ActivationKey.revoked_at.is_null()
        # Whose key a later reprint has ended gets none here, and keeps the later one.
        open_to = {person_id for (person_id,) in tuples(ActivationKey.select(ActivationKey.person).where(waiting))}
        due = [person_id for person_id in _still_due(batch) if person_id in open_to]
        ended = 0
        if batch.is_reprint:
            older = (ActivationKey.batch != batch.id) & ActivationKey.person.in_(due) & living(clock.today())
            ended = ActivationKey.update(revoked_at=now).where(older).execute()
        live = ActivationKey.update(live_at=now).where(waiting & ActivationKey.person.in_(due)).execute()
        dead = list(
            named(
                ActivationKey.select(ActivationKey.id, Person.given_name, Person.family_name)
                .join(Person)
                .where(waiting & ActivationKey.live_at.is_null())
                .order_by(ActivationKey.id)
            )
        )
        ActivationKey.update(revoked_at=now).where(ActivationKey.id.in_([row.id for row in dead])).execute()
        LetterBatch.update(confirmed_at=now).where(LetterBatch.id == batch.id).execute()
        kept.update(live=live, dead=len(dead), older_ended=ended)
    return Confirmed(int(live), tuple(f"{row.family_name}, {row.given_name}" for row in dead))


def discard(batch: LetterBatch, version: int, by: Actor) -> None:
    """Throw a batch away: its keys never open anything. Raises Refused as make_anew."""
    now = clock.now()
    with audited_alone("letters.discarded", by, batch=batch.key):
        _check(batch, version)
        _check_family(batch, by)
        LetterBatch.update(discarded_at=now).where(LetterBatch.id == batch.id).execute()
        ActivationKey.update(revoked_at=now).where(
            ActivationKey.batch == batch.id, ActivationKey.revoked_at.is_null()
        ).execute()


def discard_unfinished(school: School, by: Actor) -> int:
    """Discard what an interrupted command left for this school, so that it can simply be run again; how many batches.

    A command that still runs finds its batch gone when it would confirm it, and takes its files back.
    """
    left = LetterBatch.select().where(
        LetterBatch.school == school.id,
        LetterBatch.asked_by_id.is_null(),  # by an operator: the page's clerks are persons
        LetterBatch.confirmed_at.is_null(),
        LetterBatch.discarded_at.is_null(),
    )
    found = list(left)
    for batch in found:
        discard(batch, batch.version, by)
    return len(found)


def files_of(batch: LetterBatch) -> int:
    """How many files the batch has. One read."""
    return int(_letters(batch).select(fn.MAX(ActivationKey.file_number)).scalar() or 0)


def _check(batch: LetterBatch, version: int) -> None:
    """That the batch is open and as the clerk saw it."""
    now = LetterBatch.get_by_id(batch.id)
    if now.confirmed_at:
        raise Refused("batch_confirmed", at=now.confirmed_at)
    if now.discarded_at:
        raise Refused("batch_discarded", at=now.discarded_at)
    if now.version != version:
        raise Refused("batch_changed")


def _check_family(batch: LetterBatch, by: Actor, number: int | None = None) -> None:
    """That no letter of the batch, or of one file of it, is for the clerk's own family: those are a colleague's."""
    own = _letters(batch, number).where(ActivationKey.revoked_at.is_null(), ~not_family(ActivationKey.person, by))
    if own.exists():
        raise Refused("own_family")


def _letters(batch: LetterBatch, number: int | None = None) -> Any:
    letters = ActivationKey.select().where(ActivationKey.batch == batch.id)
    return letters if number is None else letters.where(ActivationKey.file_number == number)


def _still_due(batch: LetterBatch, number: int | None = None) -> dict[int, Guardian]:
    """Of the adults in a batch, or in one file of it, those who are still to get their letter. Four reads."""
    persons = _letters(batch, number).select(ActivationKey.person)
    done = {person_id for gone in (open_accounts, staff_among) for (person_id,) in tuples(gone(persons))}
    if not batch.is_reprint:
        other = ActivationKey.select(ActivationKey.person).where(
            ActivationKey.person.in_(persons), ActivationKey.batch != batch.id, opens(clock.today())
        )
        done |= {person_id for (person_id,) in tuples(other)}
    return {each.id: each for each in guardians_by(StudentContact.contact.in_(persons)) if each.id not in done}
