"""First passwords on slips: whom they are for, and what becomes of them."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.sis.access.models import Role
from app.sis.access.viewer import Viewer
from app.sis.accounts import first_passwords, names, passwords, recovery, sessions
from app.sis.accounts.first_passwords import SIGNS, new_password, open_student_accounts, renew, replace, set_own
from app.sis.accounts.models import Account, SignIn
from app.sis.accounts.sessions import IdleTimes
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Student
from app.sis.refused import Refused
from tests.build import NOON, PASSWORD, District
from tests.storm import other_database

CLERK = operator("the office")
IDLE = IdleTimes(usual=timedelta(minutes=20), public=timedelta(minutes=5))
OWN = "words that are only mine"


def viewer_of(account: Account) -> Viewer:
    found = sessions.find(sessions.begin(account), IDLE)
    assert isinstance(found, Viewer)
    return found


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def account(ana: Student) -> Account:
    """Ana's, with the first password from a slip."""
    open_student_accounts([ana.person_id], CLERK)
    return Account.get()


def test_a_first_password_can_be_read_aloud_and_is_no_common_one() -> None:
    drawn = {new_password() for _ in range(200)}
    assert len(drawn) == 200
    for password in drawn:
        assert [len(group) for group in password.split("-")] == [4, 4, 4]
        assert set(password) <= {*SIGNS, "-"}
        assert passwords.checked(password, "ana.reyes") == password
    assert not set(SIGNS) & set("0o1li2z5s6gq8buvaeiou")


@pytest.mark.parametrize(
    ("given", "family", "made"),
    [
        ("Ana María", "Reyes Torres", "ana.reyes"),
        ("José", "Núñez", "jose.nunez"),
        ("Łukasz", "Żółć", "lukasz.zolc"),
        ("Pa Houa", "Xiong", "pa.xiong"),
        ("Nguyễn", "Đỗ", "nguyen.do"),
        ("De’Andre", "O’Brien-Smith", "deandre.obriensmith"),
        ("Carlos", "De la Cruz Mora", "carlos.delacruz"),
        ("Søren", "Ærø", "soren.aero"),
        ("Þór", "Weiß", "thor.weiss"),
        ("X", "", "x.user"),
        ("李", "王", "user"),
        ("أمل", "…", "user"),
        ("A" * 200, "B" * 200, f"{'a' * 25}.{'b' * 25}"),
    ],
)
def test_a_user_name_is_made_from_any_name(given: str, family: str, made: str, db: object) -> None:
    assert names.suggested(given, family) == made
    assert names.checked(made) == made


def test_the_accounts_of_a_homeroom_are_made(district: District, ana: Student) -> None:
    other = district.student("Ana María", "Reyes", language="es")
    has_one = district.student("Ben", "Olson")
    district.account(has_one.person, "ben.olson")
    slips = open_student_accounts([ana.person_id, other.person_id, has_one.person_id], CLERK)
    assert [(slip.name, slip.username, slip.language) for slip in slips] == [
        ("Ana Reyes", "ana.reyes", "en"), ("Ana María Reyes", "ana.reyes2", "es"),
    ]  # fmt: skip
    made = Account.get(Account.username == "ana.reyes2")
    assert made.has_first_password
    assert passwords.is_password(made.password_hash, slips[1].password)
    events = list(AuditEvent.select().where(AuditEvent.action == "account.opened"))
    assert [event.person_id for event in events] == [ana.person_id, other.person_id]
    assert not [event for event in events if any(slip.password in event.facts for slip in slips)]
    assert open_student_accounts([ana.person_id], CLERK) == []


@pytest.mark.parametrize("level", ["KG", "01", "05", "PK"])
def test_an_elementary_student_gets_none(level: str, district: District, ana: Student) -> None:
    sofia = district.student("Sofía", enrolled=False)
    district.enroll(sofia, grade_level=level)
    with pytest.raises(Refused, match="elementary_student"):
        open_student_accounts([ana.person_id, sofia.person_id], CLERK)
    assert not Account.select().exists()


def test_who_has_left_school_gets_none(district: District) -> None:
    with pytest.raises(Refused, match="elementary_student"):
        open_student_accounts([district.student(enrolled=False).person_id], CLERK)


