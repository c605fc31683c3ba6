"""What staff may open: a capability per record class and role. Who has no need does not see."""

from dataclasses import dataclass
from datetime import date

from peewee import Expression

from app.sis.access.models import Role, StaffRole

FAMILY_TABS = frozenset({"schedule", "grades", "attendance", "household"})

MAY_OPEN: dict[str, frozenset[str]] = {
    Role.TEACHER: frozenset(),  # only through their own sections: see sections_of()
    Role.COUNSELOR: FAMILY_TABS,
    Role.SCHOOL_OFFICE: FAMILY_TABS,
    Role.ATTENDANCE_OFFICE: frozenset({"schedule", "attendance", "household"}),
    Role.DISTRICT_OFFICE: FAMILY_TABS,
}


@dataclass(frozen=True)
class RoleInForce:
    """A role of somebody today; `school_id` None is the whole district."""

    role: str
    school_id: int | None

    def reaches(self, school_id: int | None) -> bool:
        return self.school_id is None or self.school_id == school_id


def role_in_force(today: date) -> Expression:
    """The condition under which a StaffRole row holds on that day."""
    return (StaffRole.starts_on.is_null() | (StaffRole.starts_on <= today)) & (
        StaffRole.ends_on.is_null() | (StaffRole.ends_on > today)
    )


def schools_for(roles: tuple[RoleInForce, ...], records: str) -> list[int] | None:
    """The schools whose students' records of this category these roles open; None is every school."""
    opening = [each for each in roles if records in MAY_OPEN[each.role]]
    if any(each.school_id is None for each in opening):
        return None
    return [each.school_id for each in opening if each.school_id is not None]
