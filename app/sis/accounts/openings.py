"""Records that somebody asked for and was refused."""

from collections import defaultdict
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
    """Who was refused whose record, how often, and last when. `student` is empty where the key was nobody's.

    It counts once an hour for each sign-in and category.
    """

    at: datetime
    who: str
    username: str
    categories: tuple[str, ...]
    student: str
    times: int

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
    """Those of the last 30 days, at most 50, one for each account and student: nobody can push another's out by asking.

    First those of a student, then those of nobody; each newest first.
    """
    student = Person.alias()
    rows = (
        AccessEvent.select(
            AccessEvent.account_id,
            AccessEvent.student_id,
            AccessEvent.category,
            fn.MAX(AccessEvent.at).alias("last_at"),
            fn.COUNT(AccessEvent.id).alias("times"),
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
        .group_by(
            AccessEvent.account_id,
            AccessEvent.student_id,
            AccessEvent.category,
            Account.username,
            Person.given_name,
            Person.family_name,
            student.given_name,
            student.family_name,
        )
        .order_by(AccessEvent.category)
    )
    of_pair = defaultdict(list)
    for row in named(rows):
        of_pair[row.account_id, row.student_id].append(row)
    refusals = [
        Refusal(
            at=max(row.last_at for row in of_one),
            who=f"{of_one[0].given_name} {of_one[0].family_name}",
            username=of_one[0].username,
            categories=tuple(row.category for row in of_one),
            student=f"{of_one[0].student_given_name} {of_one[0].student_family_name}" if student_id else "",
            times=sum(row.times for row in of_one),
        )
        for (_, student_id), of_one in of_pair.items()
    ]
    return tuple(sorted(refusals, key=lambda each: (bool(each.student), each.at), reverse=True)[:AT_MOST])


def _of_own_child() -> Any:
    ties = StudentContact.select(StudentContact.id).where(
        (StudentContact.student == AccessEvent.student_id) & (StudentContact.contact == Account.person)
    )
    roles = StaffRole.select(StaffRole.id).where(StaffRole.person == Account.person)
    return fn.EXISTS(ties) & fn.EXISTS(roles)
