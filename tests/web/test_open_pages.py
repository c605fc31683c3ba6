"""An open page asks with HEAD whether it still holds. That it does is nothing new; that it does not is a look."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.database import db as database
from app.sis.accounts.models import Account, SignIn
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Student
from tests.build import NOON, District
from tests.visitor import HTMX, Visitor

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def account(ana: Student, district: District) -> Account:
    return district.account(district.guardian(ana))


@pytest.fixture
def maria(account: Account, visitor: Visitor) -> Visitor:
    return visitor.be(account)


def seen(visitor: Visitor) -> str:
    found = re.search(r'data-seen="(\w+)"', visitor.response.text)
    assert found
    return found[1]


def asked(visitor: Visitor, address: str, token: str) -> int:
    visitor.response = visitor.client.head(address, headers={**HTMX, "HX-Seen": token})
    assert visitor.response.data == b""
    assert "Content-Length" not in visitor.response.headers
    return visitor.response.status_code


def test_what_still_holds_is_204_and_what_has_changed_200(maria: Visitor, ana: Student, district: District) -> None:
    address = f"/students/{ana.key}/schedule"
    token = seen(maria.open(address))
    assert asked(maria, address, token) == 204
    with clock.stopped(NOON + 10 * MINUTE):
        assert asked(maria, address, token) == 204
    district.seat(ana, district.section())
    assert asked(maria, address, token) == 200


def test_nothing_is_written(maria: Visitor, ana: Student, account: Account) -> None:
    address = f"/students/{ana.key}/grades"
    token = seen(maria.open(address))
    before = AccessEvent.select().count(), SignIn.get(SignIn.account == account).seen_at
    with clock.stopped(NOON + 16 * MINUTE):
        rows = database.obj.connection().total_changes
        assert asked(maria, address, token) == 204
        assert database.obj.connection().total_changes == rows
    assert (AccessEvent.select().count(), SignIn.get(SignIn.account == account).seen_at) == before


def test_that_something_has_changed_or_was_never_seen_is_a_look(maria: Visitor, ana: Student, account: Account) -> None:
    token = seen(maria.open(f"/students/{ana.key}/grades"))
    assert asked(maria, f"/students/{ana.key}/attendance", token) == 200
    assert [each.category for each in AccessEvent.select().order_by(AccessEvent.id)] == ["grades", "attendance"]


def test_what_one_session_has_seen_another_has_not(maria: Visitor, ana: Student, account: Account) -> None:
    address = f"/students/{ana.key}/grades"
    token = seen(maria.open(address))
    maria.be(account)
    assert asked(maria, address, token) == 200
    assert AccessEvent.select().count() == 2


def test_it_keeps_no_session_alive(maria: Visitor, ana: Student) -> None:
    address = f"/students/{ana.key}/grades"
    token = seen(maria.open(address))
    for minutes in range(5, 61, 5):
        with clock.stopped(NOON + minutes * MINUTE):
            status = asked(maria, address, token)
    assert status == 401
    assert maria.response.headers["HX-Redirect"] == f"/sign-in?next={address}&idle=1"


def test_a_stranger_who_asks_is_noted_all_the_same(visitor: Visitor, ana: Student, district: District) -> None:
    visitor.be(district.account(district.guardian(district.student(given="Luis"), given="Rosa")))
    assert asked(visitor, f"/students/{ana.key}/grades", "0") == 404
    assert [event.outcome for event in AccessEvent.select()] == ["refused"]
