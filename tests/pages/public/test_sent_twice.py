"""A double click on a form that counts misses: one miss, and the same answer."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.database import db
from app.sis.accounts import lock
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.refused import Refused
from app.web import sent_twice
from tests.build import PASSWORD, District
from tests.storm import other_database
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


@pytest.fixture
def seen_by_threads(tmp_path: Path, session_app: Flask) -> Iterator[None]:
    with other_database(f"sqlite:///{tmp_path / 'homeroom.db'}"):
        yield


@pytest.mark.parametrize(
    ("first_comes_to", "then"),
    [("sign_in_failed", "refused unasked"), ("try_again", "asks"), ("signed in", "asks")],
)
def test_of_two_at_once_the_second_waits_for_the_first(
    seen_by_threads: None, first_comes_to: str, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_asks, second_waits, sleep = threading.Event(), threading.Event(), time.sleep
    came_to: dict[str, str] = {}

    def poll(seconds: float) -> None:
        second_waits.set()
        sleep(seconds / 10)

    def first() -> str:
        first_asks.set()
        assert second_waits.wait(sent_twice.PATIENCE)
        if first_comes_to != "signed in":
            raise Refused(first_comes_to)
        return first_comes_to

    def click(name: str) -> None:
        try:
            with sent_twice.sent("a number", "maria.reyes", "wrong", refusal=Refused("sign_in_failed")):
                came_to[name] = first() if name == "first" else "asks"
        except Refused as refused:
            came_to[name] = refused.code if name == "first" else "refused unasked"
        finally:
            db.close()

    monkeypatch.setattr(time, "sleep", poll)
    clicks = [threading.Thread(target=click, args=(name,)) for name in ("first", "second")]
    clicks[0].start()
    assert first_asks.wait(sent_twice.PATIENCE)
    clicks[1].start()
    for each in clicks:
        each.join()
    assert came_to == {"first": first_comes_to, "second": then}
