"""A double click on a form that counts misses: one miss, and the same answer."""

import pytest

from app.sis.accounts import lock
from app.sis.accounts.models import Account, SignInAttempt
from tests.build import PASSWORD, District
from tests.visitor import Visitor


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


def outcomes() -> list[str]:
    return [attempt.outcome for attempt in SignInAttempt.select().order_by(SignInAttempt.id)]


def twice(visitor: Visitor, password: str, status: int) -> list[str]:
    """What both are answered: the form is sent as it stands on the page."""
    hidden = {field.name: field.value for field in visitor.page.xpath("//main//input[@type='hidden']")}
    data = {**hidden, "username": "maria.reyes", "password": password}
    answers = [visitor.client.post("/sign-in", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status] * 2
    visitor._arrive(answers[1], status)
    return [answer.text for answer in answers]


def test_a_wrong_password_sent_twice_is_one_miss(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    for clicks in (1, 2):
        twice(visitor, "wrong", 422)
        assert "That did not work" in visitor.main
        assert lock.misses(str(account.id)) == clicks
        assert outcomes() == ["miss"] * clicks
    twice(visitor, "wrong", 422)
    account = Account.get_by_id(account.id)
    assert account.disabled_at is not None


def test_another_password_on_the_same_page_is_another_miss(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    hidden = {field.name: field.value for field in visitor.page.xpath("//main//input[@type='hidden']")}
    for password in ("wrong", "wronger"):
        visitor.client.post("/sign-in", data={**hidden, "username": "maria.reyes", "password": password})
    assert lock.misses(str(account.id)) == 2


def test_the_right_password_sent_twice_signs_in(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    hidden = {field.name: field.value for field in visitor.page.xpath("//main//input[@type='hidden']")}
    data = {**hidden, "username": "maria.reyes", "password": PASSWORD}
    elsewhere = visitor.client.application.test_client()
    elsewhere.set_cookie("s", visitor.client.get_cookie("s").value)  # type: ignore[union-attr]
    assert [client.post("/sign-in", data=data).status_code for client in (visitor.client, elsewhere)] == [303, 303]
    assert elsewhere.get("/home").status_code == 200
    assert lock.misses(str(account.id)) == 0


def test_without_the_number_each_counts(account: Account, visitor: Visitor) -> None:
    """As a program sends it that takes the token alone: what is guessed is counted."""
    token = visitor.open("/sign-in").page.xpath("//main//input[@name='csrf_token']/@value")[0]
    for _ in range(2):
        visitor.client.post("/sign-in", data={"csrf_token": token, "username": "maria.reyes", "password": "wrong"})
    assert lock.misses(str(account.id)) == 2
