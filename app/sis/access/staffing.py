"""Giving staff their roles."""

from app import clock
from app.database import tuples
from app.sis.access.models import Role, StaffRole
from app.sis.access.roles import role_in_force
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.people.models import Person
from app.sis.refused import Refused
from app.sis.schools.models import School


def give_role(person: Person, role: Role, school: School | None, by: Actor) -> StaffRole:
    """Give somebody a role at a school from today; the district office has no school.

    Raises Refused: role_needs_school, role_without_school, role_in_force.
    """
    if school is None and role is not Role.DISTRICT_OFFICE:
        raise Refused("role_needs_school", field="school", role=role)
    if school is not None and role is Role.DISTRICT_OFFICE:
        raise Refused("role_without_school", field="school")
    at_school = StaffRole.school == school if school else StaffRole.school.is_null()
    same = (StaffRole.person == person) & (StaffRole.role == role) & at_school & role_in_force(clock.today())
    with audited("role.given", by, about=person.id, role=role, school=school and school.code):
        if StaffRole.select().where(same).exists():
            raise Refused("role_in_force", name=person.full_name, role=role)
        given: StaffRole = StaffRole.create(person=person, role=role, school=school, starts_on=clock.today())
        return given


def district_office_emails() -> list[tuple[int, str]]:
    """Who works in the district office today: the person's number and e-mail, of those who have one. One read."""
    rows = (
        StaffRole.select(Person.id, Person.email)
        .join(Person)
        .where((StaffRole.role == Role.DISTRICT_OFFICE) & role_in_force(clock.today()) & (Person.email != ""))
        .order_by(Person.id)
    )
    return [(person_id, email) for person_id, email in tuples(rows)]
