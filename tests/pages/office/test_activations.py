"""The office's list of accounts opened with a letter: called, or ended in one click."""

import pytest

from app import clock
from app.sis.access.models import Role
from app.sis.accounts.models import Account, KnownDevice
from app.sis.activation.models import ActivationKey
from tests.build import NOON, PASSWORD, District
from tests.visitor import Visitor

LIST = "/office/activations"


@pytest.fixture
def account(district: District) -> Account:
    """Maria's, opened with her letter."""
    ana = district.student()
    maria = district.guardian(ana)
    district.phone(maria, "608-555-0123")
    district.letter(maria, ana, used_at=clock.now(), used_mark_hash="ana's", used_device="Chrome, Android")
    KnownDevice.create(account=district.account(ana.person), mark_hash="ana's")
    return district.account(maria, "maria.reyes")


@pytest.fixture
def clerk(account: Account, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE), "office.east"))


def test_who_is_to_be_called(clerk: Visitor, account: Account) -> None:
    clerk.open("/office").follow("1 account opened with a letter: call its owner")
    assert "on a device on which this child signs in: Ana Reyes" in clerk.main
    assert "cell 608-555-0123" in clerk.main
    assert "no e-mail was on file" in clerk.main
    clerk.send(f"{LIST}/{account.key}", what="told")
    assert "Kept: the owner was told by telephone." in clerk.main
    assert "told by Rosa Lind on November 24" in clerk.main
    assert ActivationKey.get().told_at == NOON
    assert "account opened with a letter: call" not in clerk.open("/office").main
    clerk.open(LIST).send(f"{LIST}/{account.key}", what="not-told")
    assert "Undone: the owner is to be told still." in clerk.main
    assert ActivationKey.get().told_at is None
    clerk.send(f"{LIST}/{account.key}", status=422, what="not-told")


def test_ended_in_one_click_and_a_new_letter(clerk: Visitor, account: Account) -> None:
    clerk.open(LIST).send(f"{LIST}/{account.key}", what="end")
    assert "The account is ended: nothing opens it" in clerk.main
    mother = Visitor(clerk.client.application).sign_in("maria.reyes", PASSWORD, status=422)
    assert "do not go together" in mother.main
    clerk.follow("Maria Reyes")
    assert "ended: somebody else had opened it" in clerk.main
    clerk.open(LIST).follow("New letter Maria Reyes")
    assert "has an account already" not in clerk.main


def test_an_ended_account_is_not_enabled(clerk: Visitor, account: Account) -> None:
    clerk.open(LIST).send(f"{LIST}/{account.key}", what="end")
    page = f"/office/accounts/{account.key}"
    token = {"csrf_token": clerk.open(page).page.xpath("string(//*[@name='csrf_token']/@value)")}
    answer = clerk.client.post(page, data={**token, "what": "enable", "reason": "Asked"})
    assert answer.status_code == 422
    assert "was ended" in answer.text
    assert Account.get(Account.username == "maria.reyes").disabled_at is not None


def test_twice_and_of_another_school(clerk: Visitor, account: Account, district: District) -> None:
    clerk.open(LIST)
    clerk.send(f"{LIST}/{account.key}", what="told")
    token = {"csrf_token": clerk.page.xpath("string(//*[@name='csrf_token']/@value)")}
    assert clerk.client.post(f"{LIST}/{account.key}", data={**token, "what": "told"}).status_code == 422
    assert clerk.client.post(f"{LIST}/{account.key}", data={**token, "what": "nothing"}).status_code == 404
    wes = district.student("Wes", enrolled=False)
    district.enroll(wes, district.new_school("West High School"))
    will = district.guardian(wes, given="Will")
    district.letter(will, wes, used_at=clock.now())
    other = district.account(will)
    assert "Will" not in clerk.open(LIST).main
    assert clerk.client.post(f"{LIST}/{other.key}", data={**token, "what": "end"}).status_code == 404
