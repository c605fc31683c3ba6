"""Who is to get a letter with an activation key, and who is passed over and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.database import named, tuples
from app.sis.access.guardians import Guardian, guardians_by
from app.sis.access.queries import not_family
from app.sis.access.roles import at
from app.sis.access.staffing import staff_among
from app.sis.accounts.queries import open_accounts
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.actor import Actor
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, StudentContact
from app.sis.schools.models import School

KEY_DAYS = 30  # how long a key is good, from the day on which its letter is made


@dataclass(frozen=True)
class Whom:
    """Whose guardians letters are for: the students of a school (None: of all of them, and those not yet placed).

    Of these, those who enrolled there on `since_on` or later; one student; or of all their guardians one person.
    """

    school: School | None
    since_on: date | None = None
    student_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Held:
    """The key that somebody has, or is about to get: when its letter was asked for, by whom, how long it is good."""

    asked_at: datetime
    asked_by: str
    is_live: bool  # else it waits until somebody confirms that it is printed
    expires_on: date  # exclusive

    @property
    def asked_on(self) -> date:
        return clock.local(self.asked_at).date()

    @property
    def last_on(self) -> date:
        return self.expires_on - timedelta(days=1)


@dataclass(frozen=True)
class PassedOver:
    """A guardian who gets no letter because of the key they have."""

    guardian: Guardian
    held: Held


@dataclass(frozen=True)
class Plan:
    """What would be printed, by family name."""

    letters: tuple[Guardian, ...]
    passed_over: tuple[PassedOver, ...]
    of_staff: tuple[Guardian, ...]  # to whom the district gives a slip
    with_account: int  # guardians who need no letter
    of_own_family: int  # of the clerk: somebody else prints theirs


def plan_letters(whom: Whom, by: Actor, is_reprint: bool = False) -> Plan:
    """Who gets a letter: every guardian with a right in force and no account.

    Who has a living key is passed over, but for a reprint; so is the clerk's own family, for whom somebody else prints,
    and the staff: what opens the records of others comes in no envelope. Six reads.
    """
    guardians = guardians_meant(whom)
    with_account = _with_account(guardians)
    held = {} if is_reprint else _held(guardians)
    own, staff = own_family(guardians, by), _on_staff(guardians)
    letters, passed_over, of_staff, own_without_account = [], [], [], 0
    for each in guardians:
        if each.id in with_account:
            continue
        if each.id in own:
            own_without_account += 1
        elif each.id in staff:
            of_staff.append(each)
        elif each.id in held:
            passed_over.append(PassedOver(each, held[each.id]))
        else:
            letters.append(each)
    return Plan(tuple(letters), tuple(passed_over), tuple(of_staff), len(with_account), own_without_account)


def guardians_meant(whom: Whom) -> tuple[Guardian, ...]:
    """Every guardian of these students with a right in force, by family name. Two reads."""
    return guardians_by(_ties(whom))


def lacking_account(whom: Whom, by: Actor) -> tuple[Guardian, ...]:
    """The guardians with a right in force who have no account, by name. Five reads.

    But for the clerk's own family, and for the staff, to whom the district gives theirs.
    """
    guardians = guardians_meant(whom)
    left_out = _with_account(guardians) | own_family(guardians, by) | _on_staff(guardians)
    return tuple(each for each in guardians if each.id not in left_out)


def living(today: date) -> Any:
    """The condition under which an ActivationKey is its guardian's: live, or waiting for its batch to be confirmed."""
    return ActivationKey.used_at.is_null() & ActivationKey.revoked_at.is_null() & (ActivationKey.expires_on > today)


def opens(today: date) -> Any:
    """The condition under which an ActivationKey opens an account, if its guardian still has a right."""
    return living(today) & ActivationKey.live_at.is_null(False)


def own_family(guardians: Iterable[Guardian], by: Actor) -> set[int]:
    """Those of these guardians who are the clerk or of the clerk's family. One read."""
    ids = {each.id for each in guardians}
    others = Person.select(Person.id).where(Person.id.in_(ids), not_family(Person.id, by))
    return ids - {person_id for (person_id,) in tuples(others)}


def of_schools(schools: list[int] | None) -> Any:
    """The condition that a LetterBatch is of one of these schools; the district (None) has also those of no school."""
    return LetterBatch.id.is_null(False) if schools is None else at(LetterBatch.school, schools)


def _ties(whom: Whom) -> Any:
    """The condition that a tie is one of those that are meant."""
    ties = StudentContact.student.is_null(False)
    if whom.school is not None:
        there = Enrollment.select(Enrollment.student).where(current(clock.today()), Enrollment.school == whom.school.id)
        if whom.since_on is not None:
            there = there.where(Enrollment.entry_on >= whom.since_on)
        ties = StudentContact.student.in_(there)
    if whom.student_id is not None:
        ties &= StudentContact.student == whom.student_id
    if whom.person_id is not None:
        ties &= StudentContact.contact == whom.person_id
    return ties


def _with_account(guardians: tuple[Guardian, ...]) -> set[int]:
    return {person_id for (person_id,) in tuples(open_accounts([each.id for each in guardians]))}


def _on_staff(guardians: tuple[Guardian, ...]) -> set[int]:
    return {person_id for (person_id,) in tuples(staff_among([each.id for each in guardians]))}


def _held(guardians: tuple[Guardian, ...]) -> dict[int, Held]:
    """The living key of each of these people who have one."""
    rows = (
        ActivationKey.select(
            ActivationKey.person.alias("person_id"),
            ActivationKey.live_at,
            ActivationKey.expires_on,
            LetterBatch.asked_at,
            LetterBatch.asked_by,
        )
        .join(LetterBatch)
        .where(ActivationKey.person.in_([each.id for each in guardians]) & living(clock.today()))
        .order_by(ActivationKey.live_at.is_null(False), ActivationKey.id)  # the live one last: it counts
    )
    return {
        row.person_id: Held(row.asked_at, row.asked_by, row.live_at is not None, row.expires_on) for row in named(rows)
    }
