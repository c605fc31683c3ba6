"""Small districts for tests: what is not said is ordinary."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property
from itertools import count
from typing import Any

from app import clock
from app.sis.access.models import Basis, RecordsRight, Role, StaffRole
from app.sis.accounts.models import Account
from app.sis.accounts.passwords import hash_password
from app.sis.activation.keys import key_hash, new_key, typed
from app.sis.activation.models import ActivationKey, ActivationKeyStudent, LetterBatch
from app.sis.announcements.models import Announcement
from app.sis.attendance.actions import lay_starting_codes
from app.sis.attendance.models import DailyAttendance, PeriodAttendance
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionSession, SectionTeacher
from app.sis.enrollment.models import Enrollment
from app.sis.grading.models import Assignment, AssignmentCategory, Score
from app.sis.households.models import Household, HouseholdMembership, Phone
from app.sis.people.models import Person, Student, StudentContact
from app.sis.people.names import searchable
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import AcademicSession, BellPeriod, PortalWindow, School, SessionKind

NOON = datetime(2026, 11, 24, 18, 0)  # a Tuesday, 12 o'clock in the district
PASSWORD = "a password of the tests"
_numbers = count(1)


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


class District:
    """A year around today with two semesters of two quarters, and one high school until more are built."""

    def __init__(self) -> None:
        self.year = self._session(SessionKind.SCHOOL_YEAR, "2026-2027", date(2026, 9, 1), date(2027, 6, 12))
        self.fall = self._session(SessionKind.TERM, "Semester 1", date(2026, 9, 1), date(2027, 1, 23), self.year)
        self.spring = self._session(SessionKind.TERM, "Semester 2", date(2027, 1, 25), date(2027, 6, 12), self.year)
        self.quarter_1 = self._quarter("Quarter 1", date(2026, 9, 1), date(2026, 10, 31), self.fall)
        self.quarter_2 = self._quarter("Quarter 2", date(2026, 11, 2), date(2027, 1, 23), self.fall)
        self.school = self.new_school("East High School")

    def new_school(self, name: str, **fields: Any) -> School:
        number = next(_numbers)
        school: School = School.create(name=name, code=f"S{number}", phone="608-555-0140", **fields)
        for weekday in range(5):
            for period in range(1, 4):
                BellPeriod.create(
                    school=school, schedule="Regular", weekday=weekday, period=str(period),
                    starts=time(8 + period), ends=time(8 + period, 50),
                )  # fmt: skip
        return school

    def window(self, school: School, opens_on: date, closes_on: date, grade_level: str = "") -> PortalWindow:
        window: PortalWindow = PortalWindow.create(
            school=school, opens_on=opens_on, closes_on=closes_on, grade_level=grade_level
        )
        return window

    def person(self, given: str = "Maria", family: str = "Reyes", **fields: Any) -> Person:
        number = next(_numbers)
        person: Person = Person.create(
            given_name=given,
            family_name=family,
            number=f"{number:06}",
            sourced_id=f"person-{number}",
            search_name=searchable(given, fields.get("middle_name", ""), family),
            **fields,
        )
        return person

    def student(self, given: str = "Ana", family: str = "Reyes", enrolled: bool = True, **fields: Any) -> Student:
        student: Student = Student.create(person=self.person(given, family, **fields), force_insert=True)
        if enrolled:
            self.enroll(student)
        return student

    def enroll(self, student: Student, school: School | None = None, **fields: Any) -> Enrollment:
        fields = {"grade_level": "10", "entry_on": self.year.starts_on, "school_year": self.year, **fields}
        enrollment: Enrollment = Enrollment.create(student=student, school=school or self.school, **fields)
        return enrollment

    def tie(self, contact: Person, student: Student, **fields: Any) -> StudentContact:
        tie: StudentContact = StudentContact.create(
            student=student, contact=contact, **{"relation": "mother", "source": "office", **fields}
        )
        return tie

    def guardian(self, *students: Student, given: str = "Maria", family: str = "Reyes", **fields: Any) -> Person:
        """An adult with a right in force to these students' records."""
        person = self.person(given, family, **fields)
        for student in students:
            self.right(self.tie(person, student))
        return person

    def right(self, tie: StudentContact, **fields: Any) -> RecordsRight:
        started = clock.today() - timedelta(days=30)
        fields = {"starts_on": started, "basis": Basis.PARENT, "source": "office", "decided_by": "office", **fields}
        right: RecordsRight = RecordsRight.create(tie=tie, **fields)
        return right

    def home(self, *people: Person | Student, street: str = "12 Elm Street", **fields: Any) -> Household:
        """A household in which these people live."""
        home: Household = Household.create(
            name="Reyes", street=street, city="Four Lakes", state="WI", postal_code="53703", **fields
        )
        for each in people:
            person = each.person if isinstance(each, Student) else each
            HouseholdMembership.create(household=home, person=person)
        return home

    def phone(self, person: Person, number: str, kind: str = "cell", call_order: int = 1) -> Phone:
        phone: Phone = Phone.create(person=person, number=number, kind=kind, call_order=call_order)
        return phone

    def announcement(self, title: str, **fields: Any) -> Announcement:
        fields = {"body": {"en": "Please read."}, "until_at": clock.now() + timedelta(days=7), **fields}
        announcement: Announcement = Announcement.create(title={"en": title}, **fields)
        return announcement

    def role(self, person: Person, role: Role, school: School | None = None, **fields: Any) -> StaffRole:
        """A role at the school, or, for the district office, everywhere."""
        at = None if role is Role.DISTRICT_OFFICE else school or self.school
        given: StaffRole = StaffRole.create(person=person, role=role, school=at, **fields)
        return given

    def staff(self, role: Role, given: str = "Rosa", family: str = "Lind", **fields: Any) -> Person:
        """Somebody with this role and nothing else."""
        person = self.person(given, family)
        self.role(person, role, **fields)
        return person

    def account(self, person: Person, username: str = "", language: str = "en") -> Account:
        username = username or f"{person.given_name}.{person.id}"
        account: Account = Account.create(
            person=person, username=username, folded_username=username.casefold(),
            password_hash=password_hash(), language=language,
        )  # fmt: skip
        return account

    def letter(self, guardian: Person, *children: Student, **fields: Any) -> str:
        """A printed and confirmed letter that names these children; the key on it."""
        batch = LetterBatch.create(school=self.school, asked_by="office", confirmed_at=clock.now())
        key = new_key()
        fields = {
            "key_hash": key_hash(typed(key)), "made_at": clock.now(), "live_at": clock.now(), "file_number": 1,
            "expires_on": clock.today() + timedelta(days=60), **fields,
        }  # fmt: skip
        letter = ActivationKey.create(batch=batch, person=guardian, **fields)
        for child in children:
            ActivationKeyStudent.create(activation_key=letter, student=child)
        return key

    def section(self, title: str = "Algebra 2", period: str = "1", **fields: Any) -> Section:
        school = fields.pop("school", self.school)
        teacher = fields.pop("teacher", None) or self.person("Min", "Kim", email="kim@example.org")
        fields = {"starts_on": self.fall.starts_on, "ends_on": self.fall.ends_on, "room": "118", **fields}
        course = Course.create(title={"en": title}, school=school)
        section: Section = Section.create(title={"en": title}, course=course, school=school, **fields)
        SectionSession.create(section=section, session=self.fall)
        SectionMeeting.create(section=section, period=period)
        SectionTeacher.create(section=section, teacher=teacher)
        return section

    def seat(self, student: Student, section: Section, **fields: Any) -> SectionEnrollment:
        seat: SectionEnrollment = SectionEnrollment.create(student=student, section=section, **fields)
        return seat

    def assignment(self, section: Section, title: str, possible: str = "20", **fields: Any) -> Assignment:
        category = fields.pop("category", None) or AssignmentCategory.create(section=section, title={"en": "Homework"})
        fields = {
            "grading_period": self.quarter_2, "assigned_on": date(2026, 11, 9), "due_on": date(2026, 11, 16), **fields
        }  # fmt: skip
        assignment: Assignment = Assignment.create(
            section=section, category=category, title={"en": title}, points_possible=Decimal(possible), **fields
        )
        return assignment

    def score(self, student: Student, assignment: Assignment, points: str | None = None, **fields: Any) -> Score:
        score: Score = Score.create(
            student=student, assignment=assignment, points=None if points is None else Decimal(points), **fields
        )
        return score

    @cached_property
    def codes(self) -> dict[str, int]:
        """The primary keys of the attendance codes that a district starts with."""
        return lay_starting_codes()

    def mark(
        self, student: Student, section: Section, on: date, code: str = "A", office: str = "", **fields: Any
    ) -> PeriodAttendance:
        """A teacher's mark, at the section's first period unless another is named; verified where the office wrote."""
        period = fields.pop("period", None) or section.meetings.get().period
        at = clock.instant(on, time(10))
        fields = {"marked_at": at, "verified_at": at + timedelta(hours=4) if office else None, **fields}
        mark: PeriodAttendance = PeriodAttendance.create(
            student=student, section=section, day_on=on, period=period, code=self.codes[code],
            office_code=self.codes.get(office), **fields,
        )  # fmt: skip
        return mark

    def missed(
        self, student: Student, on: date, code: str = "E", absent: str | None = "1", **fields: Any
    ) -> DailyAttendance:
        """A day kept by the day, verified."""
        fields = {"school": self.school, "verified_at": clock.instant(on, time(15)), **fields}
        missed: DailyAttendance = DailyAttendance.create(
            student=student, day_on=on, code=self.codes[code], absent=None if absent is None else Decimal(absent),
            **fields,
        )  # fmt: skip
        return missed

    def _session(
        self, kind: SessionKind, title: str, starts_on: date, ends_on: date, parent: AcademicSession | None = None
    ) -> AcademicSession:
        session: AcademicSession = AcademicSession.create(
            kind=kind, title={"en": title}, parent=parent, year=2027, starts_on=starts_on, ends_on=ends_on
        )
        return session

    def _quarter(self, title: str, starts_on: date, ends_on: date, term: AcademicSession) -> AcademicSession:
        return self._session(SessionKind.GRADING_PERIOD, title, starts_on, ends_on, term)
