"""At the door of a computer that others use, and of one's own."""

from datetime import timedelta
from http.cookies import Morsel, SimpleCookie

import pytest

from app import clock
from app.sis.accounts import lock
from app.sis.accounts.models import Account, KnownDevice, PublicComputers, SignIn
from app.sis.accounts.names import keyed_hash
from app.sis.accounts.sessions import begin
from tests.build import NOON, PASSWORD, District
from tests.visitor import Visitor

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.guardian(district.student()), "maria.reyes")


@pytest.fixture
def kiosk(account: Account) -> None:
    """The address from which the tests come is on the district's list."""
    PublicComputers.create(network="127.0.0.0/24")


def enter(visitor: Visitor, is_public: bool = False) -> Visitor:
    visitor.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    visitor.open("/sign-in")
    tick = {"public_computer": "y"} if is_public else {}
    return visitor.send("/sign-in", 200, username="maria.reyes", password=PASSWORD, **tick)


def marks(visitor: Visitor) -> list[Morsel[str]]:
    """The device marks that the answer to the sign-in sets."""
    [first, *_] = visitor.response.history
    return [cookie["d"] for each in first.headers.getlist("Set-Cookie") if "d" in (cookie := SimpleCookie(each))]


def tokens(visitor: Visitor) -> list[str]:
    return [str(each) for each in visitor.page.xpath("//input/@autocomplete")]


def test_one_s_own_browser_gets_a_mark_that_goes_only_to_the_door(account: Account, visitor: Visitor) -> None:
    enter(visitor)
    assert [mark["path"] for mark in marks(visitor)] == ["/sign-in"]
    for mark in marks(visitor):
        assert len(mark.value) == 22
        assert (mark["httponly"], mark["samesite"], mark["max-age"]) == (True, "Strict", "34560000")
    assert "d=" not in visitor.open("/home").response.request.headers.get("Cookie", "")


def test_the_mark_is_kept_and_the_session_tells_the_device(account: Account, visitor: Visitor) -> None:
    enter(visitor)
    [mark] = marks(visitor)
    visitor.send("/sign-out")
    enter(visitor)
    assert marks(visitor)[0].value == mark.value
    assert KnownDevice.select().count() == 1
    assert {(each.device, each.address) for each in SignIn.select()} == {("Firefox, Windows", "127.0.0.1")}


@pytest.mark.parametrize("mark", ["", "short", "x" * 4000, "no/such/letters/in/it!"])
def test_a_strange_mark_is_replaced(account: Account, visitor: Visitor, mark: str) -> None:
    visitor.client.set_cookie("d", mark, path="/sign-in")
    enter(visitor)
    assert marks(visitor)[0].value != mark


