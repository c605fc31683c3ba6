"""Ties on which nobody has decided yet whether there is a right to the student's records, and their deciding.

So that no parent is silently left out: every contact of a student is on the list until the office has said yes or no.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, Case, fn

from app import clock
from app.database import Page, named, page_of
from app.database.rows import PAGE
from app.sis.access.actions import OFFICE, end_right, grant_right
from app.sis.access.models import Basis as Basis
from app.sis.access.models import EndBasis as EndBasis
from app.sis.access.models import RecordsRight
from app.sis.access.queries import not_own
from app.sis.access.roles import at
from app.sis.actor import Actor
from app.sis.enrollment.models import Enrollment
from app.sis.enrollment.queries import current
from app.sis.people.models import Person, Student, StudentContact
from app.sis.refused import Refused
from app.sis.schools.models import School

PARENTS = ("mother", "father", "parent", "guardian", "stepmother", "stepfather")  # whose ties come first
LATELY = timedelta(days=14)
RIGHTS = tuple(basis for basis in Basis if basis is not Basis.DISTRICT_VOUCHED)  # on which an office gives one
ENDS = tuple(basis for basis in EndBasis if basis is not EndBasis.SOURCE_WITHDREW)  # on which it gives none


@dataclass(frozen=True)
class Tie:
    """A contact of a student of the office, and what was decided last; `pupil` and `person` are their keys."""

    student_id: int
    pupil: str
    person: str
    student: str
    grade_level: str
    school: str
    contact: str
    relation: str
    legal_guardian: bool
    lives_with: bool
    emergency: bool
    restrictions: str
    source: str
    decided: "Decision | None" = None


@dataclass(frozen=True)
class Decision:
    """A row of a tie's history. `last_on` is the last day of the right, where it ends on one."""

    granted: bool
    basis: str  # of a right, or of its end
    starts_on: date
    last_on: date | None
    revoked_at: datetime | None
    document_seen: str
    source: str
    by: str
    at: datetime

    @property
    def on(self) -> date:
        """The district's day."""
        return clock.local(self.at).date()

    @property
    def is_open(self) -> bool:
        """Whether the right is in force, or will be."""
        return self.granted and self.revoked_at is None and (self.last_on is None or self.last_on >= clock.today())


@dataclass(frozen=True)
class Ties:
    """A page of a list of ties, and how long the list is."""

    page: Page[Tie]
    count: int


def undecided(person_id: int, schools: list[int] | None, page: int = 1, size: int = PAGE) -> Ties:
    """The ties of these schools' students (None: of all schools) on which nobody has decided. One read.

    By school, first the guardians and parents. Nobody finds one of a child of their own.
    """
    rights = RecordsRight.select(RecordsRight.id).where(RecordsRight.tie == StudentContact.id)
    relation = fn.LOWER(StudentContact.relation)
    is_parent = StudentContact.legal_guardian | StudentContact.lives_with | relation.in_(PARENTS)
    order = (School.name, Case(None, [(is_parent, 0)], 1))
    return _some(_ties(person_id, schools).where(~fn.EXISTS(rights)), order, page, size)


def held(person_id: int, schools: list[int] | None) -> Ties:
    """The ties that a file still names and against which the office has decided: no import restores them. One read."""
    today = clock.today()
    is_over = ~RecordsRight.granted | RecordsRight.revoked_at.is_null(False) | (RecordsRight.ends_on <= today)
    by_office = RecordsRight.ended_by_office | (RecordsRight.source == OFFICE)
    of_file = StudentContact.source != OFFICE
    return _some(_decided(person_id, schools).where(of_file & is_over & by_office), (School.name,))


def decided_lately(person_id: int, schools: list[int] | None) -> Ties:
    """What an office decided in the last 14 days, the latest first, to be decided anew after a slip. One read."""
    by_office = RecordsRight.ended_by_office | (RecordsRight.source == OFFICE)
    is_late = RecordsRight.decided_at >= clock.now() - LATELY
    return _some(_decided(person_id, schools).where(by_office & is_late), (RecordsRight.decided_at.desc(),))


def tie_within(
    pupil: str, person: str, person_id: int, schools: list[int] | None
) -> tuple[Tie, tuple[Decision, ...]] | None:
    """The tie of the persons with these keys, if it is within the office's reach, and its history, the latest first.

    Two reads.
    """
    row = _row(pupil, person, person_id, schools)
    return (_tie(row), _history(row.id)) if row else None


