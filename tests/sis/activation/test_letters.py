"""Who gets a letter."""

from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from app import clock
from app.sis.access import policy
from app.sis.access.models import AdultStudentRefusal, RecordsRight, SubstitutePass
from app.sis.access.queries import students_of
from app.sis.access.roles import Role
from app.sis.activation.batches import ask
from app.sis.activation.letters import KEY_DAYS, Plan, Whom, plan_letters
from app.sis.activation.models import ActivationKey
from app.sis.actor import Actor
from tests.build import NOON, District
from tests.sis.activation.printing import OFFICE, print_letters

TODAY = NOON.date()
DAY = timedelta(days=1)


def plan(district: District, is_reprint: bool = False, by: Actor = OFFICE, **whom: object) -> Plan:
    return plan_letters(Whom(district.school, **whom), by, is_reprint)  # type: ignore[arg-type]


def names(plan: Plan) -> list[str]:
    return [each.given_name for each in plan.letters]


def test_a_guardian_with_a_right_and_no_account_gets_one(district: District) -> None:
    ana = district.student()
    district.guardian(ana)
    district.account(district.guardian(ana, given="Carlos"))
    district.tie(district.person("Carmen", "Torres"), ana, emergency=True)  # a tie opens nothing
    found = plan(district)
    assert (names(found), found.with_account, found.passed_over) == (["Maria"], 1, ())


def test_an_account_that_was_ended_counts_for_nothing(district: District) -> None:
    account = district.account(district.guardian(district.student()))
    account.ended_at = clock.now()
    account.save()
    assert names(plan(district)) == ["Maria"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "gets_one"),
    [(TODAY, None, True), (TODAY + DAY, None, False), (TODAY - DAY, TODAY, False), (TODAY - DAY, TODAY + DAY, True)],
)
def test_the_right_is_in_force_today(district: District, starts_on: date, ends_on: date | None, gets_one: bool) -> None:
    maria = district.person()
    district.right(district.tie(maria, district.student()), starts_on=starts_on, ends_on=ends_on)
    assert names(plan(district)) == (["Maria"] if gets_one else [])


def test_a_right_that_was_ended_gets_none(district: District) -> None:
    district.guardian(district.student())
    RecordsRight.update(revoked_at=clock.now()).execute()
    assert names(plan(district)) == []


def test_a_letter_names_what_the_account_will_show(district: District) -> None:
    west = district.new_school("West")
    luis, ana, gone = (
        district.student("Luis"),
        district.student("Ana", enrolled=False),
        district.student("Eva", enrolled=False),
    )
    district.enroll(ana, west)
    district.enroll(gone, exit_on=TODAY)
    other = district.student("Other")
    maria = district.guardian(luis, ana, gone)
    district.tie(maria, other)
    (letter,) = plan(district).letters
    assert letter.children == students_of(maria.id)
    assert {child.given_name for child in letter.children} == {"Luis", "Ana"}


def test_a_child_who_left_or_is_elsewhere_brings_none(district: District) -> None:
    left, elsewhere, nowhere = (district.student(name, enrolled=False) for name in ("Ana", "Luis", "Eva"))
    district.enroll(left, exit_on=TODAY)
    district.enroll(elsewhere, district.new_school("West"))
    district.guardian(left), district.guardian(elsewhere), district.guardian(nowhere, given="Rosa")
    assert names(plan(district)) == []
    assert {each.full_name for each in plan_letters(Whom(None), OFFICE).letters} == {"Maria Reyes", "Rosa Reyes"}


