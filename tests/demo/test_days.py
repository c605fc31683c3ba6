"""Attendance, notices and the year before, as the demo district has them."""

from datetime import timedelta

import pytest
from peewee import JOIN, fn

from app import clock
from app.database import tuples
from app.demo.laying import load
from app.demo.year import around, before
from app.sis.access.queries import students_of
from app.sis.access.roles import MAY_OPEN, Role
from app.sis.access.viewer import Viewer
from app.sis.access_log.queries import Span, looks
from app.sis.accounts.models import Account
from app.sis.accounts.openings import own_child_attempts
from app.sis.announcements.models import Announcement
from app.sis.announcements.queries import notices_for
from app.sis.attendance.codes import STARTING_CODES
from app.sis.attendance.models import AttendanceCode, DailyAttendance, DayCredit, Excuse, PeriodAttendance, Status
from app.sis.audit.models import AccessEvent
from app.sis.courses.models import Course, Section, SectionEnrollment
from app.sis.enrollment.models import Enrollment
from app.sis.grading.models import Assignment, PostedGrade, Score
from app.sis.people.models import Person, Student
from app.sis.schools.models import AcademicSession, School
from tests.demo.conftest import NOON, TODAY, empty_database

pytestmark = pytest.mark.usefixtures("laid")

YEAR = around(TODAY)
SO_FAR = [day for quarter in YEAR.quarters[:2] for day in YEAR.school_days(quarter) if day <= TODAY]


def student(username: str) -> int:
    return int(Account.get(Account.username == username).person_id)


def marks(username: str, *conditions: object) -> list[PeriodAttendance]:
    theirs = PeriodAttendance.select().where(PeriodAttendance.student == student(username), *conditions)
    return list(theirs.order_by(PeriodAttendance.day_on, PeriodAttendance.period))


def test_the_districts_codes_and_thresholds() -> None:
    assert [code.code for code in AttendanceCode.select()] == [code.code for code in STARTING_CODES]
    steps = DayCredit.select(School.name, fn.COUNT(DayCredit.id)).left_outer_join(School).group_by(School.name)
    counts = dict(tuples(steps))
    assert counts.pop(None) == 2
    assert set(counts.values()) == {3}
    assert all("Elementary" in name for name in counts)


def test_about_95_percent_are_present() -> None:
    missed = DailyAttendance.select(fn.SUM(DailyAttendance.absent)).where(DailyAttendance.day_on >= YEAR.starts_on)
    assert 0.03 < float(missed.scalar()) / (len(SO_FAR) * 400) < 0.06


def test_a_few_miss_more_than_a_tenth() -> None:
    often = (
        DailyAttendance.select(DailyAttendance.student)
        .where(DailyAttendance.day_on >= YEAR.starts_on)
        .group_by(DailyAttendance.student)
        .having(fn.SUM(DailyAttendance.absent) > len(SO_FAR) / 10)
    )
    assert 10 < often.count() < 60


def test_the_office_has_verified_what_is_older_than_two_school_days() -> None:
    for model in (PeriodAttendance, DailyAttendance):
        verified = {day for (day,) in tuples(model.select(model.day_on).where(model.verified_at.is_null(False)))}
        open_still = {day for (day,) in tuples(model.select(model.day_on).where(model.verified_at.is_null()))}
        assert max(verified) <= SO_FAR[-3], model
        assert open_still <= set(SO_FAR[-2:]), model
    assert PeriodAttendance.select().where(PeriodAttendance.marked_at > clock.now()).count() == 0


def test_ana_was_absent_this_morning_in_period_2() -> None:
    (today,) = marks("ana.reyes", PeriodAttendance.day_on == TODAY)
    assert (today.period, today.code.code, today.office_code, today.verified_at) == ("2", "A", None, None)
    office = {mark.office_code.code for mark in marks("ana.reyes") if mark.office_code}
    assert {"P", "E", "M", "TE", "SR", "PA"} == office
    assert any(mark.code.code == "T" and not mark.office_code for mark in marks("ana.reyes"))


def test_before_the_bell_there_is_no_mark_of_today() -> None:
    with empty_database(), clock.stopped(NOON.replace(hour=10)):  # four in the morning
        load(100)
        assert not PeriodAttendance.select().where(PeriodAttendance.day_on == TODAY).exists()
        assert not DailyAttendance.select().where(DailyAttendance.day_on == TODAY).exists()
        (day_before,) = marks("ana.reyes", PeriodAttendance.day_on == SO_FAR[-2])
        assert (day_before.period, day_before.code.code, day_before.verified_at) == ("2", "A", None)


def test_comments_on_an_absence_are_of_a_day_missed() -> None:
    for username, words, code in (("ana.reyes", "orchestra trip", "SR"), ("david.olson", "Absent that day", "E")):
        (score,) = [
            each
            for each in Score.select().where(Score.student == student(username))
            if words in each.comment.get("en", "")
        ]
        found = marks(username, PeriodAttendance.day_on == score.assignment.due_on)
        assert {mark.office_code.code for mark in found if mark.office_code} == {code}
        assert score.assignment.section_id in {mark.section_id for mark in found}


