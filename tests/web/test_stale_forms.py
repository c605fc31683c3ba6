"""A form whose session is over: the page says why, and gives back what was typed, to its sender alone."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.accounts.models import Account
from app.sis.accounts.sessions import end_all
from app.sis.support.models import Report
from tests.build import NOON, District
from tests.visitor import HTMX, Visitor

REPORT = "/help/report"
TYPED = "The bus was late <again>.\r\n\r\nPlease, who can tell us why?"


@pytest.fixture
def maria(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


def given_back(visitor: Visitor) -> str:
    [area] = visitor.page.xpath("//textarea[@readonly]")
    assert visitor.page.xpath("//label[@for=$id]", id=area.get("id"))
    return str(area.value).replace("\r\n", "\n").strip()


def sent_late(visitor: Visitor, action: str, headers: dict[str, str] | None = None, **fields: str) -> None:
    """The form with this action on the page, all its hidden fields with it, answered 400."""
    [form] = [each for each in visitor.page.forms if each.action == action]
    hidden = {field.name: field.value for field in form.xpath(".//input[@type='hidden']")}
    visitor._arrive(visitor.client.post(action, data={**hidden, **fields}, headers=headers), 400)
    assert hidden["csrf_token"] not in visitor.response.text.partition("<h1")[2]
    assert visitor.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_after_the_idle_end_the_text_is_given_back(maria: Account, visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.be(maria).open("/account")
    with clock.stopped(NOON + timedelta(minutes=20)):
        sent_late(visitor, "/account/email", headers, email=TYPED, current_password="a secret of hers")
    assert "nothing was opened for 20 minutes" in visitor.text
    assert given_back(visitor) == TYPED.replace("\r\n", "\n")
    assert "secret" not in visitor.response.text
    assert visitor.page.xpath("//a[@href='/sign-in?next=/account']")
    assert ("<html" in visitor.response.text) == (not headers)


def test_a_session_that_was_ended_elsewhere_is_called_so(maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open("/account")
    end_all(maria.id)
    sent_late(visitor, "/account/email", email="maria@example.org")
    assert "perhaps in another window" in visitor.main
    assert given_back(visitor) == "maria@example.org"


def test_signed_out_in_another_tab_is_called_so(maria: Account, visitor: Visitor) -> None:
    account_page = visitor.be(maria).open("/account").page
    visitor.send("/sign-out")
    visitor.page = account_page
    sent_late(visitor, "/account/email", email="maria@example.org")
    assert "perhaps in another window" in visitor.main
    assert given_back(visitor) == "maria@example.org"


def test_a_form_from_before_another_sign_in_is_called_so(maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open("/account")
    sent_late(visitor.be(maria), "/account/email", email="maria@example.org")
    assert "from before you last signed in" in visitor.main
    assert given_back(visitor) == "maria@example.org"
    assert visitor.page.xpath("//main//a[@href='/account']")


def test_keys_and_codes_are_not_given_back(visitor: Visitor) -> None:
    visitor.open("/activate").client.set_cookie("s", "a" * 22)
    sent_late(visitor, "/activate", key="KEYK-EYKE-YKEY-KEYK", birth_date="2012-03-04")
    assert given_back(visitor) == "2012-03-04"
    assert "KEYK" not in visitor.response.text


def test_a_message_to_the_district_is_taken_signed_out(maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open(REPORT)
    with clock.stopped(NOON + timedelta(minutes=20)):
        visitor.send(REPORT, kind="problem", name="Maria Reyes", description=TYPED)
    assert visitor.response.request.path.startswith(f"{REPORT}/")
    assert Report.get().account is None


def test_signed_in_it_needs_its_token(maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open(REPORT)
    sent_late(visitor.be(maria), REPORT, kind="problem", name="Maria Reyes", description=TYPED)
    assert given_back(visitor) == f"Maria Reyes\n\n{TYPED}".replace("\r\n", "\n")
    assert Report.select().count() == 0
