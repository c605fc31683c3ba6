"""Whose section it is today, and who is on its roster."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.models import Role, SubstitutePass
from app.sis.access.queries import student_on_roster
from app.sis.access.roles import RoleInForce
from app.sis.access.sections import Pupil, roster, section_today, sections_of
from app.sis.courses.models import Section, SectionTeacher
from app.sis.people.models import Person
from app.sis.schools.models import School
from tests.build import NOON, District

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def kim(district: District) -> Person:
    return district.staff(Role.TEACHER, "Min", "Kim")


@pytest.fixture
def algebra(district: District, kim: Person) -> Section:
    return district.section("Algebra 2", teacher=kim)


def as_teacher(school: School) -> tuple[RoleInForce, ...]:
    return (RoleInForce(Role.TEACHER, school.id),)


def is_theirs(person: Person, section: Section) -> bool:
    return section_today(person.id, as_teacher(section.school), section.key) is not None


def pupils(section: Section, person: Person) -> tuple[Pupil, ...]:
    found = section_today(person.id, as_teacher(section.school), section.key)
    assert found
    return roster(found, person.id)


def pass_for(person: Person, section: Section, starts_on: date, ends_on: date) -> None:
    SubstitutePass.create(person=person, section=section, starts_on=starts_on, ends_on=ends_on)


def test_a_section_is_its_teacher_s_and_nobody_else_s(district: District, kim: Person, algebra: Section) -> None:
    assert is_theirs(kim, algebra)
    assert not is_theirs(district.staff(Role.TEACHER), algebra)


def test_it_takes_the_role_at_the_section_s_school(district: District, kim: Person, algebra: Section) -> None:
    west = district.new_school("West High School")
    assert section_today(kim.id, as_teacher(west), algebra.key) is None
    assert section_today(kim.id, (RoleInForce(Role.COUNSELOR, district.school.id),), algebra.key) is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_today"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, False),  # begins tomorrow
        (None, TODAY + DAY, True),  # today is the last day
        (None, TODAY, False),  # ended yesterday
    ],
)
def test_teaching_has_dates(
    starts_on: date | None, ends_on: date | None, is_today: bool, kim: Person, algebra: Section
) -> None:
    SectionTeacher.update(starts_on=starts_on, ends_on=ends_on).execute()
    assert is_theirs(kim, algebra) is is_today


def test_a_section_has_dates_too(district: District, kim: Person) -> None:
    over = district.section("Health", teacher=kim, ends_on=TODAY)
    to_come = district.section("Statistics", teacher=kim, starts_on=TODAY + DAY)
    assert not is_theirs(kim, over)
    assert not is_theirs(kim, to_come)
    year = sections_of(kim.id, as_teacher(district.school), district.year.starts_on, district.year.ends_on)
    assert [each.key for each in year] == [over.key, to_come.key]


def test_what_an_import_withdrew_is_nobody_s(kim: Person, algebra: Section) -> None:
    SectionTeacher.update(withdrawn_at=clock.now()).execute()
    assert not is_theirs(kim, algebra)
    SectionTeacher.update(withdrawn_at=None).execute()
    Section.update(withdrawn_at=clock.now()).execute()
    assert not is_theirs(kim, algebra)


@pytest.mark.parametrize(
    ("first", "last", "is_today"), [(0, 1, True), (-5, 1, True), (-5, 0, False), (1, 2, False)],
    ids=["today only", "to today", "ended yesterday", "begins tomorrow"],
)  # fmt: skip
def test_a_pass_opens_on_its_days_and_ends_by_itself(
    first: int, last: int, is_today: bool, district: District, algebra: Section
) -> None:
    sam = district.staff(Role.TEACHER, "Sam", "Frey")
    pass_for(sam, algebra, TODAY + first * DAY, TODAY + last * DAY)
    assert is_theirs(sam, algebra) is is_today
    found = section_today(sam.id, as_teacher(district.school), algebra.key)
    assert found is None or found.by_pass


def test_who_teaches_a_section_needs_no_pass_for_it(kim: Person, algebra: Section) -> None:
    pass_for(kim, algebra, TODAY, TODAY + DAY)
    found = section_today(kim.id, as_teacher(algebra.school), algebra.key)
    assert found
    assert not found.by_pass


def test_a_pass_is_for_one_section(district: District, algebra: Section) -> None:
    sam = district.staff(Role.TEACHER, "Sam", "Frey")
    pass_for(sam, algebra, TODAY, TODAY + DAY)
    assert not is_theirs(sam, district.section("Chemistry"))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_on"),
    [
        (None, None, True),
        (TODAY, TODAY + DAY, True),
        (TODAY + DAY, None, False),  # comes tomorrow
        (None, TODAY, False),  # left yesterday
    ],
)
def test_a_roster_has_dates(
    starts_on: date | None, ends_on: date | None, is_on: bool, district: District, kim: Person, algebra: Section
) -> None:
    ana = district.student()
    district.seat(ana, algebra, starts_on=starts_on, ends_on=ends_on)
    assert [each.key for each in pupils(algebra, kim)] == ([ana.key] if is_on else [])
    opened = student_on_roster(kim.id, as_teacher(algebra.school), algebra.id, ana.key)
    assert (opened is not None) is is_on


def test_who_left_or_was_taken_off_is_on_no_roster(district: District, kim: Person, algebra: Section) -> None:
    left, taken_off, never = (district.student(each, enrolled=False) for each in ("Ana", "Luis", "Sofía"))
    district.enroll(left, exit_on=TODAY)
    district.seat(left, algebra)
    district.enroll(taken_off)
    district.seat(taken_off, algebra, withdrawn_at=clock.now())
    district.seat(never, algebra)
    assert pupils(algebra, kim) == ()
    for student in (left, taken_off, never):
        assert student_on_roster(kim.id, as_teacher(algebra.school), algebra.id, student.key) is None


def test_a_roster_tells_who_came_late_and_who_will_leave(district: District, kim: Person, algebra: Section) -> None:
    district.seat(district.student("Ana", "Zorn"), algebra, starts_on=date(2026, 11, 4), ends_on=date(2026, 12, 1))
    district.seat(district.student("Luis", "Abt"), algebra, starts_on=algebra.starts_on)
    first, second = pupils(algebra, kim)
    assert (first.name, first.entered_on, first.last_on) == ("Abt, Luis", None, None)
    assert (second.name, second.entered_on, second.last_on) == ("Zorn, Ana", date(2026, 11, 4), date(2026, 11, 30))
    assert (second.grade_level, second.is_own) == ("10", False)


def test_a_student_of_two_schools_is_on_a_roster_once(district: District, kim: Person, algebra: Section) -> None:
    ana = district.student()
    district.enroll(ana, district.new_school("West High School"))
    district.seat(ana, algebra)
    assert len(pupils(algebra, kim)) == 1


def test_ones_own_child_is_listed_and_does_not_open(district: District, kim: Person, algebra: Section) -> None:
    ana = district.student()
    district.tie(kim, ana)
    district.seat(ana, algebra)
    assert [each.is_own for each in pupils(algebra, kim)] == [True]
    assert student_on_roster(kim.id, as_teacher(algebra.school), algebra.id, ana.key) is None


def test_a_roster_is_in_the_order_of_the_alphabet_accents_aside(
    district: District, kim: Person, algebra: Section
) -> None:
    for family in ("Zorn", "Christiansen", "Álvarez", "Cárdenas"):
        district.seat(district.student("Ana", family), algebra)
    names = [each.name for each in pupils(algebra, kim)]
    assert names == ["Álvarez, Ana", "Cárdenas, Ana", "Christiansen, Ana", "Zorn, Ana"]