def decide(
    pupil: str,
    person: str,
    basis: Basis | EndBasis,
    document_seen: str,
    by: Actor,
    schools: list[int] | None,
    last_on: date | None = None,
) -> None:
    """Give the contact of this tie a right on this basis, until after `last_on` (open), or decide that there is none.

    Only for an emergency contact who is no parent no document is needed. Raises Refused: no_tie where it is not within
    reach, document_missing, and as grant_right.
    """
    row = _row(pupil, person, by.person_id or 0, schools)
    if row is None:
        raise Refused("no_tie")
    document_seen = document_seen.strip()
    if not document_seen and basis is not EndBasis.NO_PARENT:
        raise Refused("document_missing", field="document_seen")
    tie = StudentContact.get_by_id(row.id)
    if isinstance(basis, EndBasis):
        end_right(tie, by=by, basis=basis, document_seen=document_seen)
        return
    ends_on = last_on + timedelta(days=1) if last_on else None
    grant_right(tie, by=by, basis=basis, ends_on=ends_on, document_seen=document_seen)


def _ties(person_id: int, schools: list[int] | None) -> Any:
    """The ties of students who are at these schools, a row for each of their schools."""
    student = Person.alias("student_person")
    return (
        StudentContact.select(
            StudentContact.id,
            Student.person.alias("student_id"),
            Student.key.alias("student_key"),
            Person.key.alias("contact_key"),
            student.given_name.alias("student_given_name"),
            student.family_name.alias("student_family_name"),
            Person.given_name,
            Person.family_name,
            Enrollment.grade_level,
            School.name.alias("school_name"),
            StudentContact.relation,
            StudentContact.legal_guardian,
            StudentContact.lives_with,
            StudentContact.emergency,
            StudentContact.restrictions,
            StudentContact.source.alias("tie_source"),
        )
        .join(Person)
        .join_from(StudentContact, Student)
        .join(student, on=Student.person == student.id)
        .join_from(Student, Enrollment, on=Enrollment.student == Student.person)
        .join(School)
        .where(
            StudentContact.withdrawn_at.is_null(),
            current(clock.today()),
            at(Enrollment.school, schools),
            not_own(person_id),
        )
        .order_by(School.name, SQL("student_family_name"), SQL("student_given_name"), StudentContact.id)
    )


def _decided(person_id: int, schools: list[int] | None) -> Any:
    """The same with the latest decision on each; ties without one are left out."""
    later: Any = RecordsRight.alias()
    is_latest = ~fn.EXISTS(later.select(later.id).where((later.tie == RecordsRight.tie) & (later.id > RecordsRight.id)))
    ties = _ties(person_id, schools).join_from(StudentContact, RecordsRight)
    return ties.select_extend(*_DECISION).where(is_latest)


_DECISION = (
    RecordsRight.granted,
    RecordsRight.basis,
    RecordsRight.end_basis,
    RecordsRight.starts_on,
    RecordsRight.ends_on,
    RecordsRight.revoked_at,
    RecordsRight.document_seen,
    RecordsRight.source,
    RecordsRight.decided_by,
    RecordsRight.decided_at,
)


def _some(rows: Any, order: tuple[Any, ...], page: int = 1, size: int = PAGE) -> Ties:
    ordered = rows.order_by(*order, SQL("student_family_name"), SQL("student_given_name"), StudentContact.id)
    counted = ordered.select_extend(fn.COUNT(StudentContact.id).over().alias("all_of_them"))
    found = page_of(counted, page, size)
    return Ties(found.of(map(_tie, found.rows)), found.rows[0].all_of_them if found.rows else 0)


def _row(pupil: str, person: str, person_id: int, schools: list[int] | None) -> Any | None:
    named_so = (Student.key == pupil) & (Person.key == person)
    return next(iter(named(_ties(person_id, schools).where(named_so).limit(1))), None)


def _history(tie_id: int) -> tuple[Decision, ...]:
    rows = RecordsRight.select(*_DECISION).where(RecordsRight.tie == tie_id).order_by(RecordsRight.id.desc())
    return tuple(_decision(row) for row in named(rows))


def _tie(row: Any) -> Tie:
    return Tie(
        student_id=row.student_id,
        pupil=row.student_key,
        person=row.contact_key,
        student=f"{row.student_family_name}, {row.student_given_name}",
        grade_level=row.grade_level,
        school=row.school_name,
        contact=f"{row.given_name} {row.family_name}",
        relation=row.relation,
        legal_guardian=row.legal_guardian,
        lives_with=row.lives_with,
        emergency=row.emergency,
        restrictions=row.restrictions,
        source=row.tie_source,
        decided=_decision(row) if hasattr(row, "decided_at") else None,
    )


def _decision(row: Any) -> Decision:
    return Decision(
        granted=row.granted,
        basis=row.end_basis or row.basis,
        starts_on=row.starts_on,
        last_on=row.ends_on and row.ends_on - timedelta(days=1),
        revoked_at=row.revoked_at,
        document_seen=row.document_seen,
        source=row.source,
        by=row.decided_by,
        at=row.decided_at,
    )
