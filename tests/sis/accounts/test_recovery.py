"""Forgotten: who gets a link, how long and how often it is good, and whom only the school can help."""

from datetime import timedelta

import pytest
from playhouse.shortcuts import model_to_dict

from app import clock
from app.sis.access.models import Role
from app.sis.accounts import recovery
from app.sis.accounts.models import Account, PasswordReset, SignIn
from app.sis.accounts.passwords import is_password
from app.sis.audit.models import AuditEvent
from app.sis.outbox.models import OutboxMessage
from app.sis.refused import Refused
from tests.build import NOON, PASSWORD, District

NEW = "four words in a row"
EMAIL = "maria@example.org"


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student(), email=EMAIL), "maria.reyes")


def link(account: Account, nonce: str = "<1@example.org>") -> str:
    token = recovery.make_link(account, nonce)
    assert token
    return token


def kinds() -> list[str]:
    return [each.kind for each in OutboxMessage.select().order_by(OutboxMessage.id)]


def test_asking_is_the_same_whatever_is_typed(account: Account) -> None:
    for email in (EMAIL, "nobody@example.org"):
        recovery.ask_for_link(email)
    one, other = (model_to_dict(row) for row in OutboxMessage.select())
    differ = {name for name in one if one[name] != other[name]}
    assert differ == {"id", "event", "address", "message_id"}
    assert len(one["event"]) == len(other["event"])
    assert EMAIL not in one["event"]


def test_nobody_can_flood_a_box(account: Account) -> None:
    for minute in range(20):
        with clock.stopped(NOON + timedelta(minutes=minute)):
            recovery.ask_for_link(EMAIL)
            recovery.ask_for_link(f" {EMAIL.upper()} ")
    assert OutboxMessage.select().count() == 2


@pytest.mark.parametrize("typed", [EMAIL, " MARIA@Example.ORG "])
def test_the_owner_is_found_however_it_is_written(account: Account, typed: str) -> None:
    assert recovery.owner_of(typed) == account


@pytest.mark.parametrize("typed", ["", "maria", "maria@example.or", "%", "maria_example.org", "mariа@example.org"])
def test_and_nobody_else(account: Account, district: District, typed: str) -> None:
    district.person("Without", "E-mail")
    assert recovery.owner_of(typed) is None


def test_an_e_mail_of_two_people_is_nobody_s(account: Account, district: District) -> None:
    daughter = district.student("Ana", email="Maria@example.org")
    assert recovery.owner_of(EMAIL) is None
    daughter.person.withdrawn_at = NOON
    daughter.person.save()
    assert recovery.owner_of(EMAIL) == account


def test_who_has_no_account_gets_no_link(district: District) -> None:
    district.guardian(district.student(), email=EMAIL)
    assert recovery.owner_of(EMAIL) is None


def test_a_link_sets_a_password_ends_the_sessions_and_tells(account: Account) -> None:
    sessions_before = SignIn.create(token_hash="x", account=account, csrf_secret="y")
    token, other = link(account), link(account, "<2@example.org>")
    recovery.set_new_password(token, NEW)
    account = Account.get_by_id(account.id)
    assert is_password(account.password_hash, NEW)
    assert not is_password(account.password_hash, PASSWORD)
    assert SignIn.get_by_id(sessions_before.id).ended_at == NOON
    assert kinds() == ["password_changed"]
    assert [each.action for each in AuditEvent.select().order_by(AuditEvent.id)] == ["account.password"]
    assert NEW not in AuditEvent.get().facts
    for used in (token, other):
        with pytest.raises(Refused, match="link_over"):
            recovery.set_new_password(used, "another password still")


def test_looking_at_a_link_uses_nothing_up(account: Account) -> None:
    token = link(account)
    for _ in range(3):
        assert recovery.owner_of_link(token) == account


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (29, True), (30, False), (3000, False), (-1, False)])
def test_a_link_is_good_for_half_an_hour(account: Account, minutes: int, good: bool) -> None:
    token = link(account)
    with clock.stopped(NOON + timedelta(minutes=minutes)):
        assert (recovery.owner_of_link(token) == account) is good


def test_a_password_that_is_refused_leaves_the_link_good(account: Account) -> None:
    token = link(account)
    with pytest.raises(Refused, match="password_short"):
        recovery.set_new_password(token, "short")
    assert recovery.set_new_password(token, NEW) == account


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "\0", "é" * 500])
def test_a_made_up_link_opens_nothing(account: Account, token: str) -> None:
    link(account)
    assert recovery.owner_of_link(token) is None


def test_the_database_does_not_know_the_link(account: Account) -> None:
    token = link(account)
    assert token not in str(list(PasswordReset.select().dicts()))
    assert link(account) == token  # the message sent again is the same
    assert PasswordReset.select().count() == 1


def test_a_used_link_is_not_made_anew(account: Account) -> None:
    recovery.set_new_password(link(account), NEW)
    assert recovery.make_link(account, "<1@example.org>") is None


def test_a_disabled_account_stays_disabled(account: Account) -> None:
    Account.update(disabled_at=NOON).execute()
    assert recovery.set_new_password(link(account), NEW).disabled_at == NOON
    assert Account.get_by_id(account.id).disabled_at == NOON


def test_a_changed_e_mail_voids_the_links_under_way(account: Account) -> None:
    token = link(account)
    recovery.void_links(account.id)
    assert recovery.owner_of_link(token) is None


def test_the_office_sees_who_shares_an_e_mail(account: Account, district: District) -> None:
    district.student("Ben", "Becker", email="MARIA@example.org")
    west = district.new_school("West High School")
    lea = district.student("Lea", "Olson", enrolled=False)
    district.enroll(lea, west)
    staff = district.staff(Role.TEACHER, "Min", "Kim", school=west)
    district.guardian(lea, given="Grace", family="Olson", email="grace@example.org")
    staff.email = "grace@example.org"
    staff.save()
    district.person("Alone", "Here", email="alone@example.org")
    gone = district.person("Gone", "Away", email="alone@example.org", withdrawn_at=NOON)
    at_east = recovery.SharedEmail(EMAIL, ("Ben Becker", "Maria Reyes"))
    at_west = recovery.SharedEmail("grace@example.org", ("Min Kim", "Grace Olson"))
    assert recovery.shared_emails() == (at_west, at_east)
    assert recovery.shared_emails([district.school.id]) == (at_east,)
    assert recovery.shared_emails([west.id]) == (at_west,)
    assert recovery.shared_emails([]) == ()
    district.account(gone, "gone.away")  # who has an account counts, whether or not the roster has them
    assert len(recovery.shared_emails()) == 3