def test_an_adult_student_who_refused_brings_none(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    tomas = district.student("Tomas", birth_on=date(2008, 11, 24))  # 18 today
    district.guardian(tomas, given="Elena")
    assert names(plan(district)) == ["Elena"]
    AdultStudentRefusal.create(student=tomas, document_seen="letter", recorded_by="office")
    assert names(plan(district)) == []
    AdultStudentRefusal.delete().execute()
    monkeypatch.setattr(policy, "_policy", policy.Policy(parents_of_adults=False))
    assert names(plan(district)) == []


def test_students_themselves_get_none(district: District) -> None:
    district.student()
    assert plan(district) == Plan((), (), (), 0, 0)


def test_for_those_enrolled_since_a_day_and_for_one_student(district: District) -> None:
    old, new = district.student("Ana"), district.student("Luis", enrolled=False)
    district.enroll(new, entry_on=TODAY - DAY)
    district.guardian(old), district.guardian(new, given="Rosa")
    assert names(plan(district, since_on=TODAY - DAY)) == ["Rosa"]
    assert names(plan(district, since_on=TODAY)) == []
    assert names(plan(district, student_id=old.person_id)) == ["Maria"]


def test_one_adult_of_several(district: District) -> None:
    ana = district.student()
    district.guardian(ana)
    carlos = district.guardian(ana, given="Carlos")
    assert names(plan(district, person_id=carlos.id)) == ["Carlos"]


def test_a_living_key_is_enough(district: District) -> None:
    district.guardian(district.student())
    whom = Whom(district.school)
    ask(whom, OFFICE)
    (waits,) = plan_letters(whom, OFFICE).passed_over
    assert not waits.held.is_live
    ActivationKey.update(revoked_at=clock.now()).execute()
    print_letters(whom)
    found = plan_letters(whom, OFFICE)
    assert found.letters == ()
    (passed,) = found.passed_over
    assert passed.held.is_live
    assert (passed.held.asked_at, passed.held.asked_by) == (NOON, OFFICE.name)
    assert passed.held.expires_on == TODAY + timedelta(days=KEY_DAYS)
    assert names(plan_letters(whom, OFFICE, is_reprint=True)) == ["Maria"]


@pytest.mark.parametrize("column", ["used_at", "revoked_at"])
def test_a_used_or_revoked_key_is_none(district: District, column: str) -> None:
    district.guardian(district.student())
    print_letters(Whom(district.school))
    ActivationKey.update({column: clock.now()}).execute()
    assert names(plan(district)) == ["Maria"]


def test_an_expired_key_is_none(district: District) -> None:
    district.guardian(district.student())
    print_letters(Whom(district.school))
    with clock.stopped(NOON + timedelta(days=KEY_DAYS - 1)):
        assert names(plan(district)) == []
    with clock.stopped(NOON + timedelta(days=KEY_DAYS)):
        assert names(plan(district)) == ["Maria"]


def test_nobody_prints_for_their_own_family(district: District) -> None:
    ana, clerk = district.student(), district.person("Rosa", "Lind")
    district.guardian(ana, given="Carlos")
    district.tie(clerk, ana)  # without a right
    district.guardian(district.student("Eva"), given="Elsa")
    found = plan(district, by=Actor("rosa", None, clerk.id))
    assert names(found) == ["Elsa"]
    assert (found.passed_over, found.of_own_family) == ((), 1)


def test_who_shares_a_child_with_the_clerk_is_of_the_family_without_a_right_to_it(district: District) -> None:
    ana, clerk = district.student(), district.person("Rosa", "Lind")
    carlos = district.guardian(district.student("Ben"), given="Carlos")
    for each in (clerk, carlos):
        district.tie(each, ana)
    found = plan(district, by=Actor("rosa", None, clerk.id))
    assert (names(found), found.of_own_family) == ([], 1)


@pytest.mark.parametrize("days", [0, 1])
def test_the_staff_gets_none_today_or_before_the_first_day(district: District, days: int) -> None:
    role_of, pass_of = (district.guardian(district.student(), given=name) for name in ("Elsa", "Olga"))
    past = district.guardian(district.student(), given="Past")
    first = TODAY + days * DAY
    district.role(role_of, Role.TEACHER, starts_on=first)
    district.role(past, Role.TEACHER, starts_on=TODAY - DAY, ends_on=TODAY)
    SubstitutePass.create(person=pass_of, section=district.section(), starts_on=first, ends_on=first + DAY)
    found = plan(district)
    assert (names(found), [each.given_name for each in found.of_staff]) == (["Past"], ["Elsa", "Olga"])


def test_reads_are_few_whatever_the_number(district: District) -> None:
    for _ in range(23):
        district.guardian(district.student(), district.student())
    with count_queries() as counted:
        assert len(plan(district).letters) == 23
    assert counted.count == 6
