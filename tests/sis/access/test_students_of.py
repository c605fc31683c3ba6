"""Who may see whom, from the database, on the day."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.actions import end_right, grant_right
from app.sis.access.models import Basis, EndBasis, RecordsRight
from app.sis.access.queries import students_of
from app.sis.actor import operator
from app.sis.people.models import Person
from app.sis.refused import Refused
from tests.build import District
from tests.conftest import NOON

OFFICE = operator("the office")
TODAY = NOON.date()
DAY = timedelta(days=1)


def names(person: Person) -> list[str]:
    return [child.given_name for child in students_of(person.id)]


def test_a_tie_alone_opens_nothing(district: District) -> None:
    grandmother = district.person("Rosa", "Marín")
    district.tie(grandmother, district.student(), emergency=True)
    assert names(grandmother) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "seen"),
    [
        (TODAY - DAY, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),  # begins tomorrow
        (TODAY - DAY, TODAY + DAY, True),  # today is the last day
        (TODAY - DAY, TODAY, False),  # ended yesterday: the end is exclusive
    ],
)
def test_a_right_holds_from_a_day_to_a_day(
    district: District, starts_on: date, ends_on: date | None, seen: bool
) -> None:
    mother, ana = district.person(), district.student()
    district.right(district.tie(mother, ana), starts_on=starts_on, ends_on=ends_on)
    assert names(mother) == (["Ana"] if seen else [])


def test_a_right_that_is_ended_closes_at_once(district: District) -> None:
    ana = district.student()
    mother = district.guardian(ana)
    end_right(ana.contacts.get(), by=OFFICE, basis=EndBasis.COURT_ORDER)
    assert names(mother) == []


def test_a_right_is_to_one_child(district: District) -> None:
    ana, luis = district.student("Ana"), district.student("Luis")
    father = district.guardian(ana, given="Carlos")
    district.tie(father, luis)
    assert names(father) == ["Ana"]


def test_a_student_sees_only_themselves(district: District) -> None:
    ana = district.student("Ana")
    district.student("Luis")
    (only,) = students_of(ana.person_id)
    assert (only.given_name, only.is_self) == ("Ana", True)


def test_children_come_oldest_first(district: District) -> None:
    sofia = district.student("Sofía", birth_on=date(2018, 5, 1))
    ana = district.student("Ana", birth_on=date(2011, 3, 1))
    assert names(district.guardian(sofia, ana)) == ["Ana", "Sofía"]


def test_who_has_left_every_school_is_seen_no_more(district: District) -> None:
    ana = district.student(enrolled=False)
    district.enroll(ana, exit_on=TODAY)
    assert names(district.guardian(ana)) == []


def test_who_leaves_tomorrow_is_seen_today(district: District) -> None:
    ana = district.student(enrolled=False)
    district.enroll(ana, exit_on=TODAY + DAY)
    assert names(district.guardian(ana)) == ["Ana"]


def test_after_a_change_of_school_the_new_school_shows(district: District) -> None:
    ana = district.student(enrolled=False)
    district.enroll(ana, exit_on=date(2026, 10, 1))
    west = district.new_school("West High School")
    district.enroll(ana, school=west, entry_on=date(2026, 10, 1))
    (child,) = students_of(district.guardian(ana).id)
    assert child.school
    assert child.school.name == "West High School"


def test_of_two_enrollments_the_later_counts_once_it_has_begun(district: District) -> None:
    ana = district.student()
    west = district.new_school("West High School")
    district.enroll(ana, school=west, entry_on=TODAY + DAY)
    mother = district.guardian(ana)
    assert students_of(mother.id)[0].school.name == "East High School"  # type: ignore[union-attr]
    with clock.stopped(NOON + DAY):
        assert students_of(mother.id)[0].school.name == "West High School"  # type: ignore[union-attr]


def test_a_student_without_enrollment_is_seen_without_school(district: District) -> None:
    (child,) = students_of(district.guardian(district.student(enrolled=False)).id)
    assert child.school is None
    assert child.is_open


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "is_open"),
    [
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY, TODAY + DAY, True),
        (TODAY + DAY, TODAY + 9 * DAY, False),
        (TODAY - 9 * DAY, TODAY, False),
    ],
)
def test_a_window_opens_and_closes_the_portal(
    district: District, opens_on: date, closes_on: date, is_open: bool
) -> None:
    ana = district.student()
    district.window(district.school, opens_on, closes_on)
    (child,) = students_of(district.guardian(ana).id)
    assert child.is_open is is_open
    assert child.window
    assert (child.window.opens_on, child.window.closes_on) == (opens_on, closes_on)


def test_a_window_of_another_grade_level_closes_nothing(district: District) -> None:
    ana = district.student()  # grade 10
    district.window(district.school, TODAY + DAY, TODAY + 9 * DAY, grade_level="03")
    (child,) = students_of(district.guardian(ana).id)
    assert child.is_open
    assert child.window is None


def test_of_several_windows_the_next_is_named(district: District) -> None:
    ana = district.student()
    for start in (-30, 20, 60):
        district.window(district.school, TODAY + start * DAY, TODAY + (start + 10) * DAY)
    (child,) = students_of(district.guardian(ana).id)
    assert child.window
    assert child.window.opens_on == TODAY + 20 * DAY


def test_what_the_office_ended_no_import_restores(district: District) -> None:
    ana = district.student()
    district.guardian(ana)
    tie = ana.contacts.get()
    end_right(tie, by=OFFICE, basis=EndBasis.PLACEMENT_DENIED)
    with pytest.raises(Refused, match="right_held"):
        grant_right(tie, by=operator("import"), basis=Basis.PARENT, source="oneroster")


def test_the_office_may_decide_that_there_is_none(district: District) -> None:
    tie = district.tie(district.person(), district.student())
    end_right(tie, by=OFFICE, basis=EndBasis.DISTRICT_DECISION)
    assert RecordsRight.get().granted is False
    with pytest.raises(Refused, match="right_held"):
        grant_right(tie, by=operator("import"), basis=Basis.PARENT, source="oneroster")
    grant_right(tie, by=OFFICE, basis=Basis.COURT_ORDER, document_seen="order of the court")
    assert len(students_of(tie.contact_id)) == 1


def test_an_import_ends_no_right_that_staff_gave(district: District) -> None:
    ana = district.student()
    district.guardian(ana)
    with pytest.raises(Refused, match="right_given_by_office"):
        end_right(ana.contacts.get(), by=operator("import"), basis=EndBasis.SOURCE_WITHDREW, source="oneroster")


def test_a_right_does_not_end_before_it_starts(district: District) -> None:
    tie = district.tie(district.person(), district.student())
    with pytest.raises(Refused, match="right_ends_before_it_starts"):
        grant_right(tie, by=OFFICE, basis=Basis.PARENT, starts_on=TODAY, ends_on=TODAY)


def test_two_rights_at_once_are_refused(district: District) -> None:
    ana = district.student()
    district.guardian(ana)
    with pytest.raises(Refused, match="right_in_force"):
        grant_right(ana.contacts.get(), by=OFFICE, basis=Basis.PARENT)
