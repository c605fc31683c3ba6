"""Pages for browsers of the terminal that keep more than they are told to."""

import pytest

from app.web.terminals import _marked
from tests.visitor import Visitor

ELINKS = "ELinks/0.13.2 (textmode; Linux; 80x24-2)"
LINKS = "Links (2.28; Linux 6.1 x86_64; GNU C 12.2; text)"


@pytest.mark.parametrize("agent", [ELINKS, "Lynx/2.9.0dev.12 libwww-FM/2.14FM"])
def test_elinks_and_lynx_are_told_in_their_words(agent: str, visitor: Visitor) -> None:
    answer = visitor.client.get("/sign-in", headers={"User-Agent": agent})
    assert answer.headers["Cache-Control"] == "no-store, no-cache"


def test_elinks_is_led_on_by_a_page(visitor: Visitor) -> None:
    """It shows what an address was before it began to answer with a redirect."""
    answer = visitor.client.get("/home?all=zzzzzzzz", headers={"User-Agent": ELINKS})
    assert (answer.status_code, answer.mimetype, "Location" in answer.headers) == (200, "text/html", False)
    assert 'content="0; url=/sign-in' in answer.text
    assert 'href="/sign-in' in answer.text
    assert visitor.client.get("/home").status_code == 303
    assert visitor.client.get("/", headers={"User-Agent": LINKS}).status_code == 303


def test_to_links_each_link_is_an_address_of_its_own(visitor: Visitor) -> None:
    page = visitor.client.get("/sign-in?next=/home&new=abcd", headers={"User-Agent": LINKS}).text
    assert 'href="/forgot?new=' in page
    assert 'action="/sign-in?new=' in page
    assert 'href="/static/' in page
    assert 'href="#main"' in page
    assert ".css?new" not in page


def test_the_mark_is_put_once() -> None:
    assert _marked("/a?new=12ab", "new=34cd") == "/a?new=34cd"
    assert _marked("/a?visible=1#b", "new=34cd") == "/a?visible=1&new=34cd#b"


def test_others_see_plain_addresses(visitor: Visitor) -> None:
    answer = visitor.client.get("/sign-in")
    assert "new=" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
