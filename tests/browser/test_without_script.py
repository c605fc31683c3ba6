"""Without JavaScript the same walk goes by plain pages; and the keyboard alone is enough, with it and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.demo.people import PASSWORD
from tests.browser.window import Window


def test_the_walk_of_a_family_by_plain_pages(open_window: Callable[..., Window]) -> None:
    maria = open_window(java_script_enabled=False).sign_in("maria.reyes")
    for text, heading in (
        ("Household", "Household"), ("Schedule", "Schedule – Ana Reyes"), ("Attendance", "Attendance – Ana Reyes"),
        ("Grades", "Grades – Ana Reyes"),
    ):  # fmt: skip
        maria.mark()
        maria.tab(text).click()
        expect(maria.heading).to_have_text(heading)
        expect(maria.tab(text)).to_have_attribute("aria-current", "page")
        assert not maria.same_document
    maria.main.get_by_role("link", name="Algebra 2").click()
    expect(maria.main).to_contain_text("How this grade is calculated")
    maria.page.go_back()
    expect(maria.heading).to_have_text("Grades – Ana Reyes")
    maria.page.locator(".who").get_by_role("link", name="Luis").click()
    expect(maria.heading).to_have_text("Grades – Luis Reyes")
    address = maria.path
    maria.page.get_by_role("button", name="Español").click()
    expect(maria.heading).to_have_text("Calificaciones – Luis Reyes")
    assert maria.path == address
    maria.page.get_by_role("button", name="Cerrar sesión").click()
    expect(maria.heading).to_have_text("Su sesión está cerrada")
    maria.page.go_back()
    expect(maria.heading).to_have_text("Iniciar sesión")
    assert "Reyes" not in maria.page.content()


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_alone_leads_to_the_calculation_of_a_grade(
    open_window: Callable[..., Window], script: bool
) -> None:
    grace = open_window(java_script_enabled=script).open("/sign-in")
    grace.press("Español")
    expect(grace.heading).to_have_text("Iniciar sesión")
    grace.reach("Nombre de usuario")
    grace.page.keyboard.type("grace.olson")
    grace.reach("Contraseña")
    grace.page.keyboard.type(PASSWORD)
    grace.page.keyboard.press("Enter")
    expect(grace.page).to_have_title("Inicio – Four Lakes School District")
    grace.press("Ir al contenido")
    grace.press("Calificaciones de David")
    expect(grace.heading).to_have_text("Calificaciones – David Olson")
    grace.press("Precálculo")
    expect(grace.heading).to_have_text("Precálculo – David Olson")
    expect(grace.main.get_by_role("heading", name="Cómo se calcula esta calificación")).to_be_visible()
