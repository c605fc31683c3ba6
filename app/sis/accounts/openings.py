"""Records that somebody asked for and was refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from app import clock
from app.database import named
from app.sis.access.models import StaffRole
from app.sis.accounts.models import Account
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Person, StudentContact

AT_MOST = 50
PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class Refusal:
    """Who was refused which category of whose record. `student` is empty where the key in the address was nobody's."""

    at: datetime
    who: str
    username: str
    category: str
    student: str

    @property
    def on(self) -> date:
        """The district's day."""
        return clock.local(self.at).date()


def own_child_attempts() -> tuple[Refusal, ...]:
    """Members of the staff who asked, without a guardian's right, for a student they are tied to. One read."""
    return _refusals(_of_own_child())


def refused_openings() -> tuple[Refusal, ...]:
    """All other refusals. One read."""
    return _refusals(~_of_own_child())


def _refusals(wanted: Any) -> tuple[Refusal, ...]:
    """The latest of the last 30 days, at most 50, newest first."""
    student = Person.alias()
    rows = (
        AccessEvent.select(
            AccessEvent.at,
            AccessEvent.category,
            Account.username,
            Person.given_name,
            Person.family_name,
            student.given_name.alias("student_given_name"),
            student.family_name.alias("student_family_name"),
        )
        .join(Account, on=AccessEvent.account_id == Account.id)
        .join(Person)
        .join_from(AccessEvent, student, JOIN.LEFT_OUTER, on=AccessEvent.student_id == student.id)
        .where((AccessEvent.outcome == "refused") & (AccessEvent.at >= clock.now() - PERIOD) & wanted)
        .order_by(AccessEvent.at.desc(), AccessEvent.id.desc())
        .limit(AT_MOST)
    )
    return tuple(
        Refusal(
            at=row.at,
            who=f"{row.given_name} {row.family_name}",
            username=row.username,
            category=row.category,
            student=f"{row.student_given_name} {row.student_family_name}" if row.student_given_name else "",
        )
        for row in named(rows)
    )


def _of_own_child() -> Any:
    ties = StudentContact.select(StudentContact.id).where(
        (StudentContact.student == AccessEvent.student_id) & (StudentContact.contact == Account.person)
    )
    roles = StaffRole.select(StaffRole.id).where(StaffRole.person == Account.person)
    return fn.EXISTS(ties) & fn.EXISTS(roles)