def test_a_name_that_another_takes_at_the_same_moment_is_counted_on(
    district: District, ana: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.account(district.person(), "ana.reyes")
    answers = iter(["ana.reyes", "ana.reyes2"])
    monkeypatch.setattr(first_passwords, "free_name", lambda wanted: next(answers))
    assert [slip.username for slip in open_student_accounts([ana.person_id], CLERK)] == ["ana.reyes2"]
    assert AuditEvent.select().where(AuditEvent.action == "account.opened").count() == 1


def test_an_account_that_another_opens_at_the_same_moment_has_one_slip(
    district: District, ana: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slower(password: str) -> str:
        district.account(ana.person, "ana")
        return "a hash"

    monkeypatch.setattr(passwords, "hash_password", slower)
    assert open_student_accounts([ana.person_id], CLERK) == []
    assert [each.username for each in Account.select()] == ["ana"]


def test_printing_again_leaves_own_passwords_alone(district: District, account: Account) -> None:
    token, ben = sessions.begin(account), district.account(district.student("Ben").person)
    before = account.password_hash
    [slip] = renew([account.id, ben.id], CLERK)
    assert slip.username == account.username
    now = Account.get_by_id(account.id)
    assert now.has_first_password
    assert now.password_hash != before
    assert passwords.is_password(now.password_hash, slip.password)
    assert Account.get_by_id(ben.id).password_hash == ben.password_hash
    assert not isinstance(sessions.find(token, IDLE), Viewer)
    event = AuditEvent.get(AuditEvent.action == "account.first_password")
    assert event.person_id == account.person_id
    assert slip.password not in event.facts


def test_a_forgotten_password_is_replaced_and_a_disabled_account_stays_so(district: District, ana: Student) -> None:
    account = district.account(ana.person)
    Account.update(disabled_at=NOON).execute()
    sessions.begin(account)
    slip = replace(account, CLERK)
    now = Account.get()
    assert passwords.is_password(now.password_hash, slip.password)
    assert now.has_first_password
    assert now.disabled_at == NOON
    assert SignIn.get().ended_at == NOON


def test_of_two_that_print_at_once_one_has_the_slip(
    district: District, ana: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = district.account(ana.person)
    hash_password = passwords.hash_password

    def slower(password: str) -> str:
        monkeypatch.setattr(passwords, "hash_password", hash_password)
        printed.append(replace(Account.get(), CLERK))
        return hash_password(password)

    printed: list[first_passwords.Slip] = []
    monkeypatch.setattr(passwords, "hash_password", slower)
    with pytest.raises(Refused, match="no_slips"):
        replace(account, CLERK)
    assert passwords.is_password(Account.get().password_hash, printed[0].password)


def test_a_guardian_has_no_slip_and_a_member_of_the_staff_has(district: District, ana: Student) -> None:
    maria = district.account(district.guardian(ana))
    with pytest.raises(Refused, match="slip_of_guardian"):
        replace(maria, CLERK)
    assert Account.get_by_id(maria.id).password_hash == maria.password_hash
    assert replace(district.account(district.staff(Role.COUNSELOR)), CLERK).name == "Rosa Lind"


def test_the_own_password_takes_the_place_of_the_first(account: Account) -> None:
    elsewhere, viewer = sessions.begin(account), viewer_of(account)
    assert viewer.has_first_password
    set_own(viewer, OWN)
    now = Account.get()
    assert passwords.is_password(now.password_hash, OWN)
    assert not now.has_first_password
    assert not isinstance(sessions.find(elsewhere, IDLE), Viewer)
    assert json.loads(AuditEvent.get(AuditEvent.action == "account.password").facts)["how"] == "at the first sign-in"
    with pytest.raises(Refused, match="first_password_over"):
        set_own(viewer, OWN + " again")
    assert passwords.is_password(Account.get().password_hash, OWN)


@pytest.mark.parametrize(
    ("typed", "code"), [("short", "password_short"), ("password1234", "password_common"), (None, "password_same")]
)
def test_the_rules_are_those_of_every_password(typed: str | None, code: str, ana: Student) -> None:
    [slip] = open_student_accounts([ana.person_id], CLERK)
    with pytest.raises(Refused, match=code):
        set_own(viewer_of(Account.get()), typed or slip.password)
    assert Account.get().has_first_password


def test_a_link_by_mail_sets_an_own_password_too(account: Account) -> None:
    link = recovery.make_link(account, "a message")
    assert link
    recovery.set_new_password(link, PASSWORD)
    assert not Account.get().has_first_password


def test_four_offices_at_once_make_each_account_once_and_no_name_twice(
    engine: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    session_app: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight students of one name, each office for all of them."""
    monkeypatch.setattr(passwords, "hash_password", lambda password: "a hash")
    url = f"sqlite:///{tmp_path / 'homeroom.db'}"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres").new_database("homeroom_slips")
    with other_database(url) as database:
        district = District()
        ids = [district.student().person_id for _ in range(8)]
        start = threading.Barrier(4)

        def office() -> list[first_passwords.Slip]:
            with database.connection_context():
                start.wait()
                return open_student_accounts(ids, CLERK)

        with ThreadPoolExecutor(4) as offices:
            slips = [slip for each in [offices.submit(office) for _ in range(4)] for slip in each.result()]
        made = sorted(account.username for account in Account.select())
    assert made == sorted(slip.username for slip in slips) == ["ana.reyes", *(f"ana.reyes{at}" for at in range(2, 9))]