def test_nothing_is_on_a_day_without_school() -> None:
    closed = list(YEAR.closed)
    for on in (PeriodAttendance.day_on, DailyAttendance.day_on, Assignment.due_on, Score.scored_on):
        assert not on.model.select().where(on.in_(closed)).exists(), on


def test_records_asked_for_in_vain() -> None:
    refused = AccessEvent.select().where(AccessEvent.outcome == "refused").order_by(AccessEvent.at)
    asked = {(Account.get_by_id(each.account_id).username, each.student_id, each.category) for each in refused}
    assert asked >= {
        ("teacher.adams", Person.get(Person.given_name == "Ruby", Person.family_name == "Adams").id, "grades"),
        ("carlos.reyes", student("luis.reyes"), "schedule"),
        ("carlos.reyes", 0, "grades"),
    }
    assert [each.username for each in own_child_attempts()] == ["teacher.adams"]


def test_the_access_log_of_maria_tells_of_the_staff() -> None:
    maria = Account.get(Account.username == "maria.reyes")
    viewer = Viewer(0, maria.id, maria.person_id, "", "es", "", 0, None, ())
    children = [child.id for child in students_of(maria.person_id)]
    found = looks(viewer, children, Span(), own=False)
    assert {each.student_id for each in found} == set(children)
    assert {each.role for each in found} == set(Role)
    for each in found:
        assert each.on in YEAR.school_days(YEAR.quarters[0]) + YEAR.school_days(YEAR.quarters[1])
        assert each.role == Role.TEACHER or each.category in MAY_OPEN[each.role]


def test_david_is_one_day_from_habitual_truancy() -> None:
    unexcused = AttendanceCode.excuse == Excuse.UNEXCUSED, AttendanceCode.status == Status.ABSENT
    days = {mark.day_on for mark in marks("david.olson") if mark.office_code and mark.office_code.code == "U"}
    assert len(days) == 4  # of five in a semester
    derived = DailyAttendance.select(DailyAttendance.day_on).join(AttendanceCode)
    theirs = derived.where(DailyAttendance.student == student("david.olson"), *unexcused)
    assert {day for (day,) in tuples(theirs) if day >= YEAR.starts_on} == days


def test_marks_are_of_classes_that_the_student_has_that_day() -> None:
    wrong = (
        PeriodAttendance.select()
        .join(Section)
        .join(SectionEnrollment, JOIN.LEFT_OUTER, on=(
            (SectionEnrollment.section == Section.id)
            & (SectionEnrollment.student == PeriodAttendance.student)
            & (SectionEnrollment.starts_on <= PeriodAttendance.day_on)
            & (SectionEnrollment.ends_on.is_null() | (SectionEnrollment.ends_on > PeriodAttendance.day_on))
        ))
        .where(SectionEnrollment.id.is_null())
    )  # fmt: skip
    assert wrong.count() == 0


def test_marias_notices() -> None:
    notices = notices_for(students_of(student("maria.reyes")))
    assert len(notices) == 4  # of the district, two schools and a class; not grade 12's
    assert all(set(each.title) == set(each.body) == {"en", "es"} for each in Announcement.select())
    now = clock.now()
    assert Announcement.select().where(Announcement.until_at <= now).count() == 1
    assert Announcement.select().where(Announcement.from_at > now + timedelta(days=3)).count() == 1
    (senior,) = students_of(student("tomas.vega"))
    assert "Caps and gowns" in [each.title["en"] for each in notices_for((senior,))]


def test_the_year_before_is_on_record() -> None:
    past = before(YEAR)
    assert AcademicSession.select().where(AcademicSession.year == past.number).count() == 7
    left = Enrollment.select().where(Enrollment.entry_on < past.ends_on)
    assert 340 < left.count() < 380
    assert {each.exit_on for each in left} == {past.ends_on}
    ana = student("ana.reyes")
    grades = (
        PostedGrade.select(Course.code, fn.COUNT(PostedGrade.id))
        .join(Section)
        .join(Course)
        .where((PostedGrade.student == ana) & (Section.ends_on <= past.ends_on))
        .group_by(Course.code)
    )
    assert dict(tuples(grades)) == dict.fromkeys(
        ("ENG9", "PE9", "PHYSCI", "GEOG", "GEOM", "HERIT1", "ORCH", "FOODS"), 4
    )


def test_everybody_is_at_one_school_today() -> None:
    at_school = Enrollment.select(Enrollment.student).where(Enrollment.exit_on.is_null())
    assert at_school.count() == Student.select().count() == 400
    assert not Person.select().join(Student).where(Student.person.not_in(at_school)).exists()
