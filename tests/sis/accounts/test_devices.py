"""The first sign-in on a new device is told to the owner."""

import json

import pytest

from app.sis.accounts import actions
from app.sis.accounts.models import Account, KnownDevice, SignIn
from app.sis.accounts.origin import Origin
from app.sis.outbox.models import OutboxMessage
from tests.build import PASSWORD, District

HOME = Origin("192.0.2.1", "Firefox, Windows", "the mark at home")
WORK = Origin("192.0.2.2", "Chrome, Mac", "the mark at work")
LIBRARY = Origin("198.51.100.1", "Edge, Windows", public_computer=True)


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


def enter(*origins: Origin, username: str = "maria.reyes") -> list[str]:
    """Sign in from these; the devices that were told of."""
    for origin in origins:
        actions.sign_in(username, PASSWORD, origin)
    told = OutboxMessage.select().where(OutboxMessage.kind == "new_device").order_by(OutboxMessage.id)
    return [json.loads(message.facts)["device"] for message in told]


def test_the_first_device_of_an_account_alarms_nobody(account: Account) -> None:
    assert enter(HOME, HOME) == []


def test_an_account_that_signed_in_before_devices_were_known_is_told(account: Account) -> None:
    SignIn.create(token_hash="x", account=account, csrf_secret="y")
    assert enter(HOME) == ["Firefox, Windows"]


def test_each_new_one_is_told_of_once_wherever_it_is(account: Account) -> None:
    elsewhere = Origin("203.0.113.9", WORK.device, WORK.mark)
    assert enter(HOME, WORK, elsewhere, HOME) == ["Chrome, Mac"]


def test_a_public_computer_is_known_by_its_address(account: Account) -> None:
    other_library = Origin("198.51.100.2", "Safari, Mac", public_computer=True)
    assert enter(HOME, LIBRARY, LIBRARY, other_library) == ["Edge, Windows", "Safari, Mac"]


def test_to_call_a_computer_public_does_not_silence_the_notice(account: Account) -> None:
    assert enter(HOME, Origin(HOME.address, "Edge, Windows", public_computer=True)) == ["Edge, Windows"]


def test_a_browser_that_the_family_shares_is_new_to_each_account(account: Account, district: District) -> None:
    district.account(district.guardian(district.student()), "carlos.reyes")
    enter(HOME)
    assert enter(WORK, HOME, username="carlos.reyes") == ["Firefox, Windows"]


def test_the_database_does_not_know_the_mark(account: Account) -> None:
    enter(HOME, LIBRARY)
    kept = str(list(KnownDevice.select().dicts()))
    assert HOME.mark not in kept
    assert LIBRARY.address not in kept
