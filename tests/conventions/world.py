"""Everybody who may knock, and what stands behind each key in an address.

A new role is a line in ROLES and one in `accounts`; a new kind of key a line in `own` and in `foreign`.
"""

from datetime import date, timedelta
from itertools import count, cycle, islice
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.sis.access.models import EndBasis, Role, SubstitutePass
from app.sis.accounts.links import link_token, token_hash
from app.sis.accounts.models import Account, EmailChange, KnownDevice, PublicComputers, SecondFactor, SignInAttempt
from app.sis.accounts.recovery import make_link
from app.sis.accounts.sessions import begin
from app.sis.activation.batches import ask, discard
from app.sis.activation.letters import Whom
from app.sis.activation.models import IdentificationKind
from app.sis.actor import Actor, operator
from app.sis.attendance.models import AttendanceCode
from app.sis.audit.actions import audited, record_access
from app.sis.courses.models import Section
from app.sis.grading.models import AssignmentCategory, PostedGrade, SectionGrading
from app.sis.people.models import Person, Student
from app.sis.schools.models import AcademicSession, CalendarDay, School
from app.sis.support.actions import SOMEBODY, Said, answer, send
from app.sis.support.kinds import Kind
from tests.build import District

LANGUAGES = ("en", "es")
MADE_UP = "zzzzzzzz"  # a key that nobody has

ROLES = (  # each but nobody has an account in World.accounts
    "nobody",
    "guardian",  # of Ana and her siblings
    "student",  # Ana
    "neighbour",  # a guardian of another family at the same school
    "classmate",  # a student of that family
    "former",  # whose right to Ana's records has ended
    "teacher",  # of Ana's classes
    "substitute",  # with a pass for the first of them
    "counselor",  # this one and the next two of Ana's school
    "school_office",
    "attendance_office",
    "district_office",
    "elsewhere",  # a counselor of another school
    "newcomer",  # a student with the first password from a slip
)

OFFICE = operator("the office")
FLAGS: list[dict[str, Any]] = [
    {"points": "18"}, {"points": "0"}, {"missing": True}, {"exempt": True}, {"points": "17.5", "late": True},
    {"points": "20", "comment": {"en": "Clear and complete."}}, {"incomplete": True}, {},
]  # fmt: skip


