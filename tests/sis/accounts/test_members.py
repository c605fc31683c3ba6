"""The staff as the offices see it: who is found, who is entered, and what is left of an account."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.access.models import Role, StaffRole, SubstitutePass
from app.sis.access.viewer import Viewer
from app.sis.accounts import members, passwords, sessions
from app.sis.accounts.models import Account
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from app.sis.refused import Refused
from tests.build import NOON, District

DISTRICT = operator("the district")
DAY = timedelta(days=1)


def names(text: str, everybody: bool) -> list[str]:
    found = members.find_people(text, everybody).rows
    return [each.name for each in found]


def test_a_school_finds_staff_and_nobody_s_parents(district: District) -> None:
    ana = district.student("Ana", "Lind")
    district.guardian(ana, given="Olga", family="Lind")
    district.staff(Role.COUNSELOR)
    district.person("Ivo", "Lind")  # entered, without a role yet
    sam = district.guardian(ana, given="Sam", family="Lind")
    SubstitutePass.create(person=sam, section=district.section(), starts_on=clock.today(), ends_on=clock.today() + DAY)
    assert names("LIND", everybody=False) == ["Lind, Ivo", "Lind, Rosa", "Lind, Sam"]
    assert names("lind", everybody=True) == ["Lind, Ivo", "Lind, Olga", "Lind, Rosa", "Lind, Sam"]
    with pytest.raises(Refused, match="search_empty"):
        members.find_people(" ", everybody=True)


def test_an_account_that_was_ended_is_opened_anew_with_a_slip(district: District) -> None:
    account = district.account(district.staff(Role.COUNSELOR), "not.rosa")
    Account.update(ended_at=clock.now(), disabled_at=clock.now(), password_hash="").execute()
    slip = members.open_account(account.person, "rosa.lind", DISTRICT)
    again = Account.get()
    assert (again.id, again.username, again.ended_at, again.disabled_at) == (account.id, "rosa.lind", None, None)
    assert again.has_first_password
    assert passwords.is_password(again.password_hash, slip.password)


def test_roles_of_today_and_the_user_name_are_told(district: District) -> None:
    lind = district.staff(Role.COUNSELOR)
    district.role(lind, Role.TEACHER, ends_on=clock.today())
    district.account(lind, "rosa.lind")
    [found] = members.find_people("lind", everybody=False).rows
    assert found.username == "rosa.lind"
    assert [(held.role, held.school) for held in found.roles] == [("counselor", "East High School")]
    assert [held.is_over(clock.today()) for held in members.roles_of(lind)] == [True, False]


def test_a_new_member_is_entered_once(district: District) -> None:
    made = members.add_member(" Zoë ", "Núñez", "zoe@example.org", "es", False, DISTRICT)
    assert (made.given_name, made.search_name, made.language) == ("Zoë", "zoe nunez", "es")
    with pytest.raises(Refused, match="same_name"):
        members.add_member("Zoe", "Nunez", "", "en", False, DISTRICT)
    assert members.add_member("Zoe", "Nunez", "", "en", True, DISTRICT) != made
    with pytest.raises(Refused, match="email_form"):
        members.add_member("Ada", "Holt", "ada at example", "en", False, DISTRICT)


def test_an_account_is_for_who_has_a_role_or_a_pass(district: District) -> None:
    person = district.person("Rosa", "Lind")
    with pytest.raises(Refused, match="no_role"):
        members.open_account(person, "rosa.lind", DISTRICT)
    district.role(person, Role.COUNSELOR, starts_on=clock.today() + DAY)
    with pytest.raises(Refused, match="username_form"):
        members.open_account(person, "ŕosa", DISTRICT)
    district.account(district.person(), "rosa.lind")
    with pytest.raises(Refused, match="username_taken"):
        members.open_account(person, "rosa.lind", DISTRICT)
    slip = members.open_account(person, "Rosa.Lind2", DISTRICT)
    assert slip.username == "Rosa.Lind2"
    assert Account.get(Account.person == person).has_first_password
    with pytest.raises(Refused, match="has_account"):
        members.open_account(person, "rosa", DISTRICT)


def test_who_leaves_today_has_no_account_left(district: District) -> None:
    lind = district.staff(Role.COUNSELOR)
    district.role(lind, Role.TEACHER, starts_on=clock.today() + 9 * DAY)
    account = district.account(lind)
    token = sessions.begin(account)
    members.leave(lind, clock.today(), DISTRICT)
    assert not any(held.ends_on is None for held in members.roles_of(lind))
    assert Account.get().disabled_at == NOON
    assert isinstance(sessions.find(token, sessions.IdleTimes(20 * DAY, DAY)), sessions.Past)
    assert {event.action for event in AuditEvent.select()} == {"staff.left", "account.disabled"}


def test_who_leaves_later_keeps_everything_until_the_day(district: District) -> None:
    lind, today = district.staff(Role.COUNSELOR), clock.today()
    district.account(lind)
    pass_ = SubstitutePass.create(person=lind, section=district.section(), starts_on=today, ends_on=today + 9 * DAY)
    members.leave(lind, today + 3 * DAY, DISTRICT)
    members.close_what_is_left()
    assert Account.get().disabled_at is None
    assert SubstitutePass.get_by_id(pass_.id).ends_on == today + 3 * DAY
    with clock.stopped(NOON + 3 * DAY):
        members.close_what_is_left()
    assert Account.get().disabled_at == NOON + 3 * DAY
    with pytest.raises(Refused, match="no_role"), clock.stopped(NOON + 3 * DAY):
        members.leave(lind, today + 3 * DAY, DISTRICT)


def test_who_is_a_guardian_too_keeps_the_account_for_that(district: District) -> None:
    adams = district.guardian(district.student(), given="Alma", family="Adams")
    district.role(adams, Role.TEACHER)
    district.account(adams)
    members.leave(adams, clock.today(), DISTRICT)
    members.close_what_is_left()
    assert Account.get().disabled_at is None


def test_families_and_who_has_another_role_are_left_alone(district: District) -> None:
    ana = district.student()
    people = [ana.person, district.guardian(ana), district.staff(Role.COUNSELOR), district.person("No", "Role")]
    district.role(people[2], Role.TEACHER, ends_on=clock.today())
    for person in people:
        district.account(person)
    members.close_what_is_left()
    assert not Account.select().where(Account.disabled_at.is_null(False)).exists()


def test_no_one_ends_the_own_role_in_the_district_office(district: District) -> None:
    lee = district.staff(Role.DISTRICT_OFFICE)
    viewer = sessions.find(sessions.begin(district.account(lee)), sessions.IdleTimes(20 * DAY, DAY))
    assert isinstance(viewer, Viewer)
    with pytest.raises(Refused, match="own_role"):
        members.leave(lee, clock.today(), viewer.actor)
    with pytest.raises(Refused, match="own_role"):
        members.end_role(StaffRole.get(), clock.today(), viewer.actor)
    assert StaffRole.get().ends_on is None
    assert not AuditEvent.select().exists()


def test_students_are_not_found_here(district: District) -> None:
    ana = district.student()
    assert names("reyes", everybody=True) == []
    assert members.person_with_key(ana.person.key, everybody=True) is None
    assert isinstance(members.person_with_key(district.person().key, everybody=True), Person)


def test_who_is_taken_the_last_role_today_has_no_account_left(district: District) -> None:
    lind = district.staff(Role.COUNSELOR)
    district.role(lind, Role.TEACHER)
    district.account(lind)
    first, last = members.roles_not_over(lind)
    members.end_role(first, clock.today(), DISTRICT)
    assert Account.get().disabled_at is None
    members.end_role(last, clock.today(), DISTRICT)
    assert Account.get().disabled_at == NOON
    assert [event.action for event in AuditEvent.select().order_by(AuditEvent.id)] == [
        "role.ended",
        "role.ended",
        "account.disabled",
    ]
