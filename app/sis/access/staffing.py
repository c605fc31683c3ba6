"""Giving staff their roles; they end in accounts/members.py, with what the account was for."""

from datetime import date
from typing import Any

from peewee import JOIN

from app import clock
from app.database import tuples
from app.sis.access.models import Role, StaffRole
from app.sis.access.roles import ends_after, on_staff, role_in_force
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.people.models import Person
from app.sis.refused import Refused
from app.sis.schools.models import School


def give_role(
    person: Person,
    role: Role,
    school: School | None,
    by: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> StaffRole:
    """Give somebody a role at a school in [starts_on, ends_on), from today and without an end where none is named.

    The district office has no school. Raises Refused: role_needs_school, role_without_school, role_in_force,
    role_over_before.
    """
    starts_on = starts_on or clock.today()
    if school is None and role is not Role.DISTRICT_OFFICE:
        raise Refused("role_needs_school", field="school", role=role)
    if school is not None and role is Role.DISTRICT_OFFICE:
        raise Refused("role_without_school", field="school")
    if ends_on is not None and ends_on <= starts_on:
        raise Refused("role_over_before", field="last_on")
    at_school = StaffRole.school == school if school else StaffRole.school.is_null()
    same = (StaffRole.person == person) & (StaffRole.role == role) & at_school & ends_after(starts_on)
    if ends_on is not None:
        same &= StaffRole.starts_on.is_null() | (StaffRole.starts_on < ends_on)
    code = school and school.code
    with audited("role.given", by, about=person.id, role=role, school=code, starts_on=starts_on, ends_on=ends_on):
        if StaffRole.select().where(same).exists():
            raise Refused("role_in_force", name=person.full_name, role=role)
        given: StaffRole = StaffRole.create(
            person=person, role=role, school=school, starts_on=starts_on, ends_on=ends_on
        )
        return given


def roles_not_over(person: Person) -> list[StaffRole]:
    """The roles that somebody has or will have. One read."""
    return list(
        StaffRole.select(StaffRole, School)
        .join(School, JOIN.LEFT_OUTER)
        .where((StaffRole.person == person) & ends_after(clock.today()))
        .order_by(StaffRole.starts_on, StaffRole.id)
    )


def staff_among(person_ids: Any) -> Any:
    """Those of these persons who are on the staff today or later: a list of ids or a query for them."""
    return Person.select(Person.id).where(Person.id.in_(person_ids), on_staff(Person.id, clock.today()))


def district_office_emails() -> list[tuple[int, str]]:
    """Who works in the district office today: the person's number and e-mail, of those who have one. One read."""
    rows = (
        StaffRole.select(Person.id, Person.email)
        .join(Person)
        .where((StaffRole.role == Role.DISTRICT_OFFICE) & role_in_force(clock.today()) & (Person.email != ""))
        .order_by(Person.id)
    )
    return [(person_id, email) for person_id, email in tuples(rows)]
