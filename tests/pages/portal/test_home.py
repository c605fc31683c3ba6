"""Home: all children at a glance, what needs attention first."""

from datetime import date, datetime, time, timedelta

import pytest

from app import clock
from app.sis.accounts.models import Account
from app.sis.attendance.models import AttendanceCode, PeriodAttendance
from app.sis.courses.models import Section
from app.sis.people.models import Student
from app.sis.schools.models import CalendarDay
from tests.build import District
from tests.conftest import NOON
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student("Ana", birth_on=date(2011, 3, 1))


@pytest.fixture
def algebra(ana: Student, district: District) -> Section:
    algebra = district.section("Algebra 2", period="3")
    district.seat(ana, algebra)
    return algebra


@pytest.fixture
def account(ana: Student, district: District) -> Account:
    return district.account(district.guardian(ana))


def at(hour: int, minute: int = 0) -> datetime:
    return clock.instant(date(2026, 11, 24), time(hour, minute))


def test_missing_work_comes_first_and_leads_to_its_class(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    district.score(ana, district.assignment(algebra, "Lab report 3"), missing=True)
    visitor.be(account).open("/home")
    assert "Missing Lab report 3, Algebra 2, was due Nov 16" in visitor.main
    visitor.follow("Lab report 3")
    assert "counts as 0" in visitor.main


def test_missing_work_that_was_handed_in_needs_nothing(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    district.score(ana, district.assignment(algebra, "Lab report 3"), "12", missing=True)
    visitor.be(account).open("/home")
    assert "Nothing today." in visitor.main


def test_new_scores_since_the_last_visit(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    for title, scored_on in (("Old quiz", date(2026, 11, 19)), ("New quiz", date(2026, 11, 23))):
        district.score(ana, district.assignment(algebra, title), "18", scored_on=scored_on)
    with clock.stopped(NOON - timedelta(days=4)):
        visitor.be(account)
    visitor.be(account).open("/home")
    assert "New since Friday, November 20" in visitor.main
    assert "New quiz, Algebra 2: 18 of 20" in visitor.main
    assert "Old quiz" not in visitor.main


def test_on_the_first_visit_a_week_counts_as_new(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    district.score(ana, district.assignment(algebra, "Quiz"), "18", scored_on=date(2026, 11, 17))
    visitor.be(account).open("/home")
    assert "New since Tuesday, November 17" in visitor.main


def test_what_is_due_within_a_week(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    for title, due_on in (("Today", 24), ("Monday", 30)):
        district.assignment(algebra, f"Due {title}", due_on=date(2026, 11, due_on))
    district.assignment(algebra, "Later", due_on=date(2026, 12, 1))
    done = district.assignment(algebra, "Handed in", due_on=date(2026, 11, 25))
    district.score(ana, done, "20", scored_on=date(2026, 10, 1))
    visitor.be(account).open("/home")
    assert "Nov 24: Due Today, Algebra 2" in visitor.main
    assert "Due Monday" in visitor.main
    assert "Later" not in visitor.main
    assert "Handed in" not in visitor.main


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(8), "Next: period 3, 11:00 am, Algebra 2, room 118."),
        (at(11, 30), "Now: period 3, 11:00 am, Algebra 2, room 118."),
        (at(11, 50), "No more classes today."),
    ],
)
def test_the_class_that_is_now_or_next(
    algebra: Section, account: Account, visitor: Visitor, moment: datetime, said: str
) -> None:
    with clock.stopped(moment):
        visitor.be(account).open("/home")
    assert said in visitor.main


def test_a_day_without_school(algebra: Section, account: Account, visitor: Visitor) -> None:
    CalendarDay.create(day_on=date(2026, 11, 24), in_session=False, label={"en": "Snow day"})
    visitor.be(account).open("/home")
    assert "Snow day. No school today." in visitor.main


def test_today_s_attendance_and_the_office_s_word_on_it(
    ana: Student, algebra: Section, account: Account, visitor: Visitor
) -> None:
    absent = AttendanceCode.create(code="U", title={"en": "cut class"}, status="absent", excuse="unexcused")
    present = AttendanceCode.create(code="P", title={"en": "Present"}, status="present", excuse="exempt")
    medical = AttendanceCode.create(code="M", title={"en": "medical absence"}, status="absent", excuse="excused")
    mark = PeriodAttendance.create(
        student=ana, section=algebra, day_on=date(2026, 11, 24), period="3", code=absent, marked_at=NOON
    )
    visitor.be(account).open("/home")
    assert "Absent, period 3, not yet verified" in visitor.main  # whatever the teacher wrote
    PeriodAttendance.update(office_code=medical, verified_at=NOON).where(PeriodAttendance.id == mark.id).execute()
    visitor.open("/home")
    assert "Medical absence, period 3" in visitor.main
    assert "not yet verified" not in visitor.main
    PeriodAttendance.update(office_code=present, verified_at=NOON).where(PeriodAttendance.id == mark.id).execute()
    visitor.open("/home")
    assert "Nothing today." in visitor.main


def test_three_children_in_three_schools_oldest_first(ana: Student, district: District, visitor: Visitor) -> None:
    schools = [district.new_school(name) for name in ("Lakeview Middle School", "Sugar Maple Elementary School")]
    luis, sofia = (district.student(name, enrolled=False, birth_on=born) for name, born in (
        ("Luis", date(2014, 1, 1)), ("Sofía", date(2018, 1, 1))))  # fmt: skip
    district.enroll(luis, schools[0], grade_level="07")
    district.enroll(sofia, schools[1], grade_level="03")
    district.window(schools[1], date(2027, 1, 11), date(2027, 3, 20))
    visitor.be(district.account(district.guardian(sofia, luis, ana))).open("/home")
    assert [each.text_content() for each in visitor.page.xpath("//section/h2")] == [
        "Ana Reyes",
        "Luis Reyes",
        "Sofía Reyes",
    ]
    assert "are shown here from January 11, 2027 to March 19, 2027" in visitor.main


def test_a_long_list_is_cut_and_says_so(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    for number in range(8):
        district.score(ana, district.assignment(algebra, f"Essay {number}"), missing=True)
    visitor.be(account).open("/home")
    assert visitor.main.count("was due") == 3
    visitor.follow("5 more")
    assert visitor.main.count("was due") == 8
    assert "5 more" not in visitor.main


def test_notices_reach_whom_they_concern(
    ana: Student, algebra: Section, account: Account, district: District, visitor: Visitor
) -> None:
    elsewhere = district.new_school("West High School")
    chemistry = district.section("Chemistry")
    district.announcement("For all")
    district.announcement("For East", school=district.school)
    district.announcement("For West", school=elsewhere)
    district.announcement("For grade 10", grade_level="10")
    district.announcement("For grade 9", school=district.school, grade_level="09")
    district.announcement("For Algebra", section=algebra)
    district.announcement("For Chemistry", section=chemistry)
    district.announcement("Tomorrow", from_at=NOON + timedelta(days=1))
    district.announcement("Yesterday", until_at=NOON)
    visitor.be(account).open("/home")
    shown = {each.text_content() for each in visitor.page.xpath("//div[@class='note']/h2")}
    assert shown == {"For all", "For East", "For grade 10", "For Algebra"}


def test_a_notice_is_plain_text_with_links_in_the_reader_s_language(
    ana: Student, district: District, visitor: Visitor
) -> None:
    district.announcement("Plain", body={"en": "<b>Read</b> https://example.org/x & more", "es": "Lea esto"})
    guardian = district.guardian(ana)
    account = district.account(guardian)
    visitor.be(account).open("/home")
    assert "<b>Read</b> https://example.org/x & more" in visitor.main
    assert visitor.page.xpath("//main//a[@href='https://example.org/x']")
    Account.update(language="es").execute()
    visitor.open("/home")
    assert "Lea esto" in visitor.main
    assert visitor.page.xpath("//h2/span[@lang='en' and text()='Plain']")


def test_a_student_s_own(ana: Student, algebra: Section, district: District, visitor: Visitor) -> None:
    with clock.stopped(at(8)):
        visitor.be(district.account(ana.person)).open("/home")
    assert visitor.page.xpath("//h1")[0].text_content() == "Your school"
    assert "Algebra 2" in visitor.main


def test_without_children_it_says_why(district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.person())).open("/home")
    assert "No student is tied to this account today" in visitor.main
