"""Substitutes' passes: given, in force, ended."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.access.models import Role, SubstitutePass
from app.sis.access.passes import end_pass, give_passes, passes, teachers_at
from app.sis.access.sections import section_today
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from app.sis.refused import Refused
from tests.build import NOON, District

CLERK = operator("the office")
DAY = timedelta(days=1)


@pytest.fixture
def sam(district: District) -> Person:
    return district.person("Sam", "Frey")


def test_a_pass_is_for_its_sections_and_days_and_ends_by_itself(district: District, sam: Person) -> None:
    today, section, other = clock.today(), district.section(), district.section("Geometry")
    give_passes(sam, [section.key], today, today + 2 * DAY, [district.school.id], CLERK)
    assert section_today(sam.id, (), section.key)
    assert section_today(sam.id, (), other.key) is None
    with clock.stopped(NOON + 2 * DAY):
        assert section_today(sam.id, (), section.key) is None
        assert passes(None) == ()
    [given] = passes([district.school.id], sam.id)
    assert (given.name, given.last_on, given.given_by) == ("Frey, Sam", today + DAY, CLERK.name)
    assert AuditEvent.get().person_id == sam.id


def test_what_cannot_be_given(district: District, sam: Person) -> None:
    today, section, here = clock.today(), district.section(), [district.school.id]
    west = district.new_school("West High School")
    elsewhere = district.section(school=west)
    for code, keys, starts_on, ends_on in (
        ("pass_without_section", [], today, today + DAY),
        ("pass_without_section", [elsewhere.key], today, today + DAY),
        ("pass_without_section", [section.key, elsewhere.key], today, today + DAY),
        ("pass_without_section", [section.key, "zzzzzzzz"], today, today + DAY),
        ("pass_in_the_past", [section.key], today - DAY, today + DAY),
        ("pass_over_before", [section.key], today, today),
        ("pass_beyond", [section.key], today, section.ends_on + DAY),
    ):
        with pytest.raises(Refused, match=code):
            give_passes(sam, keys, starts_on, ends_on, here, CLERK)
    assert not SubstitutePass.select().exists()
    give_passes(sam, [section.key, elsewhere.key], today, section.ends_on, None, CLERK)  # the district
    with pytest.raises(Refused, match="pass_in_force"):
        give_passes(sam, [section.key], today + DAY, today + 2 * DAY, here, CLERK)
    assert SubstitutePass.select().count() == 2


def test_a_pass_is_ended_now_and_one_to_come_is_taken_back(district: District, sam: Person) -> None:
    today, section, here = clock.today(), district.section(), [district.school.id]
    running = SubstitutePass.create(person=sam, section=section, starts_on=today - DAY, ends_on=today + DAY)
    give_passes(sam, [section.key], today + 5 * DAY, today + 6 * DAY, here, CLERK)
    with pytest.raises(Refused, match="no_pass"):
        end_pass(sam, section.key, today - DAY, [district.new_school("West").id], CLERK)
    end_pass(sam, section.key, today - DAY, here, CLERK)
    end_pass(sam, section.key, today + 5 * DAY, here, CLERK)
    assert [(each.id, each.ends_on) for each in SubstitutePass.select()] == [(running.id, today)]
    assert section_today(sam.id, (), section.key) is None
    with pytest.raises(Refused, match="no_pass"):
        end_pass(sam, section.key, today - DAY, here, CLERK)


def test_teachers_are_listed_with_their_sections(district: District) -> None:
    kim = district.staff(Role.TEACHER, "Min", "Kim")
    for title in ("Algebra 2", "Geometry"):
        district.section(title, teacher=kim)
    district.section("Ceramics", school=district.new_school("West"))
    over = district.section("Over", starts_on=clock.today() - 9 * DAY, ends_on=clock.today() - DAY)
    [teacher] = teachers_at(district.school.id)
    assert (teacher.key, teacher.name) == (kim.key, "Kim, Min")
    assert [str(each.title.read("en").text) for each in teacher.sections] == ["Algebra 2", "Geometry"]
    assert over.key not in {each.key for each in teacher.sections}
