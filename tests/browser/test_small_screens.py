"""No page of a family scrolls sideways on a small phone, or at 400 % on a desktop (320 pixels)."""

from collections.abc import Callable

import pytest

from tests.browser.window import Window

WIDTHS = (320, 360)
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.tagName + ' ' + each.className).slice(0, 3)"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_of_a_family_scrolls_sideways(open_window: Callable[..., Window], language: str) -> None:
    maria = open_window(viewport={"width": WIDTHS[0], "height": 640}).sign_in("maria.reyes", language)
    found, pages = [], 0
    for address in maria.pages():
        pages += 1
        for width in WIDTHS:
            maria.page.set_viewport_size({"width": width, "height": 640})
            if maria.page.evaluate("document.scrollingElement.scrollWidth") > width:
                found.append(f"{address} at {width}: {maria.page.evaluate(TOO_WIDE)}")
    assert not found
    assert pages > 10