def test_a_browser_at_home_may_fill_the_form_in(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    assert tokens(visitor) == ["username", "current-password"]
    assert "This is a public computer" in visitor.main


def test_a_listed_address_is_not_asked_and_keeps_nothing(kiosk: None, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    assert tokens(visitor) == ["off", "off"]
    assert not visitor.page.xpath("//input[@type='checkbox']")
    enter(visitor)
    assert marks(visitor) == []
    assert SignIn.get().public_computer


def test_the_tick_is_kept_when_the_password_is_wrong(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    visitor.send("/sign-in", status=422, username="maria.reyes", password="wrong", public_computer="y")
    assert visitor.page.xpath("//input[@name='public_computer']/@checked")
    assert tokens(visitor) == ["off", "off"]


def test_a_public_computer_is_signed_out_sooner_and_told_so(account: Account, visitor: Visitor) -> None:
    enter(visitor, is_public=True)
    with clock.stopped(NOON + timedelta(minutes=5)):
        visitor.open("/home")
        assert "nothing was opened for 5 minutes" in visitor.main


def test_a_page_leaves_a_public_computers_screen_with_its_session(account: Account, visitor: Visitor) -> None:
    enter(visitor, is_public=True)
    visitor.open("/account")
    told = visitor.page.xpath("string(//noscript/meta[@http-equiv='refresh']/@content)")
    assert told == "300;url=/sign-in?idle=1&next=/account"
    assert visitor.page.get_element_by_id("main").get("data-leaves") == "300"


def test_a_computer_of_ones_own_keeps_its_page(account: Account, visitor: Visitor) -> None:
    enter(visitor)
    assert "refresh" not in visitor.open("/account").response.text
    assert visitor.page.get_element_by_id("main").get("data-leaves") is None


def test_a_public_computer_is_asked_to_forget_at_sign_out(account: Account, visitor: Visitor) -> None:
    enter(visitor, is_public=True).send("/sign-out")
    [answer] = visitor.response.history
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "please close the browser now" in visitor.main
    visitor.open("/sign-in")
    assert "This is a public computer: who opens nothing for 5 minutes is signed out." in visitor.main


def test_one_s_own_browser_keeps_its_cache(account: Account, visitor: Visitor) -> None:
    enter(visitor).send("/sign-out")
    [answer] = visitor.response.history
    assert "Clear-Site-Data" not in answer.headers


@pytest.fixture
def page(account: Account, district: District) -> str:
    """A page of Maria's child; Carlos may open it, too."""
    luis = district.student("Luis")
    district.right(district.tie(account.person, luis))
    district.account(district.guardian(luis, given="Carlos"), "carlos.reyes")
    return f"/students/{luis.key}/grades"


@pytest.mark.parametrize(("username", "is_same"), [("maria.reyes", True), ("carlos.reyes", False)])
def test_who_timed_out_comes_back_to_the_page_and_nobody_else_does(
    account: Account, visitor: Visitor, page: str, username: str, is_same: bool
) -> None:
    visitor.be(account).open("/home")
    with clock.stopped(NOON + timedelta(minutes=20)):
        visitor.open(page)
        assert "Maria" not in visitor.text
        visitor.send("/sign-in", username=username, password=PASSWORD)
        assert visitor.response.request.path == (page if is_same else "/home")


def test_who_was_signed_in_for_12_hours_is_told_so_and_comes_back(
    account: Account, visitor: Visitor, page: str
) -> None:
    visitor.be(account)
    with clock.stopped(NOON + timedelta(hours=12)):
        SignIn.update(seen_at=clock.now()).execute()
        visitor.open(page)
        assert "a session ends 12 hours after signing in" in visitor.main
        visitor.send("/sign-in", username="maria.reyes", password=PASSWORD)
        assert visitor.response.request.path == page


def test_another_account_in_the_same_browser_ends_the_first_session(
    account: Account, visitor: Visitor, page: str
) -> None:
    visitor.be(account).open("/sign-in?next=" + page)
    visitor.send("/sign-in", username="carlos.reyes", password=PASSWORD)
    assert visitor.response.request.path == "/home"
    assert SignIn.select().where(SignIn.account == account, SignIn.ended_at.is_null()).count() == 0


def test_a_second_window_is_told_that_somebody_is_signed_in(account: Account, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    visitor.client.set_cookie("s", begin(account))  # in the other window
    visitor.send("/sign-in", status=400, username="maria.reyes", password=PASSWORD)
    assert "Maria Reyes is signed in already" in visitor.main
    visitor.follow("To the first page")
    assert visitor.response.request.path == "/home"


@pytest.mark.parametrize("username", ["maria.reyes", "nobody.here"])
def test_too_many_at_once_are_asked_to_try_again(
    account: Account, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    for name in [str(account.id), lock.NOBODY + keyed_hash("nobody.here")] * 3:
        lock.take_place(name)
    visitor.sign_in(username, status=503)
    assert visitor.response.headers["Retry-After"] == "5"
    assert "does not count as a miss" in visitor.main
    (kept,) = visitor.page.xpath("//input[@name='username']/@value")
    assert kept == username


@pytest.mark.parametrize("size", [300_000, 1_000_000])
def test_a_huge_password_is_refused_unread(account: Account, visitor: Visitor, size: int) -> None:
    visitor.open("/sign-in")
    visitor.send("/sign-in", status=413, username="maria.reyes", password="x" * size)
    assert lock.misses(str(account.id)) == 0
