"""Signing in, three strikes, sessions."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.access.viewer import Viewer
from app.sis.accounts import actions, sessions
from app.sis.accounts.models import Account, SignIn, SignInAttempt
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.refused import Refused
from tests.build import PASSWORD, District
from tests.conftest import NOON

IDLE = timedelta(minutes=20)
HERE = "192.0.2.1"


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


def miss(username: str = "maria.reyes") -> None:
    with pytest.raises(Refused, match="sign_in_failed"):
        actions.sign_in(username, "wrong", HERE)


def outcomes() -> list[str]:
    return [attempt.outcome for attempt in SignInAttempt.select().order_by(SignInAttempt.id)]


def test_the_right_password_begins_a_session(account: Account) -> None:
    viewer = sessions.find(actions.sign_in(" MARIA.Reyes", PASSWORD, HERE), IDLE)
    assert isinstance(viewer, Viewer)
    assert viewer.person_id == account.person_id
    assert outcomes() == ["success"]


def test_every_sign_in_has_a_session_of_its_own(account: Account) -> None:
    one, other = (actions.sign_in("maria.reyes", PASSWORD, HERE) for _ in range(2))
    assert one != other
    assert SignIn.select().count() == 2


def test_the_database_does_not_know_the_cookie(account: Account) -> None:
    token = actions.sign_in("maria.reyes", PASSWORD, HERE)
    assert token not in str(list(SignIn.select().dicts()))


def test_three_misses_disable_and_the_right_password_no_longer_helps(account: Account) -> None:
    for _ in range(3):
        miss()
    assert Account.get_by_id(account.id).disabled_at == NOON
    with pytest.raises(Refused, match="sign_in_failed"):
        actions.sign_in("maria.reyes", PASSWORD, HERE)
    assert outcomes() == ["miss", "miss", "miss", "disabled"]
    assert AuditEvent.get().action == "account.disabled"


def test_a_right_password_before_the_third_miss_clears_the_count(account: Account) -> None:
    for _ in range(2):
        miss()
    actions.sign_in("maria.reyes", PASSWORD, HERE)
    for _ in range(2):
        miss()
    assert Account.get_by_id(account.id).disabled_at is None


def test_three_spellings_are_one_name(account: Account) -> None:
    for spelling in ("maria.reyes", "MARIA.REYES", " maria.reyes "):
        miss(spelling)
    assert Account.get_by_id(account.id).disabled_at is not None


def test_disabling_ends_open_sessions(account: Account) -> None:
    token = actions.sign_in("maria.reyes", PASSWORD, HERE)
    for _ in range(3):
        miss()
    assert sessions.find(token, IDLE) is sessions.Ended.OVER


def test_only_the_school_enables(account: Account) -> None:
    for _ in range(3):
        miss()
    with clock.stopped(NOON + timedelta(days=365)):
        miss()
        actions.enable(Account.get_by_id(account.id), operator("office"), "Showed her ID at the counter")
        assert actions.sign_in("maria.reyes", PASSWORD, HERE)


def test_enabling_needs_a_reason_and_a_disabled_account(account: Account) -> None:
    with pytest.raises(Refused, match="not_disabled"):
        actions.enable(account, operator("office"), "no need")
    with pytest.raises(Refused, match="reason_missing"):
        actions.enable(account, operator("office"), "  ")


def test_an_unknown_name_is_counted_but_not_kept(account: Account) -> None:
    miss("nobody.here")
    attempt = SignInAttempt.get()
    assert attempt.account is None
    assert "nobody" not in attempt.name_hash
    assert len(attempt.name_hash) == 32


@pytest.mark.parametrize(("minutes", "found"), [(19, Viewer), (20, sessions.Ended), (21, sessions.Ended)])
def test_a_session_ends_when_idle(account: Account, minutes: int, found: type) -> None:
    token = actions.sign_in("maria.reyes", PASSWORD, HERE)
    with clock.stopped(NOON + timedelta(minutes=minutes)):
        assert isinstance(sessions.find(token, IDLE), found)


def test_use_keeps_a_session_awake(account: Account) -> None:
    token = actions.sign_in("maria.reyes", PASSWORD, HERE)
    with clock.stopped(NOON + timedelta(minutes=19)):
        viewer = sessions.find(token, IDLE)
        assert isinstance(viewer, Viewer)
        sessions.touch(viewer.session_id)
    with clock.stopped(NOON + timedelta(minutes=38)):
        assert isinstance(sessions.find(token, IDLE), Viewer)


def test_signing_out_ends_the_session(account: Account) -> None:
    token = actions.sign_in("maria.reyes", PASSWORD, HERE)
    viewer = sessions.find(token, IDLE)
    assert isinstance(viewer, Viewer)
    actions.sign_out(viewer)
    assert sessions.find(token, IDLE) is sessions.Ended.OVER


def test_a_guardian_without_a_right_gets_no_account(district: District) -> None:
    grandmother = district.person("Rosa", "Marín")
    district.tie(grandmother, district.student())
    with pytest.raises(Refused, match="no_records_right"):
        actions.open_guardian_account(grandmother, "rosa.marin", PASSWORD, operator("office"))


@pytest.mark.parametrize(
    ("username", "password", "code"),
    [
        ("MARIA.reyes", PASSWORD, "username_taken"),
        ("m r", PASSWORD, "username_form"),
        ("mаria", PASSWORD, "username_form"),  # a Cyrillic а
        ("ab", PASSWORD, "username_form"),
        ("other.name", "short", "password_short"),
    ],
)
def test_a_new_account_is_refused(
    account: Account, district: District, username: str, password: str, code: str
) -> None:
    other = district.guardian(district.student("Luis"))
    with pytest.raises(Refused, match=code):
        actions.open_guardian_account(other, username, password, operator("office"))
    assert Account.select().count() == 1
    assert AuditEvent.select().count() == 0


def test_a_person_has_one_account(account: Account) -> None:
    with pytest.raises(Refused, match="has_account"):
        actions.open_guardian_account(account.person, "second.one", PASSWORD, operator("office"))
