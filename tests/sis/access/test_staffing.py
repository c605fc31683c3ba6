"""Roles from a day to a day, and their ends."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.models import Role, StaffRole
from app.sis.access.roles import role_in_force
from app.sis.access.staffing import give_role, roles_not_over
from app.sis.accounts.members import end_role
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from app.sis.refused import Refused
from tests.build import NOON, District

DISTRICT = operator("the district")
TODAY, DAY = NOON.date(), timedelta(days=1)


@pytest.fixture
def lind(district: District) -> Person:
    return district.person("Rosa", "Lind")


def give(person: Person, district: District, starts_on: date | None = None, ends_on: date | None = None) -> StaffRole:
    return give_role(person, Role.COUNSELOR, district.school, DISTRICT, starts_on, ends_on)


def is_in_force(on: date) -> bool:
    return bool(StaffRole.select().where(role_in_force(on)).exists())


def test_a_role_holds_from_its_first_day_to_its_last(lind: Person, district: District) -> None:
    give(lind, district, TODAY + DAY, TODAY + 3 * DAY)
    assert [is_in_force(TODAY + days * DAY) for days in range(4)] == [False, True, True, False]


def test_roles_may_follow_one_another_and_not_overlap(lind: Person, district: District) -> None:
    give(lind, district, TODAY, TODAY + 3 * DAY)
    for starts_on, ends_on in ((TODAY + 2 * DAY, None), (TODAY - 9 * DAY, TODAY + DAY), (TODAY + DAY, TODAY + 2 * DAY)):
        with pytest.raises(Refused, match="role_in_force"):
            give(lind, district, starts_on, ends_on)
    give(lind, district, TODAY + 3 * DAY)
    give(lind, district, TODAY - 9 * DAY, TODAY)
    with pytest.raises(Refused, match="role_over_before"):
        give(lind, district, TODAY, TODAY)


def test_an_end_is_set_moved_and_taken_back(lind: Person, district: District) -> None:
    give(lind, district)
    for ends_on in (TODAY + 9 * DAY, None, TODAY + 2 * DAY):
        [held] = roles_not_over(lind)
        end_role(held, ends_on, DISTRICT)
        assert StaffRole.get().ends_on == ends_on
    assert AuditEvent.select().where(AuditEvent.action == "role.ended").count() == 3


def test_now_is_now_and_a_role_to_come_never_begins(lind: Person, district: District) -> None:
    give(lind, district)
    give_role(lind, Role.TEACHER, district.school, DISTRICT, TODAY + 5 * DAY)
    for held in roles_not_over(lind):
        end_role(held, clock.today(), DISTRICT)
    assert not any(is_in_force(TODAY + days * DAY) for days in (0, 1, 5, 6))
    assert roles_not_over(lind) == []


def test_nobody_overwrites_an_end_unseen(lind: Person, district: District) -> None:
    give(lind, district)
    [held], [elsewhere] = roles_not_over(lind), roles_not_over(lind)
    end_role(held, TODAY + 9 * DAY, DISTRICT)
    with pytest.raises(Refused, match="role_changed"):
        end_role(elsewhere, None, DISTRICT)
    assert StaffRole.get().ends_on == TODAY + 9 * DAY
