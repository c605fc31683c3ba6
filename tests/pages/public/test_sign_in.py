"""The door: signing in and out, where it leads, in which language."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.accounts.models import Account, SignIn
from tests.build import PASSWORD, District
from tests.conftest import NOON
from tests.visitor import HTMX, Visitor


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


def test_signing_in_leads_home_and_out_again(account: Account, visitor: Visitor) -> None:
    visitor.open("/").sign_in("maria.reyes")
    assert visitor.response.request.path == "/home"
    assert "Ana Reyes" in visitor.main
    visitor.send("/sign-out")
    assert "You are signed out" in visitor.main
    assert "Maria Reyes" not in visitor.text
    visitor.open("/home")
    assert visitor.response.request.path == "/sign-in"


def test_the_cookie_is_new_at_sign_in_and_dead_after_sign_out(account: Account, visitor: Visitor) -> None:
    def cookie() -> str:
        found = visitor.client.get_cookie("s")
        assert found
        return found.value

    visitor.open("/sign-in")
    before = cookie()
    visitor.sign_in("maria.reyes")
    signed_in = cookie()
    assert signed_in != before
    visitor.send("/sign-out")
    assert cookie() != signed_in
    visitor.client.set_cookie("s", signed_in)
    visitor.open("/home")
    assert visitor.response.request.path == "/sign-in"


def test_no_other_cookie_hides_who_is_signed_in(account: Account, visitor: Visitor) -> None:
    visitor.sign_in("maria.reyes").client.set_cookie("remember_token", "1")
    assert visitor.open("/home").response.request.path == "/home"
    visitor.send("/sign-out")
    assert SignIn.get().ended_at == NOON


def test_the_cookie_is_short_hidden_from_scripts_and_ends_with_the_browser(account: Account, visitor: Visitor) -> None:
    header = visitor.client.get("/sign-in").headers["Set-Cookie"]
    assert len(header.split(";")[0]) < 60
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Expires" not in header
    assert "Max-Age" not in header


@pytest.mark.parametrize(("username", "password"), [("maria.reyes", "wrong"), ("nobody.here", "wrong")])
def test_a_miss_keeps_the_name_and_not_the_password(
    account: Account, visitor: Visitor, username: str, password: str
) -> None:
    visitor.sign_in(username, password, status=422)
    assert "do not go together" in visitor.main
    assert "608-555-0100" in visitor.main
    (name,) = visitor.page.xpath("//input[@name='username']/@value")
    assert name == username
    assert not visitor.page.xpath("//input[@name='password']/@value[. != '']")


def test_unknown_wrong_and_disabled_look_the_same(account: Account, visitor: Visitor) -> None:
    def seen(username: str, password: str) -> str:
        visitor.sign_in(username, password, status=422)
        return visitor.main

    wrong = [seen("maria.reyes", "wrong") for _ in range(3)]
    disabled = seen("maria.reyes", PASSWORD)
    unknown = seen("nobody.here", PASSWORD)
    assert {*wrong, disabled, unknown} == {disabled}


def test_empty_fields_are_named(account: Account, visitor: Visitor) -> None:
    visitor.sign_in("", "", status=422)
    assert "Please type your user name." in visitor.main
    assert visitor.page.xpath("//input[@name='username']/@aria-describedby") == ["username-error"]


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/help", "/help"),
        ("/home?x=1", "/home"),
        ("https://example.org/", "/home"),
        ("//example.org/", "/home"),
        ("/\\example.org", "/home"),
        ("/no-such-page", "/home"),
        ("/sign-out-now", "/home"),
        ("javascript:alert(1)", "/home"),
    ],
)
def test_next_leads_only_to_our_own_pages(account: Account, visitor: Visitor, target: str, leads_to: str) -> None:
    visitor.client.get("/sign-in")
    visitor.open("/sign-in")
    visitor.send("/sign-in", username="maria.reyes", password=PASSWORD, next=target)
    assert visitor.response.request.path == leads_to


def test_who_comes_for_a_page_gets_it_after_signing_in(district: District, visitor: Visitor) -> None:
    ana = district.student()
    district.account(district.guardian(ana), "maria.reyes")
    visitor.open(f"/students/{ana.key}/grades")
    visitor.send("/sign-in", username="maria.reyes", password=PASSWORD)
    assert visitor.response.request.path == f"/students/{ana.key}/grades"


def test_an_idle_session_ends_and_the_page_says_so(account: Account, visitor: Visitor) -> None:
    visitor.be(account).open("/home")
    with clock.stopped(NOON + timedelta(minutes=20)):
        visitor.open("/home")
        assert "nothing was opened for 20 minutes" in visitor.main
        visitor.open("/home")
        assert visitor.response.request.path == "/sign-in"


def test_after_the_idle_end_the_page_is_in_the_owner_s_language(district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.guardian(district.student()), language="es")).open("/home")
    with clock.stopped(NOON + timedelta(minutes=20)):
        visitor.open("/home", headers={"Accept-Language": "en"})
    assert "pasaron 20 minutos" in visitor.main


def test_htmx_is_led_to_the_sign_in_page(account: Account, visitor: Visitor) -> None:
    response = visitor.client.get("/home", headers=HTMX)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/sign-in?next=/home")


def test_the_language_chosen_before_sign_in_is_kept_with_the_account(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in").send("/language", language="es")
    assert "Iniciar sesión" in visitor.main
    visitor.send("/sign-in", username="maria.reyes", password=PASSWORD)
    assert "Sus hijos" in visitor.main
    assert Account.get_by_id(account.id).language == "es"


def test_who_chose_nothing_reads_in_the_account_s_language(district: District, visitor: Visitor) -> None:
    district.account(district.guardian(district.student()), "maria.reyes", language="es")
    visitor.sign_in("maria.reyes")
    assert "Sus hijos" in visitor.main


def test_the_language_changes_on_the_page_that_is_open(district: District, visitor: Visitor) -> None:
    ana = district.student()
    address = f"/students/{ana.key}/schedule/week?on=2026-11-16"
    visitor.be(district.account(district.guardian(ana))).open(address).send("/language", language="es")
    assert visitor.response.request.full_path == address
    assert "Horario" in visitor.main
    visitor.send("/language", language="en")
    assert "Schedule" in visitor.main


def test_the_browser_s_language_is_the_first(visitor: Visitor) -> None:
    visitor.open("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})
    assert visitor.page.get("lang") == "es"


def test_the_sign_out_address_asks_before_it_signs_out(account: Account, visitor: Visitor) -> None:
    visitor.be(account).open("/sign-out")
    visitor.open("/home")
    assert visitor.response.request.path == "/home"


def test_a_form_without_token_changes_nothing(account: Account, visitor: Visitor) -> None:
    for address in ("/sign-in", "/sign-out", "/language"):
        response = visitor.client.post(address, data={"username": "maria.reyes", "password": PASSWORD})
        assert response.status_code == 400, address


def test_disabling_an_account_ends_its_open_page(account: Account, visitor: Visitor) -> None:
    visitor.be(account).open("/home")
    Account.update(disabled_at=clock.now()).execute()
    visitor.open("/home")
    assert visitor.response.request.path == "/sign-in"
