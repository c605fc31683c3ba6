"""The people that letters, the README and acceptance tests know by name."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from peewee import JOIN, fn

from app.database import tuples
from app.demo.people import PASSWORD
from app.demo.story import ACCOUNTS
from app.demo.year import around
from app.sis.access.contacts import contacts_of
from app.sis.access.models import AdultStudentRefusal, RecordsRight, Role, StaffRole, SubstitutePass
from app.sis.access.queries import Child, students_of
from app.sis.access.rights import in_force
from app.sis.access.roles import role_in_force
from app.sis.accounts.models import Account
from app.sis.accounts.passwords import is_password
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.grading.calculation import Effect
from app.sis.grading.models import Assignment, PostedGrade
from app.sis.grading.queries import ClassGrade, period_grades
from app.sis.households.models import HouseholdMembership, Phone
from app.sis.households.queries import own_homes
from app.sis.people.models import Person, Student, StudentContact
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import School
from app.sis.schools.queries import year_of
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.usefixtures("laid")


def children(username: str) -> tuple[Child, ...]:
    return students_of(person(username).id)


def person(username: str) -> Person:
    found: Person = Account.get(Account.username == username).person
    return found


def grades(username: str, quarter: int) -> tuple[ClassGrade, ...]:
    """The classes of a student in a quarter."""
    (child,) = children(username)
    year = year_of(child.school_year_id, TODAY)
    assert year is not None
    return period_grades(child, year, year.grading_periods[quarter - 1], TODAY).classes


def by_title(classes: tuple[ClassGrade, ...]) -> dict[str, ClassGrade]:
    return {each.title["en"]: each for each in classes}


def effects(grade: ClassGrade) -> set[Effect]:
    return {line.effect for line in grade.grade.lines}


def test_the_accounts_of_the_table() -> None:
    accounts = {each.username: each for each in Account.select().where(Account.username.in_(list(ACCOUNTS)))}
    assert set(accounts) == set(ACCOUNTS)
    assert is_password(accounts["maria.reyes"].password_hash, PASSWORD)
    assert accounts["maria.reyes"].language == "es"
    assert len({account.password_hash for account in Account.select()}) == 1  # hashed once


@pytest.mark.parametrize(
    ("username", "seen"),
    {
        "maria.reyes": ["Ana Reyes", "Luis Reyes", "Sofía Reyes"],
        "carlos.reyes": ["Ana Reyes"],
        "grace.olson": ["David Olson"],
        "nora.becker": ["Emil Becker"],
        "elena.vega": [],
        "tomas.vega": ["Tomás Vega"],
        "ruth.carter": ["Jonah Carter"],
        "paul.carter": ["Jonah Carter"],
        "lucia.mora": ["Daniela Mora Salas"],
        "teacher.adams": ["Ruby Adams"],
        "ana.reyes": ["Ana Reyes"],
        "david.olson": ["David Olson"],
        "teacher.kim": [],
        "substitute.today": [],
        "office.east": [],
        "attendance.east": [],
        "counselor.east": [],
        "district": [],
    }.items(),
)
def test_whom_they_see(username: str, seen: list[str]) -> None:
    assert [child.full_name for child in children(username)] == seen


def test_an_emergency_contact_has_no_account_and_no_right() -> None:
    carmen = Person.get(Person.given_name == "Carmen", Person.family_name == "Torres")
    assert carmen.students.count() == 3
    assert not RecordsRight.select().join(StudentContact).where(StudentContact.contact == carmen).exists()
    assert not Account.select().where(Account.person == carmen).exists()


def test_a_guardian_waits_for_her_letter() -> None:
    hodan = Person.get(Person.given_name == "Hodan", Person.family_name == "Farah")
    assert [child.full_name for child in students_of(hodan.id)] == ["Ayan Farah"]
    assert not Account.select().where(Account.person == hodan).exists()


def test_an_order_ends_in_some_weeks_and_an_adult_student_has_refused() -> None:
    lucia = person("lucia.mora")
    (right,) = RecordsRight.select().join(StudentContact).where(StudentContact.contact == lucia)
    assert right.ends_on
    assert timedelta(weeks=4) < right.ends_on - TODAY < timedelta(weeks=8)
    elena, tomas = person("elena.vega"), person("tomas.vega")
    assert RecordsRight.select().join(StudentContact).where(in_force(TODAY), StudentContact.contact == elena).exists()
    assert [refusal.student_id for refusal in AdultStudentRefusal.select()] == [tomas.id]
    assert tomas.birth_on
    assert tomas.birth_on <= date(TODAY.year - 18, TODAY.month, TODAY.day)


@pytest.mark.parametrize(
    ("username", "roles"),
    {
        "teacher.kim": [(Role.TEACHER, "EAST")],
        "teacher.adams": [(Role.TEACHER, "SUGARMAPLE")],
        "substitute.today": [(Role.TEACHER, "EAST")],
        "office.east": [(Role.SCHOOL_OFFICE, "EAST")],
        "attendance.east": [(Role.ATTENDANCE_OFFICE, "EAST")],
        "counselor.east": [(Role.COUNSELOR, "EAST")],
        "district": [(Role.DISTRICT_OFFICE, None)],
        "maria.reyes": [],
    }.items(),
)
def test_what_they_do(username: str, roles: list[tuple[str, str | None]]) -> None:
    found = StaffRole.select(StaffRole.role, School.code).left_outer_join(School)
    assert list(tuples(found.where(StaffRole.person == person(username).id, role_in_force(TODAY)))) == roles


def test_a_substitute_has_a_pass_for_today_alone() -> None:
    passes = list(SubstitutePass.select().where(SubstitutePass.person == person("substitute.today")))
    taught = SectionTeacher.select(SectionTeacher.section).where(SectionTeacher.teacher == person("teacher.kim"))
    assert len({each.section_id for each in passes} & {section for (section,) in tuples(taught)}) == 2
    assert {(each.starts_on, each.ends_on) for each in passes} == {(TODAY, TODAY + timedelta(days=1))}


@pytest.mark.parametrize(
    ("username", "homes"),
    {
        "maria.reyes": [["Sofía Reyes", "Luis Reyes", "Ana Reyes", "María Reyes"]],
        "carlos.reyes": [["Ana Reyes", "Carlos Reyes"]],
        "ana.reyes": [["Sofía Reyes", "Luis Reyes", "Ana Reyes", "María Reyes"], ["Ana Reyes", "Carlos Reyes"]],
        "ruth.carter": [["Jonah Carter", "Ruth Carter"]],
        "paul.carter": [["Paul Carter"]],
    }.items(),
)
def test_who_lives_with_them(username: str, homes: list[list[str]]) -> None:
    own = person(username).id
    found = own_homes(own)
    assert [sorted(member.name for member in home.members) for home in found] == [sorted(names) for names in homes]
    assert all(home.safe_at_home == (username == "ruth.carter") for home in found)
    assert all(home.street.startswith("P.O. Box") == home.safe_at_home for home in found)


def test_parents_under_an_order_do_not_learn_of_one_another() -> None:
    for username, other in (("ruth.carter", "Paul Carter"), ("paul.carter", "Ruth Carter")):
        (child,) = children(username)
        names = [contact.name for contact in contacts_of([child.id], person(username).id)[child.id]]
        assert names
        assert other not in names


def test_how_to_reach_them() -> None:
    assert not person("grace.olson").email
    first = Phone.select(Phone.person).where(Phone.call_order == 1)
    contacts = StudentContact.select(StudentContact.contact).distinct()
    assert contacts.count() == contacts.where(StudentContact.contact.in_(first)).count()
    assert not Person.select().where(Person.search_name == "").exists()


def test_a_no_contact_order_is_written_on_both_ties() -> None:
    ties = StudentContact.select().join(Person).where(Person.family_name == "Carter")
    assert ties.count() == 2
    assert all(tie.restrictions for tie in ties)


def test_only_the_elementary_windows_are_closed() -> None:
    for username in ("maria.reyes", "nora.becker", "teacher.adams", "ruth.carter"):
        for child in children(username):
            assert child.is_open == (child.grade_level >= "06"), child.full_name
            assert child.is_open or (child.window and child.window.opens_on > TODAY)


def test_anas_quarter() -> None:
    now = by_title(grades("ana.reyes", 2))
    assert len(now) == 8
    work = [each for grade in now.values() for each in grade.work]
    assert 50 <= sum(each.entry.points is not None for each in work) <= 70
    assert any(each.is_missing and each.title["en"].startswith("Essay") for each in work)
    assert any(each.entry.late for each in work)
    assert {Effect.DROPPED, Effect.EXTRA_CREDIT} <= effects(now["Algebra 2"])
    assert Effect.EXEMPT in effects(now["Biology"])
    assert now["Health"].work
    assert now["Health"].grade.percent is None
    assert all(Effect.NOT_GRADED in effects(grade) for grade in now.values())
    assert {grade.grade.method for grade in now.values()} == {"total_points", "weighted_categories", "mean_of_percents"}
    assert now["Physical Education"].grade.step
    assert now["Physical Education"].grade.step.letter == "P"
    assert all("es" in each.title for each in now["Spanish for Heritage Speakers 2"].work)


def test_anas_move_in_week_5_of_quarter_1() -> None:
    (child,) = children("ana.reyes")
    seats = (
        SectionEnrollment.select(SectionEnrollment.starts_on, SectionEnrollment.ends_on, Course.code)
        .join(Section)
        .join(Course)
        .where((SectionEnrollment.student == child.id) & Course.code.in_(("BIO", "WHIST")))
    )
    moved_on = around(TODAY).week(1, 5)
    assert sorted((code, ends is None) for _, ends, code in tuples(seats)) == [
        ("BIO", False), ("BIO", True), ("WHIST", False), ("WHIST", True),
    ]  # fmt: skip
    assert {ends or starts for starts, ends, _ in tuples(seats)} == {moved_on}
    now_in = next(each for each in grades("ana.reyes", 1) if each.title["en"] == "Biology" and each.entered_on)
    assert now_in.entered_on == moved_on
    assert Effect.BEFORE_ENTRY in effects(now_in)


def test_posted_grades_are_what_the_calculation_said() -> None:
    for username in ("ana.reyes", "david.olson"):
        for each in grades(username, 1):
            if each.last_on is None:
                (posted,) = each.posted.values()
                assert each.grade.step
                assert posted.letter == each.grade.step.letter
                assert posted.percent in (each.grade.shown, None)


def test_david_has_missing_work_and_a_dropped_score() -> None:
    now = by_title(grades("david.olson", 2))
    assert sum(grade.missing for grade in now.values()) == 7
    assert Effect.DROPPED in effects(now["Precalculus"])


def test_teachers_of_the_story() -> None:
    def taught(given: str, family: str) -> set[str]:
        sections = SectionTeacher.select(Course.code).join(Section).join(Course).join_from(SectionTeacher, Person)
        theirs = sections.where((Person.given_name == given) & (Person.family_name == family))
        return {code for (code,) in tuples(theirs)}

    assert taught("Daniel", "Kim") >= {"ALG1", "ALG2", "PRECALC"}
    assert taught("Rachel", "Adams") >= {"HOMEROOM", "MATH-35"}
    for username, course in (("ana.reyes", "Algebra 2"), ("david.olson", "Precalculus")):
        teacher = by_title(grades(username, 2))[course].teacher
        assert teacher
        assert teacher.name == "Daniel Kim"


def test_seven_schools_and_the_east() -> None:
    assert School.select().count() == 7
    assert School.get(School.code == "EAST").name == "East High School"
    assert Student.select().count() == 400


def test_every_class_has_a_teacher_meets_and_has_students() -> None:
    for related in (SectionTeacher, SectionMeeting, SectionEnrollment):
        without = Section.select().join(related, JOIN.LEFT_OUTER).where(related.id.is_null())
        assert not without.exists(), related


def test_nobody_is_wanted_in_two_rooms() -> None:
    meets = Section.select(
        SectionEnrollment.student,
        SectionTeacher.teacher,
        SectionMeeting.weekday,
        SectionMeeting.period,
        fn.MAX(Section.starts_on, SectionEnrollment.starts_on),
        fn.MIN(Section.ends_on, fn.COALESCE(SectionEnrollment.ends_on, Section.ends_on)),
        Section.id,
    )
    meets = meets.join(SectionEnrollment).join_from(Section, SectionTeacher).join_from(Section, SectionMeeting)
    hours: defaultdict[tuple[str, int, int, str], set[tuple[str, str, int]]] = defaultdict(set)
    for student, teacher, weekday, period, starts_on, ends_on, section in tuples(meets):
        for day in range(5) if weekday is None else (weekday,):
            hours["student", student, day, period].add((starts_on, ends_on, section))
            hours["teacher", teacher, day, period].add((starts_on, ends_on, section))
    for who, times in hours.items():
        in_order = sorted(times)
        for (_, ends_on, section), (starts_on, _, other) in pairwise(in_order):
            assert section == other or ends_on <= starts_on, who


def test_every_student_has_a_guardian_with_a_right_and_a_home() -> None:
    seen = StudentContact.select(StudentContact.student).join(RecordsRight).where(in_force(TODAY))
    at_home = HouseholdMembership.select(HouseholdMembership.person)
    for found in (seen, at_home):
        assert not Student.select().where(Student.person.not_in(found)).exists()


def test_no_class_has_two_pieces_of_work_of_one_name_in_a_quarter() -> None:
    twice = (
        Assignment.select(Assignment.title)
        .group_by(Assignment.section, Assignment.grading_period, Assignment.title)
        .having(fn.COUNT(Assignment.id) > 1)
    )
    assert [title for (title,) in tuples(twice)] == []


def test_few_fail_and_few_have_straight_as() -> None:
    letters = PostedGrade.select(PostedGrade.letter, fn.COUNT(PostedGrade.id)).where(PostedGrade.percent.is_null(False))
    counts = dict(tuples(letters.group_by(PostedGrade.letter)))
    total = sum(counts.values())
    assert 0 < counts["F"] < 0.04 * total
    assert counts["A"] < 0.3 * total
