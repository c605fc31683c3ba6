"""On paper: a week on one page, a month, the grades; with name, school and date, and without what leads elsewhere."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from app.demo.people import PASSWORD
from tests.browser.window import Window

MARGIN = "12mm"
PAGES = {  # by the end of the address: how it is headed, what is on it, what leads elsewhere
    "/schedule/week": ("Schedule for the week of", ("Orchestra", "School ends"), ("Week after", "School year")),
    "/schedule": ("Schedule – Ana Reyes", ("Orchestra", "Room"), ("School year",)),
    "/attendance": ("Attendance – Ana Reyes", ("November 2026", "Semester 1"), ("October 2026", "By day and period")),
    "/grades": ("Grades – Ana Reyes", ("Algebra 2", "Quarter 2"), ()),
}


def printed(window: Window, size: str) -> list[str]:
    """The text of each page."""
    margins = dict.fromkeys(("top", "right", "bottom", "left"), MARGIN)
    paper = PdfReader(BytesIO(window.page.pdf(format=size, margin=margins)))  # type: ignore[arg-type]
    return [" ".join(page.extract_text().replace("ﬃ", "ffi").split()) for page in paper.pages]


@pytest.fixture
def maria(open_window: Callable[..., Window]) -> Window:
    window = open_window().sign_in("maria.reyes")
    window.tab("Grades").click()
    expect(window.heading).to_have_text("Grades – Ana Reyes")
    return window


@pytest.mark.parametrize("size", ["Letter", "A4"])
@pytest.mark.parametrize("tab", PAGES)
def test_one_sheet_says_whose_it_is_of_which_school_and_when(maria: Window, tab: str, size: str) -> None:
    heading, shown, ways = PAGES[tab]
    maria.open(maria.path.replace("/grades", tab))
    pages = printed(maria, size)
    assert len(pages) == 1
    for text in ("Four Lakes School District", heading, "Ana Reyes", "East High School", "As of ", *shown):
        assert text in pages[0], text
    for way in ("Household", "Change Account Information", "Sign Out", "Español", "Luis", *ways):
        assert way not in pages[0], way


def test_a_class_with_all_its_work(maria: Window) -> None:
    maria.main.get_by_role("link", name="Algebra 2").click()
    expect(maria.heading).to_have_text("Algebra 2 – Ana Reyes")
    text = " ".join(printed(maria, "Letter"))
    for shown in ("Algebra 2 – Ana Reyes", "How this grade is calculated", "Week by week", "Assignments", "As of "):
        assert shown in text
    assert "All grades" not in text


def test_what_a_swap_brought_is_printed_like_a_page(maria: Window) -> None:
    """Nor a note that nothing has changed, which is not of the record."""
    maria.tab("Grades").click()
    expect(maria.main.get_by_role("status")).to_have_text("Nothing has changed.")
    [text] = printed(maria, "Letter")
    assert "Nothing has changed" not in text
    assert "Household" not in text


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_alone_leads_from_signing_in_to_the_paper(
    open_window: Callable[..., Window], script: bool
) -> None:
    grace = open_window(java_script_enabled=script).open("/sign-in")
    grace.reach("User name")
    grace.page.keyboard.type("grace.olson")
    grace.reach("Password")
    grace.page.keyboard.type(PASSWORD)
    grace.page.keyboard.press("Enter")
    expect(grace.page).to_have_url(re.compile("/home$"))
    if grace.page.get_by_role("button", name="English").count():
        grace.press("English")
    expect(grace.heading).to_have_text("Your children")
    grace.press("Schedule")
    expect(grace.heading).to_have_text("Schedule – David Olson")
    grace.press("Week")
    expect(grace.heading).to_contain_text("Schedule for the week of")
    [text] = printed(grace, "Letter")
    assert "David Olson" in text
    grace.press("Sign Out")
    expect(grace.heading).to_have_text("You are signed out")
