"""Who is in a class and who teaches it, as a family reads it: on Schedule, on Grades, on Home."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.queries import Child, students_of
from app.sis.announcements.queries import notices_for
from app.sis.courses.models import SectionTeacher
from app.sis.grading.attention import attention
from app.sis.grading.queries import period_grades
from app.sis.people.models import Person, Student
from app.sis.schedule.queries import schedule
from app.sis.schools.queries import Year, year_of
from tests.build import NOON, District

TODAY = NOON.date()
DAY = timedelta(days=1)
LEFT_ON, BACK_ON = date(2026, 10, 1), date(2026, 11, 9)


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def child(ana: Student, district: District) -> Child:
    (child,) = students_of(district.guardian(ana).id)
    return child


def this_year() -> Year:
    year = year_of(None, clock.today())
    assert year
    return year


def teachers_of(child: Child) -> set[str]:
    """The teachers on both tabs, which say the same."""
    meetings = schedule(child, this_year()).meetings
    classes = period_grades(child, this_year(), None, clock.today()).classes
    on_schedule, on_grades = ({each.teacher.name for each in of if each.teacher} for of in (meetings, classes))
    assert on_schedule == on_grades
    return on_schedule


@pytest.mark.parametrize("is_back_first", [False, True])
def test_who_left_a_class_and_came_back_is_in_it(
    is_back_first: bool, ana: Student, child: Child, district: District
) -> None:
    algebra = district.section("Algebra 2", period="2")
    seats: list[dict[str, date]] = [{"ends_on": LEFT_ON}, {"starts_on": BACK_ON}]
    for dates in reversed(seats) if is_back_first else seats:
        district.seat(ana, algebra, **dates)
    shown = schedule(child, this_year())
    there = [date(2026, 9, 22), date(2026, 10, 13), TODAY]  # before, between, after
    assert [shown.day(on).has_classes for on in there] == [True, False, True]
    assert len(shown.day(TODAY).slots[1].meetings) == 1
    ((fall, (in_fall,)), (_, in_spring)) = shown.by_term()
    assert (fall.id, in_fall.entered_on, in_fall.last_on, in_spring) == (district.fall.id, None, None, [])
    (of_class,) = period_grades(child, this_year(), None, TODAY).classes
    assert (of_class.entered_on, of_class.last_on, of_class.meets) == (None, None, True)


def test_two_rows_of_one_time_are_one_class(ana: Student, child: Child, district: District) -> None:
    algebra = district.section("Algebra 2", period="2")
    district.seat(ana, algebra)
    district.seat(ana, algebra, starts_on=BACK_ON)
    assert len(schedule(child, this_year()).day(TODAY).slots[1].meetings) == 1


def test_the_teacher_is_who_teaches_today(ana: Student, child: Child, district: District) -> None:
    algebra = district.section("Algebra 2", teacher=district.person("Min", "Kim"))
    district.seat(ana, algebra)
    assert teachers_of(child) == {"Min Kim"}
    SectionTeacher.update(ends_on=TODAY).execute()
    assert teachers_of(child) == set()  # gone, and nobody came yet
    lea = district.person("Lea", "Olson")
    SectionTeacher.create(section=algebra, teacher=lea, starts_on=TODAY)
    SectionTeacher.create(section=algebra, teacher=district.person("Next"), starts_on=TODAY + DAY)
    assert teachers_of(child) == {"Lea Olson"}


def test_a_class_that_is_over_names_its_last_teacher_and_one_to_come_its_first(
    ana: Student, child: Child, district: District
) -> None:
    def teach(section_starts_on: date, section_ends_on: date, first: Person, last: Person) -> None:
        change = section_starts_on + 9 * DAY
        section = district.section(teacher=first, starts_on=section_starts_on, ends_on=section_ends_on)
        SectionTeacher.update(starts_on=section_starts_on, ends_on=change).where(
            SectionTeacher.teacher == first
        ).execute()
        SectionTeacher.create(section=section, teacher=last, starts_on=change, ends_on=section_ends_on - DAY)
        district.seat(ana, section)

    people = [district.person(name, "Lind") for name in ("Ada", "Bea", "Cleo", "Dora")]
    teach(date(2026, 9, 1), date(2026, 10, 31), people[0], people[1])
    teach(date(2027, 1, 25), date(2027, 6, 12), people[2], people[3])
    names = {each.teacher.name for each in schedule(child, this_year()).meetings if each.teacher}
    assert names == {"Bea Lind", "Cleo Lind"}


def test_a_class_that_was_left_sends_no_notices_and_wants_no_work(
    ana: Student, child: Child, district: District
) -> None:
    algebra = district.section("Algebra 2")
    district.announcement("For Algebra", section=algebra)
    district.score(ana, district.assignment(algebra, "Quiz"), missing=True)
    seat = district.seat(ana, algebra)
    assert [each.title["en"] for each in notices_for((child,))] == ["For Algebra"]
    assert len(attention([child.id], TODAY, TODAY)[child.id].missing) == 1
    seat.ends_on = TODAY
    seat.save()
    assert notices_for((child,)) == ()
    assert attention([child.id], TODAY, TODAY)[child.id].missing == ()
