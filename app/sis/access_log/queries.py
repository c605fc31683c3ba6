"""The access log as a family reads it.

What could help anybody to find a person is left out here, where the rows are read: whoever shows them cannot slip.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import JOIN, Case, Expression, fn

from app import clock
from app.database import named
from app.sis.access import policy
from app.sis.access.contacts import contacts_of
from app.sis.access.models import Role
from app.sis.access.roles import GUARDIAN
from app.sis.access.viewer import Viewer
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.actor import Cause
from app.sis.audit.models import AccessEvent, AuditEvent
from app.sis.people.models import Person, StudentContact

CAUSES = frozenset(Cause)


@dataclass(frozen=True)
class Span:
    """Which part of a log, newest first: from one day to another, both included; after so many, at most so many."""

    since: date | None = None
    until: date | None = None
    skip: int = 0
    at_most: int | None = None

    def holds(self, at: Any) -> list[Expression]:
        """The conditions that an instant lies on these days."""
        after = [at >= clock.instant(self.since, time.min)] if self.since else []
        return after + ([at < clock.instant(self.until + timedelta(days=1), time.min)] if self.until else [])

    def part(self, rows: Any) -> Iterable[Any]:
        return named(rows.limit(self.at_most).offset(self.skip))


@dataclass(frozen=True)
class Attempt:
    """An attempt to sign in, or a password typed again; `outcome` as SignInAttempt has it."""

    at: datetime
    outcome: str
    device: str
    address: str


@dataclass(frozen=True)
class Look:
    """Somebody opened a category of a student's record. Of the viewer's family it is only known on which day."""

    on: date
    at: datetime | None
    role: str  # guardian, student, or one of the staff's
    name: str  # empty where the district shows the role alone
    category: str
    student_id: int


@dataclass(frozen=True)
class Change:
    """Something was changed about a student's record, or about the viewer (then `student_id` is None)."""

    at: datetime
    action: str
    by_viewer: bool
    by: str  # empty where the district does not name its staff
    cause: Cause | None  # of what Homeroom did by itself
    about_viewer: bool
    about: str  # empty where the viewer may not know whom
    student_id: int | None


def attempts(viewer: Viewer, span: Span) -> list[Attempt]:
    """The viewer's sign-ins and misses. One read."""
    rows = (
        SignInAttempt.select(SignInAttempt.at, SignInAttempt.outcome, SignInAttempt.device, SignInAttempt.address)
        .where(SignInAttempt.account == viewer.account_id, *span.holds(SignInAttempt.at))
        .order_by(SignInAttempt.id.desc())
    )
    return [Attempt(row.at, row.outcome, row.device, row.address) for row in span.part(rows)]


def looks(viewer: Viewer, student_ids: Sequence[int], span: Span, own: bool) -> list[Look]:
    """What the viewer opened of these students' records; or, not `own`, what others did: who was refused is not said.

    Others are staff. Where the district shows guardians, also those whom the viewer may know of: once a day for each
    category, when that day is over, after all else of it and in the order of names, so that nothing tells the time. A
    student's own looks are shown to the student alone. One read; two of others where guardians are shown.
    """
    event = AccessEvent
    is_own = event.account_id == viewer.account_id
    is_other_guardian = (event.role == GUARDIAN) & ~is_own
    shown = is_own if own else ~is_own & event.role.in_(list(Role))
    if policy.current().log_shows_guardians and not own:
        for student_id, contacts in contacts_of(list(student_ids), viewer.person_id).items():
            known = Account.person.in_([contact.person_id for contact in contacts])
            is_over = event.day_on < clock.today()
            shown |= is_other_guardian & (event.student_id == student_id) & known & is_over
    days = [event.day_on >= span.since] if span.since else []
    days += [event.day_on <= span.until] if span.until else []
    at = Case(None, [(is_other_guardian, None)], event.at).alias("at")
    late = Case(None, [(is_other_guardian, 1)], 0).alias("late")
    rows = (
        event.select(
            event.day_on, late, at, event.account_id, event.role, event.category, event.student_id,
            Person.family_name, Person.given_name,
        )
        .join(Account, JOIN.LEFT_OUTER, on=event.account_id == Account.id)
        .join(Person, JOIN.LEFT_OUTER)
        .where(event.student_id.in_(student_ids), event.outcome == "seen", shown, *days)
        .distinct()
        .order_by(
            event.day_on.desc(), late, at.desc(), Person.family_name, Person.given_name,
            event.student_id, event.category, event.account_id,
        )
    )  # fmt: skip
    names_staff = policy.current().log_names_staff
    return [
        Look(
            on=row.day_on,
            at=datetime.fromisoformat(row.at) if isinstance(row.at, str) else row.at,
            role=row.role,
            name=_name(row) if names_staff or row.late else "",
            category=row.category,
            student_id=row.student_id,
        )
        for row in span.part(rows)
    ]


def changes(viewer: Viewer, student_ids: Sequence[int], span: Span, actions: Sequence[str], own: bool) -> list[Change]:
    """These actions on these students' records and, with `own`, on the viewer's account. Two reads.

    What another guardian or the student did is not told: it would tell when. Of a contact whom the viewer may not know
    of there is no name.
    """
    event = AuditEvent
    is_own = fn.COALESCE(event.account_id, 0) == viewer.account_id
    ties = StudentContact.select(StudentContact.id).where(
        (StudentContact.student == event.student_id) & (StudentContact.contact == Account.person)
    )
    by_family = fn.EXISTS(ties) | (fn.COALESCE(Account.person, 0) == event.student_id)
    wanted = event.student_id.in_(student_ids) & (is_own | ~by_family)
    if own:
        wanted |= (event.person_id == viewer.person_id) & event.student_id.is_null()
    rows = (
        event.select(event.at, event.action, event.actor, event.account_id, event.person_id, event.student_id)
        .join(Account, JOIN.LEFT_OUTER, on=event.account_id == Account.id)
        .where(event.action.in_(actions), wanted, *span.holds(event.at))
        .order_by(event.id.desc())
    )
    names = {
        (student_id, contact.person_id): contact.name
        for student_id, contacts in contacts_of(list(student_ids), viewer.person_id).items()
        for contact in contacts
    }
    names_staff = policy.current().log_names_staff
    return [
        Change(
            at=row.at,
            action=row.action,
            by_viewer=row.account_id == viewer.account_id,
            by=row.actor if names_staff else "",
            cause=Cause(row.actor) if row.account_id is None and row.actor in CAUSES else None,
            about_viewer=row.person_id == viewer.person_id,
            about=names.get((row.student_id, row.person_id), ""),
            student_id=row.student_id,
        )
        for row in span.part(rows)
    ]


def _name(row: Any) -> str:
    return f"{row.given_name or ''} {row.family_name or ''}".strip()
