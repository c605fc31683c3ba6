"""Students as staff find them: names in any shape, numbers, contacts; never their own child."""

from datetime import date, datetime, timedelta

import pytest

from app import clock
from app.sis.access import finding, roles
from app.sis.access.finding import find_students, turning_18
from app.sis.access.models import Role
from app.sis.access.roles import RoleInForce
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from tests.build import NOON, District

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def clerk(district: District) -> Person:
    return district.staff(Role.SCHOOL_OFFICE)


@pytest.fixture
def sofia(district: District) -> Student:
    return district.student("Sofía Inés", "Núñez García-López")


def of(person: Person, role: Role = Role.SCHOOL_OFFICE) -> tuple[RoleInForce, ...]:
    return tuple(RoleInForce(each.role, each.school_id) for each in person.roles)


def found(text: str, person: Person, role: Role = Role.SCHOOL_OFFICE) -> list[str]:
    return [each.name for each in find_students(text, person.id, of(person), role).students]


@pytest.mark.parametrize(
    "text",
    [
        "sofia",
        "SOFÍA",
        "núñez",
        "nunez",
        "garcia",  # the second surname
        "lopez",
        "García López",
        "garcía-lópez",
        "lopez nunez ines sofia",
        "  ines   NUÑEZ ",
        "nu\u0301n\u0303ez",  # typed with combining accents
        "sof núñ",  # beginnings are enough
    ],
)
def test_a_student_is_found_by_any_name(text: str, sofia: Student, clerk: Person) -> None:
    assert found(text, clerk) == ["Núñez García-López, Sofía Inés"]


@pytest.mark.parametrize("text", ["O'Brien", "o’brien", "OʼBRIEN seán", "brien"])
def test_an_apostrophe_does_not_hide_anybody(text: str, district: District, clerk: Person) -> None:
    district.student("Seán", "O’Brien")
    assert found(text, clerk) == ["O’Brien, Seán"]


def test_a_middle_name_counts(district: District, clerk: Person) -> None:
    district.student("Ana", "Reyes", middle_name="Belén")
    assert found("belen reyes", clerk) == ["Reyes, Ana Belén"]


def test_every_word_must_be_there(sofia: Student, clerk: Person) -> None:
    assert found("sofia reyes", clerk) == []


def test_a_student_is_found_by_number(sofia: Student, clerk: Person) -> None:
    assert found(f" {sofia.person.number} ", clerk) == ["Núñez García-López, Sofía Inés"]
    assert found(str(sofia.person.number)[:-1], clerk) == []  # no part of a number


def test_a_student_is_found_by_a_contact_who_is_then_named(district: District, clerk: Person) -> None:
    ana = district.student("Ana", "Reyes")
    district.guardian(ana, given="Carlos", family="Ibáñez")
    district.guardian(ana, given="Maria", family="Reyes")
    (by_contact,) = find_students("ibanez", clerk.id, of(clerk), Role.SCHOOL_OFFICE).students
    assert (by_contact.name, by_contact.contacts) == ("Reyes, Ana", ("Carlos Ibáñez",))
    (by_own_name,) = find_students("ana", clerk.id, of(clerk), Role.SCHOOL_OFFICE).students
    assert by_own_name.contacts == ()


def test_a_withdrawn_contact_is_not_searched(district: District, clerk: Person) -> None:
    ana = district.student("Ana", "Reyes")
    district.tie(district.person("Carlos", "Ibáñez"), ana, withdrawn_at=clock.now())
    assert found("ibanez", clerk) == []


def test_contacts_are_no_clue_to_a_role_that_does_not_open_the_household(
    district: District, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = district.student("Ana", "Reyes")
    district.guardian(ana, given="Carlos", family="Ibáñez")
    monkeypatch.setitem(roles.MAY_OPEN, Role.SCHOOL_OFFICE, frozenset({"schedule"}))
    assert found("ibanez", clerk) == []
    (ana_found,) = find_students("reyes", clerk.id, of(clerk), Role.SCHOOL_OFFICE).students
    assert ana_found.contacts == ()


@pytest.mark.parametrize("text", ["%", "_", "%%", "a%a", "s_fia", "\\", "100%"])
def test_a_wildcard_is_a_letter_like_any_other(text: str, sofia: Student, district: District, clerk: Person) -> None:
    district.student("Ana", "Reyes")
    assert found(text, clerk) == []


def test_a_percent_sign_in_a_name_is_found(district: District, clerk: Person) -> None:
    district.student("X_%", "Odd")
    assert found("_%", clerk) == ["Odd, X_%"]


@pytest.mark.parametrize("text", ["", "  \t ", "\x00", "-", "’ ‐"])
def test_nothing_is_refused(text: str, clerk: Person) -> None:
    with pytest.raises(Refused, match="search_empty"):
        find_students(text, clerk.id, of(clerk), Role.SCHOOL_OFFICE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ωμέγα", "Ωμέγα Παπαδοπούλου"),
        ("παπαδοπουλου", "Ωμέγα Παπαδοπούλου"),
        ("日本", "日本 太郎"),
        ("محمد", "محمد علي"),
    ],
)
def test_other_alphabets(text: str, name: str, district: District, clerk: Person) -> None:
    given, family = name.split()
    district.student(given, family)
    assert found(text, clerk) == [f"{family}, {given}"]


def test_two_hundred_letters_find_nobody_and_break_nothing(sofia: Student, clerk: Person) -> None:
    for text in ("a" * 200, " ".join(chr(0x4E00 + n) for n in range(100)), "🙂" * 200, "\ufdfa" * 200):
        assert found(text, clerk) == []