class World:
    """Two families at one school. Whatever can be many is there `rows` times; every page has something to show."""

    def __init__(self, rows: int = 1) -> None:
        self.district = district = District()
        self.rows = rows
        self._numbers = count()
        ana = district.student("Ana", "Reyes", birth_on=date(2010, 3, 1))
        ben = district.student("Ben", "Becker")
        siblings = [self._sibling(number) for number in range(1, rows)]
        west = district.new_school("West High School")
        self.accounts: dict[str, Account] = {
            "guardian": district.account(district.guardian(ana, *siblings)),
            "student": district.account(ana.person),
            "neighbour": district.account(district.guardian(ben, given="Nora", family="Becker")),
            "classmate": district.account(ben.person),
            "former": district.account(self._former_guardian(ana)),
            **{role: district.account(district.staff(role)) for role in Role},
            "substitute": district.account(district.staff(Role.TEACHER, "Sam", "Frey")),
            "elsewhere": district.account(district.staff(Role.COUNSELOR, school=west)),
            "newcomer": district.account(district.student("Nia", "Holm").person),
        }
        self.homeroom = district.section("Advisory", period="HR")
        classes = [self._class(ana, number) for number in range(1, rows + 1)]
        self.own = {"member": self._member(classes)}
        SubstitutePass.create(
            person=self.accounts["substitute"].person, section=classes[0], starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=1),
        )  # fmt: skip
        for number in range(rows):
            self._for_staff_lists(classes[0], number)
            self._for_the_access_log(ana, number)
        elsewhere = district.section("Ceramics")
        district.seat(ben, elsewhere)
        for number in range(rows):
            holiday = {"en": f"Fair {number}", "es": f"Feria {number}"}
            CalendarDay.create(
                day_on=clock.today() + timedelta(days=2 + number), in_session=number % 2 == 1, label=holiday
            )
            district.new_school(f"School {number}")
            PublicComputers.create(network=f"198.51.100.{number}", note="Central Library")
        link = make_link(self.accounts["guardian"], "a message")
        assert link
        confirm, undo = self._email_changes(self.accounts["guardian"])
        self._second_factors()
        self.own |= {"s": ana.key, "section": classes[0].key, "token": link, "confirm": confirm, "undo": undo}
        self.own |= {"account": self.accounts["student"].key, "homeroom": self.homeroom.key}
        self.own |= {"topic": "attendance", "report": self._reports()}
        hodan = district.guardian(ana, given="Hodan", family="Farah")
        self.letter = {"key": district.letter(hodan, ana), "birth_date": str(ana.person.birth_on)}
        self.own |= {"person": hodan.key, **self._for_the_counter(ana)}
        self.foreign = {"s": ben.key, "section": elsewhere.key}
        wes = district.student("Wes", "Holt", enrolled=False)
        district.enroll(wes, west)
        self.of_other_school = {**self.foreign, "s": wes.key, "account": district.account(wes.person).key}
        other_homeroom = district.section("Advisory", period="HR", school=west)
        district.seat(wes, other_homeroom)
        self.of_other_school |= {"homeroom": other_homeroom.key, "member": self.accounts["neighbour"].person.key}
        will = district.guardian(wes, given="Will", family="Holt")
        self.of_other_school |= {"person": will.key, "pupil": wes.key, "activated": self._activated(wes)}
        self.of_other_school["batch"] = ask(Whom(west), OFFICE).key
        self.own["batch"] = self._letters(ben)

    def keys_beyond(self, role: str) -> dict[str, str]:
        """Keys that this role does not open even where it opens Ana's."""
        if role == "district_office":
            return {"section": self.foreign["section"]}
        at_a_school = ("counselor", "school_office", "attendance_office")
        return self.of_other_school if role in at_a_school else self.foreign

    def client(self, app: Flask, role: str, language: str = "en") -> FlaskClient:
        """A browser that asks for the language, at which this role is signed in, with no cookie but that.

        Whatever was sent before as this role: three wrong passwords, say.
        """
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        account = self.accounts.get(role)
        if account is not None:
            is_new = role == "newcomer"
            Account.update(language=language, disabled_at=None, has_first_password=is_new).where(
                Account.id == account.id
            ).execute()
            client.set_cookie("s", begin(account))
        return client

    def stored_words(self, app: Flask) -> set[str]:
        """What the records call people, schools, classes and times."""
        titles = [row.title for model in (AttendanceCode, Section, AcademicSession) for row in model.select()]
        return {
            app.config["SETTINGS"].district_name,
            *(person.full_name for person in Person.select()),
            *(school.name for school in School.select()),
            *(text for title in titles for text in title.values()),
        }

    def _for_the_counter(self, student: Student) -> dict[str, str]:
        """Contacts decided on and not, accounts just opened with a letter, keys that expire, kinds of ID."""
        district = self.district
        KnownDevice.create(account=self.accounts["student"], mark_hash="a student's")
        for number in range(self.rows):
            aunt, uncle, parent = (district.person(name, f"Sosa {number}") for name in ("Inés", "Raúl", "Pía"))
            district.tie(aunt, student, relation="aunt", restrictions="–", source="oneroster")
            district.right(district.tie(uncle, student, source="oneroster"), granted=False, ended_by_office=True)
            district.right(district.tie(parent, student))
            district.letter(parent, student, expires_on=clock.today() + timedelta(days=3))
            IdentificationKind.create(name={"en": f"Passport {number}", "es": f"Pasaporte {number}"})
            activated = self._activated(student)
            self._activated(student, told_at=clock.now(), told_by="Rosa")
        return {"pupil": student.key, "activated": activated}

    def _activated(self, student: Student, **fields: Any) -> str:
        """The key of an account that was opened with a letter, on a device on which a student signs in."""
        adult = self.district.guardian(student, given="Eva", family=f"Lund {next(self._numbers)}")
        self.district.phone(adult, "608-555-0123")
        self.district.letter(adult, student, used_at=clock.now(), used_mark_hash="a student's", **fields)
        key: str = self.district.account(adult).key
        return key

    def _email_changes(self, account: Account) -> tuple[str, str]:
        """The links of a change that is asked for, and of one that can be taken back."""
        confirm, undo = link_token("email_confirm", "asked"), link_token("email_undo", "changed")
        now = account.person.email
        for new, hash_, other, confirmed_at in (
            (now, "the other", undo, clock.now()),
            ("new@example.org", confirm, "one", None),
        ):
            EmailChange.create(
                account=account, old_email="old@example.org", new_email=new,
                confirm_hash=token_hash(hash_), undo_hash=token_hash(other), confirmed_at=confirmed_at,
            )  # fmt: skip
        return confirm, undo

    def _letters(self, student: Student) -> str:
        """Discarded letters, and those that wait: for everybody at the school who has no account."""
        for number in range(self.rows):
            self.district.guardian(student, given="Gil", family=f"Becker {number}")
            discard(ask(Whom(self.district.school), OFFICE), 1, OFFICE)
        return str(ask(Whom(self.district.school), OFFICE).key)

    def _reports(self) -> str:
        """As many answered as open, some by people who are signed in; the key of an open one."""
        for number in range(self.rows):
            said = Said(Kind.PROBLEM, "Maria Reyes", "Ana Reyes", f"Page {number}\nis empty.", "608-555-0199", "en")
            answer(send(said, "an answered one", SOMEBODY), "Called her back.", OFFICE)
            account = self.accounts["guardian"] if number % 2 else None
            by = Actor("Maria Reyes", account.id, account.person_id) if account else OFFICE
            key = send(said, "an open one", by)
        return key

    def _second_factors(self) -> None:
        """One that is on, and one that is being set up."""
        for role, confirmed_at in (("district_office", clock.now()), ("neighbour", None)):
            SecondFactor.create(account=self.accounts[role], secret="0" * 32, confirmed_at=confirmed_at)

    def _member(self, classes: list[Section]) -> str:
        """Somebody on the staff without an account, who had other roles before, with a pass for each of the classes."""
        member, today, day = self.district.staff(Role.TEACHER, "Flora", "Weiss"), clock.today(), timedelta(days=1)
        for number, section in enumerate(classes, 1):
            self.district.role(
                member, Role.COUNSELOR, starts_on=today - (number + 1) * day, ends_on=today - number * day
            )
            SubstitutePass.create(person=member, section=section, starts_on=today, ends_on=today + day)
        return str(member.key)

    def _former_guardian(self, student: Student) -> Person:
        person = self.district.person("Paul", "Reyes")
        yesterday = clock.now() - timedelta(days=1)
        self.district.right(self.district.tie(person, student), revoked_at=yesterday, end_basis=EndBasis.COURT_ORDER)
        return person

    def _sibling(self, number: int) -> Student:
        """The first is at a school whose dates are to come, the next at one whose dates are over, the third at none."""
        today, week = clock.today(), timedelta(weeks=1)
        sibling = self.district.student(
            f"Luis {number}", "Reyes", birth_on=date(2012, 1, 1) + number * week, enrolled=number > 3
        )
        if number < 3:
            school = self.district.new_school("Lowell Elementary School")
            opens_on = today + week if number == 1 else today - 2 * week
            self.district.window(school, opens_on, opens_on + week)
            self.district.enroll(sibling, school, grade_level="03")
        return sibling

    def _for_staff_lists(self, section: Section, number: int) -> None:
        """A classmate who turns 18 this month, a refused opening, and a counselor who asked for her own child."""
        lea = self.district.student(f"Lea {number}", "Olson", birth_on=date(2008, 11, 1 + number))
        self.district.seat(lea, section, starts_on=date(2026, 11, 4))
        self.district.seat(lea, self.homeroom)
        self.district.tie(self.accounts["elsewhere"].person, lea)
        for role in ("former", "elsewhere"):
            record_access(self.accounts[role].id, 0, lea.person_id, "grades", "refused")

    def _for_the_access_log(self, student: Student, number: int) -> None:
        """A counselor and the guardian looked, a right was given, the guardian signed in and missed."""
        guardian, counselor = self.accounts["guardian"], self.accounts["counselor"]
        record_access(counselor.id, number, student.person_id, "grades", "seen", "counselor")
        record_access(guardian.id, number, student.person_id, "home", "seen", "guardian")
        with audited("right.granted", OFFICE, about=guardian.person_id, student_id=student.person_id):
            pass
        for outcome in ("miss", "success"):
            for account in (guardian, self.accounts["student"]):
                SignInAttempt.create(account=account, outcome=outcome, address="192.0.2.17", device="Firefox, Windows")

    def _class(self, student: Student, number: int) -> Section:
        """A class with assignments, each flag in its turn."""
        district = self.district
        section = district.section(f"Algebra {number}", period=str(number), teacher=self.accounts["teacher"].person)
        district.seat(student, section, starts_on=date(2026, 11, 4) if number % 2 else None)
        SectionGrading.create(section=section, method="weighted_categories" if number % 2 else "total_points")
        category = AssignmentCategory.create(section=section, title={"en": "Quizzes"}, weight=100, drop_lowest=1)
        for place, flags in enumerate(islice(cycle(FLAGS), max(self.rows, len(FLAGS)))):
            score = district.assignment(section, f"Quiz {place}", category=category)
            district.score(student, score, **flags)
        PostedGrade.create(
            section=section, student=student, grading_period=district.quarter_1, letter="A", percent=94,
            posted_at=clock.now(),
        )  # fmt: skip
        self._marks(student, section, number)
        return section

    def _marks(self, student: Student, section: Section, number: int) -> None:
        """One that may still change, one overdue, one that the office has verified; and a day kept by the day."""
        today, day = clock.today(), timedelta(days=1)
        for on, office in ((today, ""), (today - 21 * day, ""), (today - number * day, "P" if number % 3 else "E")):
            self.district.mark(student, section, on, "T" if number % 2 else "A", office)
        absent = "0.33" if number % 2 else None
        self.district.missed(student, today - (30 + number) * day, "M", absent, reason="Dentist")
