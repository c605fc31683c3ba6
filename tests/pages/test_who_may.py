"""Who may see what, line by line: each rule of the field that has pages by now, with people of its own.

What waits for its pages stands in docs/decisions/0021. Addresses of another home and Safe at Home are tested in
tests/pages/portal/test_household.py; what an import may not restore, in tests/oneroster.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from peewee import DatabaseError

from app import clock
from app.database import transaction
from app.sis.access import policy
from app.sis.access.actions import end_right
from app.sis.access.models import AdultStudentRefusal, Basis, EndBasis, Role, StaffRole, SubstitutePass
from app.sis.accounts.models import Account
from app.sis.actor import operator
from app.sis.audit.models import AccessEvent, AuditEvent
from app.sis.enrollment.models import Enrollment
from app.sis.people.models import Person, Student
from tests.build import District
from tests.visitor import Visitor

OFFICE = operator("the office")
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
TABS = ("schedule", "grades", "attendance", "household")  # as staff see them, in the order of the menu
WINDOWED = ("schedule", "schedule/week", "schedule/term", "grades", "attendance", "attendance/term")

At = Callable[[Person], Visitor]


@pytest.fixture
def at(app: Flask, district: District) -> At:
    """A browser of their own for each person, signed in."""

    def browser(person: Person) -> Visitor:
        account = Account.get_or_none(Account.person == person) or district.account(person)
        return Visitor(app).be(account)

    return browser


@pytest.fixture
def ana(district: District) -> Student:
    return district.student("Ana", "Reyes", birth_on=date(2011, 3, 1))


def statuses(visitor: Visitor, student: Student, tabs: tuple[str, ...] = WINDOWED) -> set[int]:
    return {visitor.client.get(f"/students/{student.key}/{tab}").status_code for tab in tabs}


# A guardian sees a student only while a right to the records is in force today.


def test_the_grandmother_who_is_an_emergency_contact_sees_nothing(ana: Student, district: District, at: At) -> None:
    rosa = district.person("Rosa", "Marín")
    district.tie(rosa, ana, relation="grandmother", emergency=True, may_pick_up=True)
    assert statuses(at(rosa), ana) == {404}


def test_carlos_sees_ana_and_not_luis(ana: Student, district: District, at: At) -> None:
    luis = district.student("Luis", "Reyes", birth_on=date(2014, 5, 1))
    carlos = district.guardian(ana, given="Carlos")
    district.tie(carlos, luis, relation="father")
    visitor = at(carlos)
    assert (statuses(visitor, ana), statuses(visitor, luis)) == ({200}, {404})
    assert "Luis" not in visitor.open("/home").text


def test_a_right_that_ends_closes_at_the_next_click_of_a_session_that_is_open(
    ana: Student, district: District, at: At
) -> None:
    visitor = at(district.guardian(ana, given="Carlos")).open(f"/students/{ana.key}/grades")
    end_right(ana.contacts.get(), by=OFFICE, basis=EndBasis.PLACEMENT_DENIED)
    assert statuses(visitor, ana) == {404}
    assert "Ana" not in visitor.open("/home").text


def test_lucia_the_educational_guardian_until_the_order_ends(ana: Student, district: District, at: At) -> None:
    lucia = district.person("Lucia", "Mora")
    district.right(
        district.tie(lucia, ana, relation="aunt"), basis=Basis.EDUCATIONAL_GUARDIAN, starts_on=TODAY - DAY,
        ends_on=TODAY + DAY, document_seen="order of Dane County",
    )  # fmt: skip
    visitor = at(lucia)
    assert statuses(visitor, ana) == {200}
    with clock.stopped(clock.instant(TODAY, time(23, 59))):
        assert statuses(at(lucia), ana) == {200}
    with clock.stopped(clock.instant(TODAY + DAY, time(0, 1))):
        assert statuses(at(lucia), ana) == {404}


def test_a_right_that_begins_tomorrow_opens_tomorrow(ana: Student, district: District, at: At) -> None:
    lucia = district.person("Lucia", "Mora")
    district.right(district.tie(lucia, ana), starts_on=TODAY + DAY)
    assert statuses(at(lucia), ana) == {404}
    with clock.stopped(clock.instant(TODAY + DAY, time(0, 1))):
        assert statuses(at(lucia), ana) == {200}


# The window of an elementary school closes four tabs only; home, household and help stay.


@pytest.mark.parametrize(
    ("opens_on", "is_open"),
    [(TODAY + DAY, False), (TODAY - 30 * DAY, False), (TODAY, True), (TODAY - 29 * DAY, True)],
    ids=["from tomorrow", "to yesterday", "from today", "to today"],
)
def test_nora_and_the_window(opens_on: date, is_open: bool, district: District, at: At) -> None:
    lowell = district.new_school("Lowell Elementary School")
    district.window(lowell, opens_on, opens_on + 30 * DAY)
    ben = district.student("Ben", "Becker", enrolled=False)
    district.enroll(ben, lowell, grade_level="03")
    nora = at(district.guardian(ben, given="Nora", family="Becker"))
    for tab in WINDOWED:
        nora.open(f"/students/{ben.key}/{tab}")
        closed = re.search("Lowell Elementary School show(s|ed) schedule, grades and attendance", nora.main)
        assert bool(closed) is not is_open
    for page in ("/home", "/household", "/help"):
        nora.open(page)


# At 18 the rights are the student's; parents keep access where the district says so, unless refused in writing.


@pytest.fixture
def tomas(district: District) -> Student:
    return district.student("Tomás", "Vega", birth_on=date(2008, 11, 25))  # 18 tomorrow


@pytest.fixture
def elena(tomas: Student, district: District) -> Person:
    return district.guardian(tomas, given="Elena", family="Vega")


def refuse(student: Student) -> None:
    AdultStudentRefusal.create(student=student, document_seen="letter of the student", recorded_by="the office")


def test_tomas_refuses_his_mother_and_it_holds_from_the_next_click(
    tomas: Student, elena: Person, district: District, at: At
) -> None:
    with clock.stopped(clock.instant(TODAY + DAY, time(9))):
        mother = at(elena).open(f"/students/{tomas.key}/grades")
        refuse(tomas)
        assert statuses(mother, tomas) == {404}
        assert statuses(at(tomas.person), tomas) == {200}
        assert statuses(at(district.staff(Role.COUNSELOR)), tomas) == {200}  # the school still has its need


def test_a_minor_s_refusal_takes_nothing_yet(tomas: Student, elena: Person, at: At) -> None:
    refuse(tomas)
    assert statuses(at(elena), tomas) == {200}
    with clock.stopped(clock.instant(TODAY + DAY, time(0, 1))):
        assert statuses(at(elena), tomas) == {404}


def test_a_district_may_let_no_parent_of_an_adult(tomas: Student, elena: Person, at: At) -> None:
    policy.use(policy.Policy(parents_of_adults=False))
    try:
        assert statuses(at(elena), tomas) == {200}
        with clock.stopped(clock.instant(TODAY + DAY, time(0, 1))):
            assert statuses(at(elena), tomas) == {404}
            assert statuses(at(tomas.person), tomas) == {200}
    finally:
        policy.use(policy.Policy())


@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.COUNSELOR, "/counselor"), (Role.SCHOOL_OFFICE, "/office"), (Role.DISTRICT_OFFICE, "/district")],
)
def test_a_list_says_who_turns_18_this_month(role: Role, home: str, tomas: Student, district: District, at: At) -> None:
    assert "Vega, Tomás" in at(district.staff(role)).open(home).main


def test_a_student_sees_only_their_own_record(ana: Student, district: District, at: At) -> None:
    david = district.student("David", "Olson")
    visitor = at(ana.person)
    assert (statuses(visitor, ana), statuses(visitor, david)) == ({200}, {404})


# A capability per record class and role.


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.TEACHER, ()),
        (Role.COUNSELOR, TABS),
        (Role.SCHOOL_OFFICE, TABS),
        (Role.ATTENDANCE_OFFICE, ("schedule", "attendance", "household")),
        (Role.DISTRICT_OFFICE, TABS),
    ],
)
def test_what_a_role_does_not_open_is_neither_in_the_menu_nor_reachable(
    role: Role, opens: tuple[str, ...], ana: Student, district: District, at: At
) -> None:
    visitor = at(district.staff(role))
    for tab in TABS:
        visitor.open(f"/students/{ana.key}/{tab}", status=200 if tab in opens else 404)
        if tab in opens:
            menu = visitor.page.xpath(f"//nav//a[contains(@href, '{ana.key}')]/@href")
            assert menu == [f"/students/{ana.key}/{each}" for each in opens]
    refused = {event.category for event in AccessEvent.select().where(AccessEvent.outcome == "refused")}
    assert refused == set(TABS) - set(opens)


# Staff who are also a parent see that child as guardian only, never through the staff role; attempts are listed.


def test_teacher_adams_and_her_own_child(district: District, at: At) -> None:
    adams = district.staff(Role.TEACHER, "Alma", "Adams")
    emma = district.student("Emma", "Adams")
    tie = district.tie(adams, emma)
    right = district.right(tie)
    reading = district.section("Reading", teacher=adams)
    district.seat(emma, reading)
    visitor = at(adams)

    assert visitor.open("/").response.request.path == "/home"  # a parent first; both are in the menu
    menu = [link.text_content() for link in visitor.page.xpath("//nav//a")]
    assert menu[:3] == ["Home", "Household", "My Classes"]
    assert statuses(visitor, emma, ("schedule", "grades")) == {200}  # as her guardian
    visitor.open(f"/teacher/sections/{reading.key}/students/{emma.key}", status=404)

    right.revoked_at = clock.now()
    right.save()
    assert visitor.open("/").response.request.path == "/teacher"
    assert statuses(visitor, emma) == {404}
    assert "Emma" in visitor.open(f"/teacher/sections/{reading.key}").main  # on the roster, without a link
    assert not visitor.page.xpath("//main//table//a")
    district_office = at(district.staff(Role.DISTRICT_OFFICE, "Dora", "Quist")).open("/district")
    own = district_office.page.xpath("//table[contains(caption, 'own child')]")[0].text_content()
    assert "Alma Adams" in own
    assert "Emma Adams" in own


@pytest.mark.parametrize("role", [Role.SCHOOL_OFFICE, Role.COUNSELOR, Role.DISTRICT_OFFICE])
def test_an_office_parent_neither_finds_nor_opens_her_own(role: Role, ana: Student, district: District, at: At) -> None:
    person = district.staff(role)
    district.tie(person, ana)
    visitor = at(person).open("/")
    home = visitor.response.request.path
    assert "Nobody at your schools today" in visitor.send(home, text="ana reyes").main
    assert statuses(visitor, ana, (*WINDOWED, "household")) == {404}


# Teachers: current sections only. A substitute: the pass's sections and days, no grades.


def test_a_pass_ends_by_itself(ana: Student, district: District, at: At) -> None:
    algebra, sam = district.section("Algebra 2"), district.staff(Role.TEACHER, "Sam", "Frey")
    district.seat(ana, algebra)
    SubstitutePass.create(person=sam, section=algebra, starts_on=TODAY, ends_on=TODAY + DAY)
    roster = f"/teacher/sections/{algebra.key}"
    assert "Reyes, Ana" in at(sam).open(roster).main
    at(sam).open(f"{roster}/students/{ana.key}", status=404)
    with clock.stopped(clock.instant(TODAY + DAY, time(0, 1))):
        at(sam).open(roster, status=404)


# Counselor, school office and attendance office: their school. A former school's staff no longer open the record.


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.SCHOOL_OFFICE, Role.ATTENDANCE_OFFICE])
def test_a_student_who_moves_takes_the_record_along(role: Role, ana: Student, district: District, at: At) -> None:
    west = district.new_school("West High School")
    of_east, of_west = at(district.staff(role, "Eva")), at(district.staff(role, "Wim", school=west))
    assert [statuses(each, ana, ("schedule",)) for each in (of_east, of_west)] == [{200}, {404}]
    Enrollment.update(exit_on=TODAY).execute()
    district.enroll(ana, west, entry_on=TODAY)
    assert [statuses(each, ana, ("schedule",)) for each in (of_east, of_west)] == [{404}, {200}]


@pytest.mark.parametrize("role", Role)
def test_a_withdrawn_student_opens_to_nobody(role: Role, ana: Student, district: District, at: At) -> None:
    Enrollment.update(exit_on=TODAY).execute()
    assert statuses(at(district.staff(role)), ana, (*WINDOWED, "household")) == {404}


def test_a_leaver_s_role_ends_at_the_next_click(ana: Student, district: District, at: At) -> None:
    visitor = at(district.staff(Role.COUNSELOR)).open(f"/students/{ana.key}/schedule")
    StaffRole.update(ends_on=TODAY).execute()
    assert statuses(visitor, ana, ("schedule", "household")) == {404}
    visitor.open("/counselor", status=404)


# A stranger's id answers 404 as a made-up one does, and the attempt is recorded; every opening is, too.


def test_every_opening_by_staff_is_kept(ana: Student, district: District, at: At) -> None:
    person = district.staff(Role.SCHOOL_OFFICE)
    visitor = at(person)
    for tab in ("schedule", "grades", "household"):
        visitor.open(f"/students/{ana.key}/{tab}")
    events = AccessEvent.select().order_by(AccessEvent.id)
    assert [(each.student_id, each.category, each.outcome) for each in events] == [
        (ana.person_id, tab, "seen") for tab in ("schedule", "grades", "household")
    ]
    assert {each.account_id for each in events} == {Account.get(Account.person == person).id}


def test_a_stranger_s_key_is_like_one_that_nobody_has(ana: Student, district: District, at: At) -> None:
    west = district.new_school("West High School")
    nora = district.guardian(district.student("Ben"), given="Nora")
    for person in (nora, district.staff(Role.COUNSELOR, school=west)):
        visitor = at(person)
        real, made_up = (visitor.client.get(f"/students/{key}/grades") for key in (ana.key, "zzzzzzzz"))
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert len(real.data) == len(made_up.data)
    refused = [event.student_id for event in AccessEvent.select().where(AccessEvent.outcome == "refused")]
    assert sorted(refused) == [0, 0, ana.person_id, ana.person_id]


# Nobody edits the audit trail.


@pytest.mark.parametrize("model", [AccessEvent, AuditEvent])
def test_the_trail_is_added_to_and_never_changed(
    model: type[AccessEvent] | type[AuditEvent], ana: Student, district: District, at: At
) -> None:
    at(district.guardian(ana)).open(f"/students/{ana.key}/grades")
    end_right(ana.contacts.get(), by=OFFICE, basis=EndBasis.COURT_ORDER)
    assert model.select().count() == 1
    for change in (model.update(at=datetime(2020, 1, 1)), model.delete()):
        with pytest.raises(DatabaseError), transaction():
            change.execute()
    assert model.select().count() == 1
