"""Homerooms, and grade levels where a school has none."""

from datetime import timedelta

from app import clock
from app.sis.access.models import Role
from app.sis.actor import Actor, operator
from app.sis.schedule.homerooms import PART, homeroom_with_key, homerooms
from tests.build import District

DAY = timedelta(days=1)
OFFICE = operator("the office")


def test_who_sits_in_a_homeroom_is_taken_by_it_and_the_others_by_grade(district: District) -> None:
    ana, ben = district.student("Ana"), district.student("Ben")
    kim = district.staff(Role.TEACHER, "Min", "Kim")
    advisory = district.section("Advisory", period="HR", teacher=kim)
    district.seat(ana, advisory)
    district.seat(ben, district.section("Algebra 2"))
    first, second = homerooms(district.school, OFFICE)
    assert first.room
    assert (first.key, first.room.teacher, first.room.room) == (advisory.key, "Min Kim", "118")
    assert [each.name for each in first.students] == ["Reyes, Ana"]
    assert (second.key, second.room, second.part) == (f"{district.school.key}-10-1", None, 1)
    assert [each.name for each in second.students] == ["Reyes, Ben"]


def test_states_are_told(district: District) -> None:
    account = district.account(district.student("Ana").person)
    account.has_first_password = True
    account.save()
    district.account(district.student("Ben").person)
    district.student("Cleo")
    [all_] = homerooms(district.school, OFFICE)
    assert [each.name for each in all_.with_first_password] == ["Reyes, Ana"]
    assert [each.name for each in all_.without_account] == ["Reyes, Cleo"]


def test_elementary_students_strangers_and_staff_are_not_among_them(district: District) -> None:
    for level in ("KG", "05"):
        district.enroll(district.student(enrolled=False), grade_level=level)
    district.enroll(district.student(enrolled=False), district.new_school("West"))
    district.enroll(district.student(enrolled=False), exit_on=clock.today())
    district.role(district.student("Otto").person, Role.TEACHER)
    assert homerooms(district.school, OFFICE) == ()


def test_a_seat_that_has_ended_is_none(district: District) -> None:
    ana, advisory = district.student(), district.section("Advisory", period="HR")
    district.seat(ana, advisory, ends_on=clock.today())
    [only] = homerooms(district.school, OFFICE)
    assert only.room is None


def test_a_large_grade_level_comes_in_even_parts(district: District) -> None:
    for number in range(PART + 2):
        district.student(f"Ana {number:02}")
    parts = homerooms(district.school, OFFICE)
    assert [(each.part, len(each.students)) for each in parts] == [(1, 16), (2, 16)]
    found = homeroom_with_key(parts[1].key, OFFICE)
    assert found
    assert found[1].students[0].name == "Reyes, Ana 16"
    for key in ("", "zzzzzzzz", f"{district.school.key}-10-3", f"{district.school.key}-11-1", "-10-1"):
        assert homeroom_with_key(key, OFFICE) is None


def test_a_clerk_s_own_child_is_a_colleague_s(district: District) -> None:
    ana, clerk = district.student("Ana"), district.person("Rosa", "Lind")
    district.student("Ben")
    district.tie(clerk, ana)
    [those] = homerooms(district.school, Actor("Rosa Lind", 1, clerk.id))
    assert [each.name for each in those.students] == ["Reyes, Ben"]
