"""/activate, as a person walks it from the letter to their first page."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from app import clock
from app.extensions import limiter
from app.pages.public.activation import WRONG_KEYS
from app.sis.accounts.models import Account, EmailChange, KnownDevice
from app.sis.accounts.sessions import begin
from app.sis.activation.keys import new_key
from app.sis.activation.models import ActivationKey
from app.sis.people.models import Person, Student
from tests.build import NOON, District
from tests.visitor import Visitor

BORN = "2012-03-04"
PASSWORD = "a horse that reads"
STEP_1, STEP_2 = "/activate", "/sign-in/activate"


@pytest.fixture
def ana(district: District) -> Student:
    return district.student(birth_on=date.fromisoformat(BORN))


@pytest.fixture
def maria(ana: Student, district: District) -> Person:
    return district.guardian(ana)


@pytest.fixture
def key(maria: Person, ana: Student, district: District) -> str:
    return district.letter(maria, ana)


@pytest.fixture
def second_step(key: str, visitor: Visitor) -> Visitor:
    visitor.open("/sign-in").follow("I have a letter with a key")
    return visitor.send(STEP_1, key=key.lower().replace("-", " "), birth_date=f" {BORN} ")


def test_from_the_letter_to_the_first_page(second_step: Visitor, district: District, maria: Person) -> None:
    assert "For Maria Reyes. This account will show: Ana" in second_step.main
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD, language="es")
    assert second_step.response.request.path == "/home"
    assert second_step.page.get("lang") == "es"
    assert "Su nombre de usuario es: maria.reyes" in second_step.main
    assert "Ana" in second_step.main
    luis = district.student("Luis")
    district.right(district.tie(maria, luis))
    assert "Luis" in second_step.open("/home").main, "a child enrolled later simply appears"
    assert second_step.client.get_cookie("d", path="/sign-in")
    other = Visitor(second_step.client.application)
    assert other.sign_in("maria.reyes", PASSWORD).response.request.path == "/home"


def test_on_a_public_computer_no_mark_is_left(second_step: Visitor) -> None:
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD, public_computer="y")
    assert not second_step.client.get_cookie("d", path="/sign-in")
    assert KnownDevice.get().mark_hash == ActivationKey.get().used_mark_hash


def test_the_device_is_that_of_the_sign_in_page(
    second_step: Visitor, maria: Person, ana: Student, district: District
) -> None:
    """A student who opens the envelope is known by the mark of her own sign-in."""
    district.account(ana.person, "ana.reyes")
    second_step.sign_in("ana.reyes")
    second_step.open("/activate").send(STEP_1, key=district.letter(maria, ana), birth_date=BORN)
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD)
    used = ActivationKey.get(ActivationKey.used_at.is_null(False))
    of_ana = KnownDevice.get(KnownDevice.account == Account.get(Account.username == "ana.reyes"))
    assert used.used_mark_hash == of_ana.mark_hash


@pytest.mark.parametrize("typed", ["03/04/2012", "4.3.2012", "March 4, 2012", "2012-13-45", "12-03-04"])
def test_a_date_in_another_order_is_asked_again(typed: str, key: str, visitor: Visitor) -> None:
    visitor.open("/activate").send(STEP_1, status=422, key=key, birth_date=typed)
    assert "Please write the birth date as year, month and day, like 2012-03-04" in visitor.main
    assert visitor.page.get_element_by_id("key").value == key


def test_a_wrong_sign_is_said(key: str, visitor: Visitor) -> None:
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    visitor.open("/activate").send(STEP_1, status=422, key=wrong, birth_date=BORN)
    assert "One of these signs is wrong" in visitor.main
    visitor.send(STEP_1, status=422, key="0" + key[1:], birth_date=BORN)
    assert "“0” is in no key" in visitor.main


def test_whom_to_call_in_the_reader_s_language(key: str, district: District, visitor: Visitor) -> None:
    district.school.spanish_phone = "608-555-0199"
    district.school.save()
    ActivationKey.update(expires_on=clock.today()).execute()
    visitor.open("/activate").send(STEP_1, status=422, key=key, birth_date=BORN)
    assert "608-555-0140" in visitor.main
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    visitor.open("/activate").send(STEP_1, status=422, key=key, birth_date=BORN)
    assert "608-555-0199" in visitor.main
    visitor.send(STEP_1, status=422, key=new_key(), birth_date=BORN)
    assert "608-555-0100" in visitor.main, "an unknown key has no school: the district's"


def test_the_same_letter_in_two_tabs(second_step: Visitor, key: str, app: Flask) -> None:
    other = Visitor(app).open("/activate")
    other.send(STEP_1, key=key, birth_date=BORN)
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD)
    other.send(STEP_2, status=422, username="maria.reyes2", password=PASSWORD)
    assert "This key was used already: there is an account." in other.main
    assert "Sign in" in other.follow("Sign in").main
    assert Account.select().count() == 1


def test_what_is_refused_keeps_what_was_typed_but_the_password(second_step: Visitor, district: District) -> None:
    district.account(district.person(), "taken")
    typed = {"username": "Taken", "password": PASSWORD, "email": "m@example.org", "language": "es"}
    second_step.send(STEP_2, status=422, **typed)
    assert "This user name is taken" in second_step.main
    [form] = second_step.page.xpath("//form[@action='/sign-in/activate']")
    assert (form.fields["username"], form.fields["email"]) == ("Taken", "m@example.org")
    assert (form.fields["language"], form.fields["password"] or "") == ("es", "")
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD, email="m@example.org")
    assert EmailChange.get().new_email == "m@example.org"
    assert "the mail that we sent to: m@example.org" in second_step.main


def test_the_password_can_be_seen(second_step: Visitor) -> None:
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD, show="1")
    assert second_step.page.get_element_by_id("password").type == "text"
    assert second_step.page.get_element_by_id("username").value == "maria.reyes"
    second_step.send(STEP_2, status=422, username="maria.reyes", password="short")
    assert second_step.page.get_element_by_id("password").type == "text"
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD)
    assert second_step.response.request.path == "/home"


def test_the_second_step_alone_opens_nothing(key: str, visitor: Visitor) -> None:
    token = visitor.open("/activate").page.xpath("string(//*[@name='csrf_token']/@value)")
    for given in ({}, {"key": key, "birth_date": "2012-04-03"}, {"key": new_key(), "birth_date": BORN}):
        data = {"csrf_token": token, "username": "maria.reyes", "password": PASSWORD, **given}
        assert visitor.client.post(STEP_2, data=data).status_code == 422
    assert Account.select().count() == 0


@pytest.mark.parametrize("field", ["username", "password", "email", "language"])
def test_whatever_is_sent_is_answered_in_words(field: str, second_step: Visitor) -> None:
    good = {"username": "maria.reyes", "password": PASSWORD, "email": "", "language": "en"}
    for text in ("", "a" * 10_000, "a\0b", "<script>", "{{ config }}", "' OR 1=1 --", "\x01\u202e"):
        answer = second_step.client.post(
            STEP_2, data={**_hidden(second_step), **good, "public_computer": "y", field: text, "show": "1"}
        )
        assert answer.status_code == 200
    second_step.send(STEP_2, status=422, **{**good, "password": "short", field: "a\0<b>"})


def _hidden(visitor: Visitor) -> dict[str, str]:
    [form] = visitor.page.xpath("//form[@action='/sign-in/activate']")
    return {field.name: field.value for field in form.xpath(".//input[@type='hidden']")}


def test_whoever_was_signed_in_here_is_signed_out(second_step: Visitor, key: str, district: District) -> None:
    other = district.account(district.guardian(district.student("Ben", "Becker"), given="Nora"))
    token = begin(other)
    second_step.client.set_cookie("s", token)
    second_step.open("/activate").send(STEP_1, key=key, birth_date=BORN)
    second_step.send(STEP_2, username="maria.reyes", password=PASSWORD)
    assert "Maria Reyes" in second_step.text
    second_step.client.set_cookie("s", token)
    assert second_step.open("/home").response.request.path == "/sign-in"


@pytest.fixture
def counted_anew(app: Flask) -> Iterator[None]:
    limiter.limiter.clear(WRONG_KEYS, "wrong keys", "127.0.0.1")
    yield
    limiter.limiter.clear(WRONG_KEYS, "wrong keys", "127.0.0.1")


@pytest.mark.usefixtures("counted_anew")
def test_wrong_keys_are_slowed_and_a_right_one_is_let_in(key: str, visitor: Visitor, app: Flask) -> None:
    visitor.open("/activate")
    for _ in range(WRONG_KEYS.amount):
        visitor.send(STEP_1, status=422, key=new_key(), birth_date=BORN)
    visitor.send(STEP_1, status=429, key=new_key(), birth_date=BORN)
    assert "Please wait 5 minutes." in visitor.main
    assert 1 <= int(visitor.response.headers["Retry-After"]) <= 301
    visitor.send(STEP_1, status=429, key=key, birth_date="2012-04-03")
    visitor.send(STEP_1, status=422, key="K7QM", birth_date=BORN)
    elsewhere = Visitor(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.8"
    elsewhere.open("/activate").send(STEP_1, status=422, key=new_key(), birth_date=BORN)
    visitor.send(STEP_1, key=key, birth_date=BORN)
    visitor.send(STEP_2, username="maria.reyes", password=PASSWORD)
    assert visitor.response.request.path == "/home"
    with clock.stopped(NOON + timedelta(minutes=5, seconds=1)):
        Visitor(app).open("/activate").send(STEP_1, status=422, key=new_key(), birth_date=BORN)


@pytest.mark.usefixtures("counted_anew")
def test_five_wrong_birth_dates(key: str, visitor: Visitor) -> None:
    visitor.open("/activate")
    for _ in range(5):
        visitor.send(STEP_1, status=422, key=key, birth_date="2012-04-03")
        assert "This is not the birth date of a child named on the letter" in visitor.main
    visitor.send(STEP_1, status=422, key=key, birth_date=BORN)
    assert "It opens nothing for an hour." in visitor.main


def test_no_key_stands_in_an_address(second_step: Visitor, key: str) -> None:
    assert key not in re.sub(r'value="[^"]*"', "", second_step.response.text)
    assert "?" not in second_step.response.request.full_path.rstrip("?")