def test_a_school_finds_its_own_students_and_the_district_all(district: District, clerk: Person) -> None:
    west = district.new_school("West High School")
    here, there = district.student("Ana", "Reyes"), district.student("Luis", "Reyes", enrolled=False)
    district.enroll(there, west)
    office = district.staff(Role.DISTRICT_OFFICE)
    assert found("reyes", clerk) == ["Reyes, Ana"]
    assert found("reyes", office, Role.DISTRICT_OFFICE) == ["Reyes, Ana", "Reyes, Luis"]
    assert here != there


def test_a_role_searches_its_own_schools_not_those_of_another_role(district: District) -> None:
    west = district.new_school("West High School")
    there = district.student("Luis", "Reyes", enrolled=False)
    district.enroll(there, west)
    both = district.staff(Role.COUNSELOR)
    district.role(both, Role.ATTENDANCE_OFFICE, west)
    assert found("reyes", both, Role.COUNSELOR) == []
    assert found("reyes", both, Role.ATTENDANCE_OFFICE) == ["Reyes, Luis"]


@pytest.mark.parametrize(
    ("entry_on", "exit_on", "is_found"),
    [
        (TODAY, None, True),
        (TODAY - DAY, TODAY + DAY, True),  # today is the last day
        (TODAY - 9 * DAY, TODAY, False),  # left yesterday
        (TODAY + DAY, None, True),  # nowhere else yet: comes tomorrow
    ],
)
def test_only_who_is_at_the_school(
    entry_on: date, exit_on: date | None, is_found: bool, district: District, clerk: Person
) -> None:
    district.enroll(district.student("Ana", enrolled=False), entry_on=entry_on, exit_on=exit_on)
    assert found("ana", clerk) == (["Reyes, Ana"] if is_found else [])


def test_who_is_elsewhere_until_they_come_is_not_found_yet(district: District) -> None:
    west = district.new_school("West High School")
    ana = district.student("Ana", enrolled=False)
    district.enroll(ana, exit_on=TODAY + DAY)
    district.enroll(ana, west, entry_on=TODAY + DAY)
    clerk = district.staff(Role.SCHOOL_OFFICE, school=west)
    assert found("ana", clerk) == []
    with clock.stopped(NOON + DAY):
        assert found("ana", clerk) == ["Reyes, Ana"]


def test_a_withdrawn_enrollment_and_none_at_all_are_not_found(district: District, clerk: Person) -> None:
    district.enroll(district.student("Ana", enrolled=False), withdrawn_at=clock.now())
    district.student("Luis", enrolled=False)
    office = district.staff(Role.DISTRICT_OFFICE)
    assert found("reyes", office, Role.DISTRICT_OFFICE) == found("reyes", clerk) == []


def test_a_student_of_two_schools_is_one_row_with_both(district: District) -> None:
    west = district.new_school("West High School")
    ana = district.student("Ana")
    district.enroll(ana, west)
    office = district.staff(Role.DISTRICT_OFFICE)
    (row,) = find_students("ana", office.id, of(office), Role.DISTRICT_OFFICE).students
    assert row.school == "East High School, West High School"
    for school in (district.school, west):
        assert found("ana", district.staff(Role.SCHOOL_OFFICE, school=school)) == ["Reyes, Ana"]


def test_nobody_finds_a_child_of_their_own(district: District, clerk: Person) -> None:
    ana = district.student("Ana")
    district.tie(clerk, ana)
    assert found("ana", clerk) == []
    assert found(str(ana.person.number), clerk) == []
    assert found(clerk.family_name, clerk) == []  # not by one's own name as the contact either


def test_at_most_fifty_and_that_there_are_more(
    district: District, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "AT_MOST", 3)
    for number in range(3):
        district.student(f"Ana {number}")
    search = find_students("ana", clerk.id, of(clerk), Role.SCHOOL_OFFICE)
    assert (len(search.students), search.is_cut) == (3, False)
    district.student("Ana 3")
    search = find_students("ana", clerk.id, of(clerk), Role.SCHOOL_OFFICE)
    assert (len(search.students), search.is_cut) == (3, True)


def test_who_turns_18_this_month(district: District, clerk: Person) -> None:
    born = {
        "Early": date(2008, 11, 1), "Late": date(2008, 11, 30), "October": date(2008, 10, 31),
        "December": date(2008, 12, 1), "Nineteen": date(2007, 11, 12),
    }  # fmt: skip
    for given, birth_on in born.items():
        district.student(given, birth_on=birth_on)
    assert [(each.name, each.on) for each in turning_18(clerk.id, [district.school.id])] == [
        ("Reyes, Early", date(2026, 11, 1)),
        ("Reyes, Late", date(2026, 11, 30)),
    ]
    assert turning_18(clerk.id, [district.new_school("West").id]) == ()
    assert len(turning_18(clerk.id, None)) == 2


def test_who_was_born_on_the_29th_of_february_is_18_in_march(district: District, clerk: Person) -> None:
    district.student("Leap", birth_on=date(2008, 2, 29))
    with clock.stopped(datetime(2026, 2, 16, 18)):
        assert turning_18(clerk.id, None) == ()
    with clock.stopped(datetime(2026, 3, 16, 18)):
        # the year 2026-2027 has not begun: the enrollment that is to begin counts
        assert [each.on for each in turning_18(clerk.id, None)] == [date(2026, 3, 1)]


def test_ones_own_child_is_not_on_the_list_of_birthdays(district: District, clerk: Person) -> None:
    district.tie(clerk, district.student("Ana", birth_on=date(2008, 11, 1)))
    assert turning_18(clerk.id, None) == ()
