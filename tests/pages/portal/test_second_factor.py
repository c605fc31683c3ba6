"""The second factor: set up, asked at sign-in, lost, turned off, required."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest
from flask import Flask
from pyotp import TOTP

from app import clock
from app.sis.access.models import Role
from app.sis.accounts import lock, second_factor
from app.sis.accounts.models import Account, SecondFactor, SignInAttempt, SignInPlace
from app.sis.actor import Actor
from app.sis.outbox.models import OutboxMessage
from app.sis.refused import Refused
from tests.build import NOON, PASSWORD, District
from tests.visitor import Visitor


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


@pytest.fixture
def maria(account: Account, visitor: Visitor) -> Visitor:
    return visitor.be(account).open("/account").follow("Change the second factor")


def code(key: str, seconds: int = 0) -> str:
    return TOTP(key).at(int(NOON.replace(tzinfo=UTC).timestamp()) + seconds)


def set_up(visitor: Visitor) -> tuple[str, list[str]]:
    """The key and the recovery codes."""
    visitor.send("/account/second-factor/begin")
    key = "".join(visitor.page.xpath("string(//p[@class='big'])").split())
    visitor.send("/account/second-factor", current_password=PASSWORD, code=code(key, -30))
    return key, [each.text_content() for each in visitor.page.xpath("//main//ul/li")]


def test_it_holds_once_a_first_code_was_typed(maria: Visitor) -> None:
    maria.send("/account/second-factor/begin")
    key = "".join(maria.page.xpath("string(//p[@class='big'])").split())
    (link,) = maria.page.xpath("//a[starts-with(@href, 'otpauth:')]/@href")
    assert key in link
    maria.send("/account/second-factor", status=422, current_password=PASSWORD, code="000000")
    assert "This is not the code of the moment." in maria.main
    maria.send("/account/second-factor", current_password=PASSWORD, code=f"{code(key)[:3]} {code(key)[3:]}")
    assert len(set(maria.page.xpath("//main//ul/li/text()"))) == 8
    maria.open("/account/second-factor")
    assert "8 recovery codes are left" in maria.main
    assert key not in maria.text


def test_a_key_that_was_left_lying_is_shown_to_nobody_and_drawn_anew(maria: Visitor) -> None:
    maria.send("/account/second-factor/begin")
    first = maria.page.xpath("string(//p[@class='big'])")
    maria.open("/account/second-factor")
    assert first not in maria.text
    assert not maria.page.xpath("//p[@class='big'] | //a[starts-with(@href, 'otpauth:')] | //input[@name='code']")
    maria.send("/account/second-factor/begin")
    assert maria.page.xpath("string(//p[@class='big'])") != first


@pytest.mark.parametrize("wrong", ["", "wrong"])
def test_turning_it_on_asks_the_password(wrong: str, maria: Visitor) -> None:
    maria.send("/account/second-factor/begin")
    good = code("".join(maria.page.xpath("string(//p[@class='big'])").split()))
    maria.send("/account/second-factor", status=422, current_password=wrong, code=good)
    assert maria.page.xpath("string(//input[@name='code']/@value)") == good
    assert maria.page.xpath("string(//input[@aria-invalid]/@name)") == "current_password"
    assert SecondFactor.get().confirmed_at is None


def test_its_owner_is_told_of_both(maria: Visitor, account: Account) -> None:
    key, _ = set_up(maria)
    maria.open("/account/second-factor")
    maria.send("/account/second-factor/off", current_password=PASSWORD, code=code(key))
    told = OutboxMessage.select().where(OutboxMessage.kind == "second_factor").order_by(OutboxMessage.id)
    assert [(each.person_id, each.facts) for each in told] == [
        (account.person_id, '{"is_on": true}'),
        (account.person_id, '{"is_on": false}'),
    ]


def test_a_password_typed_again_asks_for_no_code_and_is_no_sign_in(maria: Visitor, account: Account) -> None:
    set_up(maria)
    maria.open("/account").send("/account/username", current_password=PASSWORD, username="maria.r")
    assert [each.outcome for each in SignInAttempt.select()] == ["again", "again"]


def test_the_key_is_not_in_the_database(maria: Visitor) -> None:
    key, _ = set_up(maria)
    assert key not in SecondFactor.get().secret.upper()


def test_signing_in_asks_for_the_code_and_comes_to_the_page_one_wanted(maria: Visitor) -> None:
    key, _ = set_up(maria)

    maria.client.delete_cookie("s")
    maria.open("/household").send("/sign-in", username="maria.reyes", password=PASSWORD)
    assert maria.response.request.path == "/sign-in/code"
    assert maria.client.get("/home").status_code == 303  # it is no session yet
    maria.send("/sign-in/code", code=code(key))
    assert maria.response.request.path == "/household"


def test_a_code_is_good_once_and_near_its_time(maria: Visitor) -> None:
    key, _ = set_up(maria)  # with the code of 30 seconds ago
    maria.sign_in("maria.reyes")
    maria.send("/sign-in/code", status=422, code=code(key, -30))
    maria.send("/sign-in/code", status=422, code=code(key, 60))
    maria.send("/sign-in/code", code=code(key, 30))
    assert maria.response.request.path == "/home"


def test_a_recovery_code_is_good_once(maria: Visitor) -> None:
    _, codes = set_up(maria)
    maria.sign_in("maria.reyes").send("/sign-in/code", code=f" {codes[0].upper().replace('-', ' ')}")
    assert maria.response.request.path == "/home"
    maria.sign_in("maria.reyes").send("/sign-in/code", status=422, code=codes[0])
    maria.send("/sign-in/code", code=codes[1])
    assert "6 recovery codes are left" in maria.open("/account/second-factor").main


def test_wrong_codes_count_with_wrong_passwords_and_no_password_clears_them(maria: Visitor, account: Account) -> None:
    key, _ = set_up(maria)
    maria.sign_in("maria.reyes").send("/sign-in/code", status=422, code="000000")
    maria.sign_in("maria.reyes").send("/sign-in/code", status=422, code="000000")
    assert Account.get_by_id(account.id).disabled_at is None
    maria.sign_in("maria.reyes", "wrong", status=422)
    assert Account.get_by_id(account.id).disabled_at == NOON
    maria.open("/sign-in/code").send("/sign-in/code", status=422, code=code(key))


def test_the_password_is_proved_for_ten_minutes_and_by_nobody_else(maria: Visitor, account: Account) -> None:
    key, _ = set_up(maria)
    maria.sign_in("maria.reyes")
    with clock.stopped(NOON + timedelta(minutes=11)):
        maria.send("/sign-in/code", status=422, code=code(key, 660))
        assert "Please sign in anew." in maria.main
    proof = maria.client.get_cookie("h", path="/sign-in")
    assert proof
    of_nobody = proof.value.replace(account.key, "zzzzzzzz")
    for forged in ("", "x", proof.value + "0", of_nobody, f"{account.key}.9.x", f"{account.key}.9.é"):
        maria.client.set_cookie("h", forged, path="/sign-in")
        maria.open("/sign-in/code").send("/sign-in/code", status=422, code=code(key))


@pytest.mark.parametrize("with_recovery_code", [False, True])
def test_turning_it_off_asks_the_password_and_a_code(with_recovery_code: bool, maria: Visitor) -> None:
    key, codes = set_up(maria)
    good, off = codes[0] if with_recovery_code else code(key), "/account/second-factor/off"
    maria.open("/account/second-factor").send(off, status=422, current_password="wrong", code=good)
    maria.send(off, status=422, current_password=PASSWORD)
    maria.send(off, status=422, current_password=PASSWORD, code="000000")
    assert "This code is not good" in maria.main
    maria.send(off, current_password=PASSWORD, code=good)
    assert "The second factor is off" in maria.main
    maria.sign_in("maria.reyes")
    assert maria.response.request.path == "/home"


def test_a_right_password_buys_no_more_than_three_codes(maria: Visitor, account: Account) -> None:
    set_up(maria)
    maria.open("/account/second-factor")
    for _ in range(3):
        maria.send("/account/second-factor/off", status=422, current_password=PASSWORD, code="000000")
    assert Account.get_by_id(account.id).disabled_at == NOON


def test_a_key_that_another_session_drew_is_not_shown_and_turns_nothing_on(maria: Visitor, account: Account) -> None:
    maria.send("/account/second-factor/begin")
    stranger = Visitor(maria.client.application).be(account).open("/account/second-factor")
    assert not stranger.page.xpath("//p[@class='big']")
    key = "".join(maria.page.xpath("string(//p[@class='big'])").split())
    with pytest.raises(Refused, match="first_code_wrong"):
        second_factor.confirm(account, 0, code(key), Actor("stranger"))


def test_a_new_password_meanwhile_makes_the_old_one_void_before_the_code(maria: Visitor, account: Account) -> None:
    """It was changed while the attempt waited for its place, after its proof had been looked at."""
    key, _ = set_up(maria)
    maria.sign_in("maria.reyes")

    def reset_first(name: str) -> lock.Place:
        Account.update(password_hash="another").where(Account.id == account.id).execute()
        return take_place(name)

    take_place = lock.take_place
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lock, "take_place", reset_first)
        maria.send("/sign-in/code", status=422, code=code(key))
    assert "Please sign in anew." in maria.main
    assert lock.misses(str(account.id)) == 0
    assert not SignInPlace.select().count()


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, staff_second_factor=True)
    yield
    app.config["SETTINGS"] = before


def test_the_district_can_require_it_of_staff(required: None, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE))).open("/office")
    assert visitor.response.request.path == "/account/second-factor"
    assert "The district requires a second factor" in visitor.main
    set_up(visitor)
    assert visitor.open("/office").response.request.path == "/office"


def test_and_families_are_not_asked(required: None, maria: Visitor) -> None:
    assert maria.open("/home").response.request.path == "/home"
