"""Who is on file for a student, as a viewer may see it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import JOIN

from app import clock
from app.database import statement
from app.sis.access.models import RecordsRight
from app.sis.access.rights import in_force
from app.sis.households.queries import Telephone, phones_for_office
from app.sis.people.models import Person, StudentContact


@dataclass(frozen=True)
class Contact:
    """An adult tied to a student. Of another home it is the name and what it is to the child, never how to reach it."""

    person_id: int
    name: str
    relation: str
    has_rights: bool
    rights_until: date | None  # the last day, where the right ends on one
    may_pick_up: bool
    emergency: bool
    restrictions: str
    phones: tuple[Telephone, ...] = ()  # for staff alone


def contacts_of(student_ids: list[int], viewer_id: int | None) -> dict[int, tuple[Contact, ...]]:
    """The contacts of these students, in order of priority, that the viewer may know of; for staff `viewer_id` is None.

    Between two contacts of a child of whom one is restricted (a no-contact order, say) neither is shown the other.
    One read; for staff two.
    """
    ties = _ties(student_ids, clock.today())
    phones = phones_for_office([tie.person_id for tie in ties]) if viewer_id is None else {}
    restricted = {tie.student_id for tie in ties if tie.person_id == viewer_id and tie.restrictions}
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for tie in ties:
        hidden = tie.restrictions or tie.student_id in restricted
        if hidden and viewer_id not in (None, tie.person_id):
            continue
        contacts[tie.student_id].append(
            Contact(
                person_id=tie.person_id,
                name=f"{tie.given_name} {tie.family_name}",
                relation=tie.relation,
                has_rights=tie.right_id is not None,
                rights_until=tie.ends_on and tie.ends_on - timedelta(days=1),
                may_pick_up=tie.may_pick_up,
                emergency=tie.emergency,
                restrictions=tie.restrictions if viewer_id is None else "",
                phones=phones.get(tie.person_id, ()),
            )
        )
    return {student_id: tuple(found) for student_id, found in contacts.items()}


@statement
def _ties(student_ids: list[int], today: date) -> Any:
    """A row for each tie; a tie has at most one right in force."""
    return (
        StudentContact.select(
            StudentContact.student.alias("student_id"),
            StudentContact.relation,
            StudentContact.may_pick_up,
            StudentContact.emergency,
            StudentContact.restrictions,
            Person.id.alias("person_id"),
            Person.given_name,
            Person.family_name,
            RecordsRight.id.alias("right_id"),
            RecordsRight.ends_on,
        )
        .join(Person)
        .join_from(
            StudentContact, RecordsRight, JOIN.LEFT_OUTER, on=(RecordsRight.tie == StudentContact.id) & in_force(today)
        )
        .where(StudentContact.student.in_(student_ids) & StudentContact.withdrawn_at.is_null())
        .order_by(StudentContact.priority.is_null(), StudentContact.priority, StudentContact.id)
    )
