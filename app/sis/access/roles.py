"""What staff may open: a capability per record class and role. Who has no need does not see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Expression, fn

from app.sis.access.models import Role as Role
from app.sis.access.models import StaffRole, SubstitutePass

GUARDIAN, STUDENT = "guardian", "student"  # as what a family opens a record; beside the roles of staff
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

    def reaches(self, school_id: int) -> bool:
        return self.school_id is None or self.school_id == school_id


def role_in_force(today: date) -> Expression:
    """The condition under which a StaffRole row holds on that day."""
    return (StaffRole.starts_on.is_null() | (StaffRole.starts_on <= today)) & ends_after(today)


def ends_after(day: date) -> Expression:
    """The condition under which a StaffRole row holds on that day or is to come."""
    return StaffRole.ends_on.is_null() | (StaffRole.ends_on > day)


def pass_in_force(today: date) -> Expression:
    """The condition under which a SubstitutePass row holds on that day."""
    return (SubstitutePass.starts_on <= today) & (SubstitutePass.ends_on > today)


def on_staff(person: Any, today: date) -> Any:
    """The condition that somebody has a role or a pass on that day, or one that is to come.

    Their account opens the records of others: it is the district's to give, not an envelope's or a school's.
    """
    roles = StaffRole.select(StaffRole.id).where((StaffRole.person == person) & ends_after(today))
    passes = SubstitutePass.select(SubstitutePass.id).where(
        (SubstitutePass.person == person) & (SubstitutePass.ends_on > today)
    )
    return fn.EXISTS(roles) | fn.EXISTS(passes)


def schools_of(roles: tuple[RoleInForce, ...], role: str) -> list[int] | None:
    """The schools for which somebody has this role; None is every school."""
    schools = [each.school_id for each in roles if each.role == role]
    return None if None in schools else [school_id for school_id in schools if school_id is not None]


def opened_by(roles: tuple[RoleInForce, ...], school_ids: frozenset[int]) -> frozenset[str]:
    """The categories of a record that these roles open, of a student who is at these schools."""
    return frozenset(records for each in roles if any(map(each.reaches, school_ids)) for records in MAY_OPEN[each.role])


def role_that_opens(roles: tuple[RoleInForce, ...], school_ids: frozenset[int], records: str) -> str:
    """The role by which somebody opens this category of the record of a student at these schools.

    Where none of them does it is the teacher's, which opens by section.
    """
    reaching = (each.role for each in roles if any(map(each.reaches, school_ids)))
    return next((role for role in reaching if records in MAY_OPEN[role]), Role.TEACHER)


def at(school: Any, schools: list[int] | None) -> Any:
    """The condition that a row's school is one of these; None is every school."""
    return school.is_null(False) if schools is None else school.in_(schools)
