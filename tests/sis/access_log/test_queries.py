"""The access log as a family reads it, on both databases: who is shown to whom, and what never is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest

from app import clock
from app.sis.access import policy
from app.sis.access.actions import end_right, grant_right
from app.sis.access.models import Basis, EndBasis, Role
from app.sis.access.viewer import Viewer
from app.sis.access_log.queries import Change, Look, Span, attempts, changes, looks
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.actor import Actor, Cause, by_itself, operator
from app.sis.audit.actions import audited, record_access
from app.sis.people.models import Person, Student
from tests.build import NOON, District

ALL = Span()
DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
OFFICE = operator("the office")
Seen = Callable[..., None]


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(ana: Student, district: District) -> Account:
    return district.account(district.guardian(ana), "maria.reyes")


@pytest.fixture
def carlos(ana: Student, district: District) -> Account:
    """The father: a right of his own."""
    return district.account(district.guardian(ana, given="Carlos"), "carlos.reyes")


@pytest.fixture
def counselor(district: District) -> Account:
    return district.account(district.staff(Role.COUNSELOR), "rosa.lind")


@pytest.fixture
def shown() -> Iterator[Callable[..., None]]:
    """Sets what the district shows."""
    before = policy.current()
    yield lambda **shows: policy.use(policy.Policy(**shows))
    policy.use(before)


def viewer(account: Account) -> Viewer:
    person = account.person
    return Viewer(1, account.id, person.id, person.full_name, "en", "", 0, None, ())


def opened(
    account: Account, student: Student, role: str, at: datetime = NOON, category: str = "grades", outcome: str = "seen"
) -> None:
    with clock.stopped(at):
        record_access(account.id, account.id, student.person_id, category, outcome, role)


def seen_by(account: Account, *students: Student, own: bool = False, span: Span = ALL) -> list[Look]:
    return looks(viewer(account), [student.person_id for student in students], span, own)


def told(account: Account, *students: Student, own: bool = True, span: Span = ALL) -> list[Change]:
    actions = ["right.granted", "right.ended", "account.password", "account.disabled"]
    return changes(viewer(account), [student.person_id for student in students], span, actions, own)


# Who looked.


def test_staff_by_role_with_the_time(ana: Student, maria: Account, counselor: Account) -> None:
    opened(counselor, ana, "counselor", NOON - DAY)
    [look] = seen_by(maria, ana)
    assert look == Look(TODAY - DAY, NOON - DAY, "counselor", "", "grades", ana.person_id)


def test_staff_by_name_where_the_district_says_so(
    ana: Student, maria: Account, counselor: Account, shown: Callable[..., None]
) -> None:
    shown(log_names_staff=True)
    opened(counselor, ana, "counselor")
    assert [(look.role, look.name) for look in seen_by(maria, ana)] == [("counselor", "Rosa Lind")]


def test_my_own_looks_newest_first(ana: Student, maria: Account) -> None:
    for hours, category in ((3, "home"), (1, "grades"), (2, "schedule")):
        opened(maria, ana, "guardian", NOON - timedelta(hours=hours), category)
    assert [look.category for look in seen_by(maria, ana, own=True)] == ["grades", "schedule", "home"]
    assert seen_by(maria, ana) == []


def test_nothing_of_other_children_and_of_who_was_refused(
    ana: Student, maria: Account, counselor: Account, district: District
) -> None:
    ben = district.student("Ben", "Becker")
    opened(counselor, ben, "counselor")
    opened(counselor, ana, "", outcome="refused")
    opened(maria, ana, "", outcome="refused", category="household")
    assert seen_by(maria, ana) == seen_by(maria, ana, own=True) == []
    assert seen_by(maria) == []


def test_another_guardian_is_not_shown(ana: Student, maria: Account, carlos: Account) -> None:
    opened(carlos, ana, "guardian", NOON - DAY)
    assert seen_by(maria, ana) == []


def test_where_the_district_shows_guardians_the_day_and_never_the_time(
    ana: Student, maria: Account, carlos: Account, counselor: Account, shown: Callable[..., None]
) -> None:
    """Several looks of a day are one line, after the others of that day: neither place nor number tells the hour."""
    shown(log_shows_guardians=True)
    yesterday = NOON - DAY
    for hours in (0, 1, 5):
        opened(carlos, ana, "guardian", yesterday + timedelta(hours=hours))
    opened(carlos, ana, "guardian", yesterday + timedelta(hours=5), "attendance")
    opened(counselor, ana, "counselor", yesterday - timedelta(hours=2))
    opened(carlos, ana, "guardian", yesterday - DAY)
    found = seen_by(maria, ana)
    assert [(look.on, look.role, look.name, look.category) for look in found] == [
        (TODAY - DAY, "counselor", "", "grades"),
        (TODAY - DAY, "guardian", "Carlos Reyes", "attendance"),
        (TODAY - DAY, "guardian", "Carlos Reyes", "grades"),
        (TODAY - 2 * DAY, "guardian", "Carlos Reyes", "grades"),
    ]
    assert [look.at is None for look in found] == [False, True, True, True]


def test_another_guardian_s_day_is_shown_when_it_is_over(
    ana: Student, maria: Account, carlos: Account, shown: Callable[..., None]
) -> None:
    """Else whoever keeps looking would learn the minute."""
    shown(log_shows_guardians=True)
    opened(carlos, ana, "guardian")
    assert seen_by(maria, ana) == []
    with clock.stopped(NOON + DAY):
        assert [look.name for look in seen_by(maria, ana)] == ["Carlos Reyes"]


@pytest.mark.parametrize("restricted", ["carlos", "maria"])
def test_between_two_of_whom_one_is_restricted_neither_is_shown(
    ana: Student, maria: Account, carlos: Account, district: District, shown: Callable[..., None], restricted: str
) -> None:
    shown(log_shows_guardians=True)
    tie = {"carlos": carlos, "maria": maria}[restricted].person.students.get()
    tie.restrictions = "no contact"
    tie.save()
    for account in (maria, carlos):
        opened(account, ana, "guardian", NOON - DAY)
    for account in (maria, carlos):
        assert seen_by(account, ana) == []
        assert len(seen_by(account, ana, own=True)) == 1


def test_a_student_sees_their_own_looks_and_nobody_else_does(
    ana: Student, maria: Account, district: District, shown: Callable[..., None]
) -> None:
    shown(log_shows_guardians=True)
    student = district.account(ana.person)
    opened(student, ana, "student", NOON - DAY)
    opened(maria, ana, "guardian", NOON - DAY)
    assert seen_by(maria, ana) == []
    assert [(look.role, look.at) for look in seen_by(student, ana, own=True)] == [("student", NOON - DAY)]
    assert [(look.role, look.at) for look in seen_by(student, ana)] == [("guardian", None)]


def test_days_and_pages(ana: Student, maria: Account, counselor: Account) -> None:
    for days in range(5):
        opened(counselor, ana, "counselor", NOON - days * DAY)
    some_days = Span(since=TODAY - 3 * DAY, until=TODAY - DAY)
    assert [look.on.day for look in seen_by(maria, ana, span=some_days)] == [23, 22, 21]
    part = Span(skip=1, at_most=2)
    assert [look.on.day for look in seen_by(maria, ana, span=part)] == [23, 22]


def test_the_day_is_the_district_s(ana: Student, maria: Account, counselor: Account) -> None:
    """Half past eleven in the evening is after five in the morning, UTC."""
    opened(counselor, ana, "counselor", datetime(2026, 11, 24, 5, 30))
    assert [look.on.day for look in seen_by(maria, ana)] == [23]
    assert seen_by(maria, ana, span=Span(since=TODAY)) == []


# What was changed.


def give(student: Student, contact: Person, district: District, **fields: str) -> None:
    grant_right(district.tie(contact, student, **fields), by=Actor("Rosa Lind", 999), basis=Basis.PARENT)


def test_rights_given_and_ended_with_the_names_one_may_know(ana: Student, maria: Account, district: District) -> None:
    paul = district.person("Paul", "Reyes")
    give(ana, paul, district)
    end_right(paul.students.get(), by=OFFICE, basis=EndBasis.COURT_ORDER)
    assert [(each.action, each.about, each.by, each.student_id) for each in told(maria, ana)] == [
        ("right.ended", "Paul Reyes", "", ana.person_id),
        ("right.granted", "Paul Reyes", "", ana.person_id),
    ]


def test_a_restricted_contact_has_no_name(ana: Student, maria: Account, district: District) -> None:
    give(ana, district.person("Paul", "Reyes"), district, restrictions="no contact")
    assert [(each.action, each.about) for each in told(maria, ana)] == [("right.granted", "")]


def test_my_own_right_is_mine(ana: Student, district: District) -> None:
    maria = district.account(district.person())
    give(ana, maria.person, district)
    assert [(each.about_viewer, each.by_viewer) for each in told(maria, ana)] == [(True, False)]


def test_staff_who_changed_something_by_name(
    ana: Student, maria: Account, district: District, shown: Callable[..., None]
) -> None:
    shown(log_names_staff=True)
    give(ana, district.person("Paul", "Reyes"), district)
    assert [each.by for each in told(maria, ana)] == ["Rosa Lind"]


def test_what_another_guardian_or_the_student_did_is_not_told(
    ana: Student, maria: Account, carlos: Account, district: District
) -> None:
    for account in (carlos, district.account(ana.person), maria):
        with audited("right.granted", viewer(account).actor, about=1, student_id=ana.person_id):
            pass
    assert [each.by_viewer for each in told(maria, ana)] == [True]


def test_changes_of_my_account_are_mine_alone(ana: Student, maria: Account, carlos: Account) -> None:
    with audited("account.password", viewer(maria).actor, about=maria.person_id):
        pass
    with audited("account.disabled", by_itself(Cause.THREE_MISSES), about=maria.person_id):
        pass
    assert [(each.action, each.by_viewer, each.cause, each.student_id) for each in told(maria, ana)] == [
        ("account.disabled", False, Cause.THREE_MISSES, None),
        ("account.password", True, None, None),
    ]
    assert told(maria, ana, own=False) == []
    assert told(carlos, ana) == []


def test_actions_that_are_not_asked_for_stay_out(ana: Student, maria: Account) -> None:
    with audited("something.else", OFFICE, about=maria.person_id, student_id=ana.person_id):
        pass
    assert told(maria, ana) == []


# My sign-ins.


def test_my_attempts_and_nobody_else_s(maria: Account, carlos: Account) -> None:
    for number, account in enumerate((maria, carlos, None, maria)):
        SignInAttempt.create(
            account=account, outcome="miss", address="192.0.2.17", device=f"Firefox {number}", at=NOON - number * DAY
        )
    assert [each.device for each in attempts(viewer(maria), ALL)] == ["Firefox 3", "Firefox 0"]
    assert [each.device for each in attempts(viewer(maria), Span(since=TODAY))] == ["Firefox 0"]
    assert [each.device for each in attempts(viewer(maria), Span(until=TODAY - DAY))] == ["Firefox 3"]
