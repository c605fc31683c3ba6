"""Signing in, three strikes, sessions."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.access.viewer import Viewer
from app.sis.accounts import actions, devices, door, lock, passwords, sessions
from app.sis.accounts.models import Account, SignIn, SignInAttempt
from app.sis.accounts.origin import Origin
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.outbox.models import OutboxMessage
from app.sis.refused import Refused
from tests.build import PASSWORD, District
from tests.conftest import NOON

IDLE = sessions.IdleTimes(usual=timedelta(minutes=20), public=timedelta(minutes=5))
HERE = Origin("192.0.2.1", "Firefox, Windows", "the mark of a browser")


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


def miss(username: str = "maria.reyes") -> None:
    with pytest.raises(Refused, match="sign_in_failed"):
        actions.sign_in(username, "wrong", HERE)


def enter(username: str = "maria.reyes", origin: Origin = HERE) -> str:
    signed_in = actions.sign_in(username, PASSWORD, origin)
    assert isinstance(signed_in, actions.SignedIn)
    return signed_in.token


def why(token: str) -> sessions.Ended | None:
    found = sessions.find(token, IDLE)
    return found.why if isinstance(found, sessions.Past) else None


def outcomes() -> list[str]:
    return [attempt.outcome for attempt in SignInAttempt.select().order_by(SignInAttempt.id)]


def test_the_right_password_begins_a_session(account: Account) -> None:
    viewer = sessions.find(enter(" MARIA.Reyes"), IDLE)
    assert isinstance(viewer, Viewer)
    assert viewer.person_id == account.person_id
    assert outcomes() == ["success"]


def test_every_sign_in_has_a_session_of_its_own(account: Account) -> None:
    one, other = (enter() for _ in range(2))
    assert one != other
    assert SignIn.select().count() == 2


def test_the_database_does_not_know_the_cookie(account: Account) -> None:
    token = enter()
    assert token not in str(list(SignIn.select().dicts()))


def test_three_misses_disable_and_the_right_password_no_longer_helps(account: Account) -> None:
    for _ in range(3):
        miss()
    assert Account.get_by_id(account.id).disabled_at == NOON
    with pytest.raises(Refused, match="sign_in_failed"):
        enter()
    assert outcomes() == ["miss", "miss", "miss", "disabled"]
    assert AuditEvent.get().action == "account.disabled"


def test_a_right_password_before_the_third_miss_clears_the_count(account: Account) -> None:
    for _ in range(2):
        miss()
    enter()
    for _ in range(2):
        miss()
    assert Account.get_by_id(account.id).disabled_at is None


def test_three_spellings_are_one_name(account: Account) -> None:
    for spelling in ("maria.reyes", "MARIA.REYES", " maria.reyes "):
        miss(spelling)
    assert Account.get_by_id(account.id).disabled_at is not None


def test_disabling_ends_open_sessions(account: Account) -> None:
    token = enter()
    for _ in range(3):
        miss()
    assert why(token) is sessions.Ended.OVER


def test_the_owner_is_written_to_once(account: Account) -> None:
    for _ in range(5):
        miss()
    [message] = OutboxMessage.select()
    assert (message.kind, message.person_id) == ("account_disabled", account.person_id)


def test_who_is_disabled_while_the_password_is_checked_stays_out(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_hash: str, _password: str) -> bool:
        actions.disable(account, operator("office"), "asked for it")
        return True

    monkeypatch.setattr(door, "is_password", slow)
    miss()
    assert SignIn.select().count() == 0


def test_a_disabled_account_s_password_is_never_checked(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.disable(account, operator("office"), "asked for it")
    asked: list[str | None] = []

    def check(password_hash: str | None, _password: str) -> bool:
        asked.append(password_hash)
        return password_hash is not None

    monkeypatch.setattr(door, "is_password", check)
    with pytest.raises(Refused, match="sign_in_failed"):
        enter()
    assert asked == [None]


def test_trouble_of_our_own_is_nobody_s_miss(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_account: Account, _origin: Origin) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(devices, "recognise", broken)
        for _ in range(4):
            with pytest.raises(RuntimeError):
                enter()
    assert lock.misses(str(account.id)) == 0
    assert outcomes() == []
    assert enter()


def test_a_second_sign_in_in_one_browser_ends_the_first_session(account: Account) -> None:
    first = sessions.find(enter(), IDLE)
    assert isinstance(first, Viewer)
    actions.sign_in("maria.reyes", PASSWORD, HERE, instead_of=first.session_id)
    assert SignIn.select().where(SignIn.ended_at.is_null()).count() == 1


@pytest.mark.parametrize("typed", ["x" * 1_000_000, PASSWORD + "x" * 1000, "", "the password of no account", "a\0b"])
def test_no_strange_password_opens(account: Account, typed: str) -> None:
    for username in ("maria.reyes", "nobody.here"):
        with pytest.raises(Refused, match="sign_in_failed"):
            actions.sign_in(username, typed, HERE)


@pytest.mark.parametrize("typed", ["mаria.reyes", "maria reyes", "maria.reyes\0", "maria\u200b.reyes", "x" * 10_000])
def test_a_look_alike_is_another_name(account: Account, typed: str) -> None:
    with pytest.raises(Refused, match="sign_in_failed"):
        enter(typed)
    assert lock.misses(str(account.id)) == 0


def test_letters_composed_in_another_way_are_the_same_password(account: Account) -> None:
    Account.update(password_hash=passwords.hash_password("la contraseña de María")).execute()
    assert actions.sign_in("maria.reyes", "la contrasen\u0303a de Mari\u0301a", HERE)


def test_only_the_school_enables(account: Account) -> None:
    for _ in range(3):
        miss()
    with clock.stopped(NOON + timedelta(days=365)):
        miss()
        actions.enable(Account.get_by_id(account.id), operator("office"), "Showed her ID at the counter")
        assert enter()


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


@pytest.mark.parametrize(("minutes", "found"), [(19, Viewer), (20, sessions.Past), (21, sessions.Past)])
def test_a_session_ends_when_idle(account: Account, minutes: int, found: type) -> None:
    token = enter()
    with clock.stopped(NOON + timedelta(minutes=minutes)):
        assert isinstance(sessions.find(token, IDLE), found)


@pytest.mark.parametrize(("minutes", "found"), [(4, Viewer), (5, sessions.Past)])
def test_on_a_public_computer_it_ends_sooner(account: Account, minutes: int, found: type) -> None:
    token = enter(origin=Origin("192.0.2.1", public_computer=True))
    with clock.stopped(NOON + timedelta(minutes=minutes)):
        assert isinstance(sessions.find(token, IDLE), found)


def test_a_clock_that_was_set_back_keeps_no_session_alive(account: Account) -> None:
    token = enter()
    with clock.stopped(NOON - timedelta(minutes=5)):
        viewer = sessions.find(token, IDLE)
        assert isinstance(viewer, Viewer)
        assert viewer.seen_minutes_ago == 5  # it will be marked as seen now
    with clock.stopped(NOON - timedelta(days=1)):
        assert why(token) is sessions.Ended.IDLE


def test_a_session_in_use_ends_after_12_hours(account: Account) -> None:
    token = enter()
    for hours, is_open in ((11.9, True), (12, False)):
        with clock.stopped(NOON + timedelta(hours=hours)):
            SignIn.update(seen_at=clock.now()).execute()
            assert len(sessions.open_of(account.id, 0, IDLE)) == is_open
            if is_open:
                assert isinstance(sessions.find(token, IDLE), Viewer)
            else:
                assert why(token) is sessions.Ended.LONG


def test_a_session_tells_its_owner_where_it_runs(account: Account) -> None:
    enter()
    session = SignIn.get()
    assert (session.address, session.device) == (HERE.address, HERE.device)
    assert SignInAttempt.get().device == HERE.device


def test_use_keeps_a_session_awake(account: Account) -> None:
    token = enter()
    with clock.stopped(NOON + timedelta(minutes=19)):
        viewer = sessions.find(token, IDLE)
        assert isinstance(viewer, Viewer)
        sessions.touch(viewer.session_id)
    with clock.stopped(NOON + timedelta(minutes=38)):
        assert isinstance(sessions.find(token, IDLE), Viewer)


def test_signing_out_ends_the_session(account: Account) -> None:
    token = enter()
    viewer = sessions.find(token, IDLE)
    assert isinstance(viewer, Viewer)
    actions.sign_out(viewer)
    assert why(token) is sessions.Ended.OVER


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
        ("other.name", "long enough " * 100, "password_long"),
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
