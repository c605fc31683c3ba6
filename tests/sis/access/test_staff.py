"""What a role opens of whose record, and when."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.models import Role, StaffRole
from app.sis.access.queries import Child, student_for_staff
from app.sis.access.roles import MAY_OPEN, RoleInForce, role_in_force
from app.sis.access.staffing import give_role
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from tests.build import NOON, District
from tests.conventions.world import ROLES

TODAY = NOON.date()
DAY = timedelta(days=1)
OPERATOR = operator("the operator")
CATEGORIES = ("schedule", "grades", "attendance", "household", "discipline", "test_scores", "report_cards")


def opened(person: Person, student: Student, records: str = "schedule") -> Child | None:
    held = StaffRole.select().where((StaffRole.person == person) & role_in_force(clock.today()))
    roles = tuple(RoleInForce(each.role, each.school_id) for each in held)
    return student_for_staff(person.id, roles, student.key, records)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("records", CATEGORIES)
def test_a_capability_per_record_class_and_role(role: Role, records: str, district: District) -> None:
    """What each role needs, as far as these records exist: who has no need does not see."""
    four = ("schedule", "grades", "attendance", "household")
    need = {
        Role.TEACHER: (),
        Role.COUNSELOR: four,
        Role.SCHOOL_OFFICE: four,
        Role.ATTENDANCE_OFFICE: ("schedule", "attendance", "household"),
        Role.DISTRICT_OFFICE: four,
    }
    ana = district.student()
    child = opened(district.staff(role), ana, records)
    assert (child is not None) == (records in need[role])
    if child is not None:
        assert (child.key, child.is_own, child.opens) == (ana.key, False, MAY_OPEN[role])


def test_every_role_has_its_line_in_the_table() -> None:
    assert set(MAY_OPEN) == set(Role)
    assert set(Role) <= set(ROLES)  # and is tried on every route


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "opens"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),  # begins tomorrow
        (None, TODAY + DAY, True),  # today is the last day
        (None, TODAY, False),  # ended yesterday
    ],
)
def test_a_role_holds_from_a_day_to_a_day(
    starts_on: date | None, ends_on: date | None, opens: bool, district: District
) -> None:
    clerk = district.staff(Role.SCHOOL_OFFICE, starts_on=starts_on, ends_on=ends_on)
    assert bool(opened(clerk, district.student())) is opens


def test_another_school_s_student_is_a_stranger_and_the_district_s_is_not(district: District) -> None:
    ana, west = district.student(), district.new_school("West High School")
    assert opened(district.staff(Role.COUNSELOR, school=west), ana) is None
    assert opened(district.staff(Role.DISTRICT_OFFICE), ana)


def test_the_former_school_no_longer_opens_the_record(district: District) -> None:
    west, ana = district.new_school("West High School"), district.student(enrolled=False)
    district.enroll(ana, exit_on=TODAY + DAY)
    district.enroll(ana, west, entry_on=TODAY + DAY)
    east_clerk, west_clerk = (district.staff(Role.SCHOOL_OFFICE, school=each) for each in (district.school, west))
    assert (bool(opened(east_clerk, ana)), bool(opened(west_clerk, ana))) == (True, False)
    with clock.stopped(NOON + DAY):
        assert (bool(opened(east_clerk, ana)), bool(opened(west_clerk, ana))) == (False, True)


def test_both_schools_of_a_student_open_the_record(district: District) -> None:
    west, ana = district.new_school("West High School"), district.student()
    district.enroll(ana, west)
    for school in (district.school, west):
        assert opened(district.staff(Role.COUNSELOR, school=school), ana)


def test_two_roles_at_two_schools_open_what_each_opens_there(district: District) -> None:
    west, ana = district.new_school("West High School"), district.student()
    both = district.staff(Role.ATTENDANCE_OFFICE)
    district.role(both, Role.COUNSELOR, west)
    assert opened(both, ana, "attendance")
    assert opened(both, ana, "grades") is None  # as counselor only at West
    district.enroll(ana, west)
    assert opened(both, ana, "grades")


@pytest.mark.parametrize("role", [Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE])
def test_who_left_was_withdrawn_or_never_came_opens_to_nobody(role: Role, district: District) -> None:
    left, withdrawn, never = (district.student(given, enrolled=False) for given in ("Ana", "Luis", "Sofía"))
    district.enroll(left, exit_on=TODAY)
    district.enroll(withdrawn, withdrawn_at=clock.now())
    clerk = district.staff(role)
    assert [opened(clerk, each) for each in (left, withdrawn, never)] == [None, None, None]


def test_in_summer_the_school_to_come_opens_the_record(district: District) -> None:
    ana = district.student(enrolled=False)
    district.enroll(ana, entry_on=TODAY + 9 * DAY)
    assert opened(district.staff(Role.SCHOOL_OFFICE), ana)


def test_a_window_and_a_refusal_close_nothing_to_staff(district: District) -> None:
    ana = district.student(birth_on=date(2008, 1, 1))
    district.window(district.school, TODAY + DAY, TODAY + 9 * DAY)
    child = opened(district.staff(Role.COUNSELOR), ana)
    assert child
    assert child.is_open


@pytest.mark.parametrize("ended", [False, True], ids=["with a right", "whose right was ended"])
def test_ones_own_child_opens_to_no_role(ended: bool, district: District) -> None:
    ana = district.student()
    for role in (Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE):
        person = district.staff(role)
        tie = district.tie(person, ana)
        district.right(tie, revoked_at=clock.now() if ended else None)
        assert opened(person, ana) is None


def test_an_emergency_contact_on_the_staff_is_kept_out_too(district: District) -> None:
    ana, grandmother = district.student(), district.staff(Role.COUNSELOR)
    district.tie(grandmother, ana, relation="grandmother", emergency=True, withdrawn_at=clock.now())
    assert opened(grandmother, ana) is None


def test_who_was_a_student_here_does_not_open_themselves_by_a_role(district: District) -> None:
    ana = district.student()
    district.role(ana.person, Role.DISTRICT_OFFICE)
    assert opened(ana.person, ana) is None


def test_giving_a_role_is_audited(district: District) -> None:
    person = district.person()
    role = give_role(person, Role.COUNSELOR, district.school, by=OPERATOR)
    assert (role.starts_on, role.school) == (TODAY, district.school)
    event = AuditEvent.get()
    assert (event.action, event.person_id) == ("role.given", person.id)


def test_a_role_given_twice_is_refused_and_at_another_school_not(district: District) -> None:
    person = district.person()
    give_role(person, Role.COUNSELOR, district.school, by=OPERATOR)
    with pytest.raises(Refused, match="role_in_force"):
        give_role(person, Role.COUNSELOR, district.school, by=OPERATOR)
    give_role(person, Role.COUNSELOR, district.new_school("West"), by=OPERATOR)
    assert AuditEvent.select().count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISTRICT_OFFICE])
def test_a_role_without_a_school_would_be_the_whole_district_s_and_is_refused(role: Role, district: District) -> None:
    with pytest.raises(Refused, match="role_needs_school"):
        give_role(district.person(), role, None, by=OPERATOR)


def test_the_district_office_has_no_school(district: District) -> None:
    with pytest.raises(Refused, match="role_without_school"):
        give_role(district.person(), Role.DISTRICT_OFFICE, district.school, by=OPERATOR)
    person = district.person()
    give_role(person, Role.DISTRICT_OFFICE, None, by=OPERATOR)
    with pytest.raises(Refused, match="role_in_force"):
        give_role(person, Role.DISTRICT_OFFICE, None, by=OPERATOR)
