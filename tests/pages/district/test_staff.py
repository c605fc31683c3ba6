"""The staff in the hands of the district: from a first day to the last."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app import clock
from app.sis.access.models import Role, StaffRole
from app.sis.accounts.models import Account
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from tests.build import NOON, District
from tests.visitor import Visitor

LIST = "/district/staff"
DAY = timedelta(days=1)


@pytest.fixture
def officer(district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE, "Dana", "Lee"), "district"))


@pytest.fixture
def lind(district: District) -> Person:
    """A counselor who is signed in somewhere."""
    person = district.staff(Role.COUNSELOR)
    district.account(person, "rosa.lind")
    return person


@pytest.fixture
def page(lind: Person, officer: Visitor) -> Visitor:
    officer.open("/district").follow("Staff: roles, accounts, and who leaves").send(LIST, text="lind")
    return officer.follow("Lind, Rosa")


def rows(visitor: Visitor) -> list[list[str]]:
    found = visitor.page.xpath("//main//table[1]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def held(visitor: Visitor) -> str:
    return str(visitor.page.xpath("string(//select[@name='held']/option/@value)"))


def test_a_new_member_comes_by_a_slip_to_their_page(district: District, officer: Visitor) -> None:
    officer.open(LIST).send(LIST, text="zoë").follow("Enter somebody who is not on file")
    officer.send(f"{LIST}/new", given_name="Zoë", family_name="Núñez", email="zoe@example.org", language="es")
    assert "The person is entered." in officer.main
    assert "Give a role first." in officer.main
    page = officer.response.request.path
    officer.send(f"{page}/roles", role="counselor", school=district.school.key, starts_on="", last_on="2027-06-11")
    assert rows(officer) == [["counselor", "East High School", "November 24, 2026", "June 11, 2027", "in force"]]
    assert officer.page.xpath("string(//input[@name='username']/@value)") == "zoe.nunez"
    officer.send(f"{page}/account", username="zoe.nunez")
    assert officer.response.mimetype == "application/pdf"
    text = PdfReader(BytesIO(officer.response.data)).pages[0].extract_text()
    password = text.split("Primera contraseña: ")[1].split()[0]
    assert "608-555-0100" in text
    zoe = Visitor(officer.client.application).sign_in("zoe.nunez", password)
    zoe.send("/first-password", password="words that are only mine")
    assert zoe.response.request.path == "/counselor"
    assert "zoe.nunez" in officer.open(page).main
    assert not officer.page.xpath("//input[@name='username']")


def test_a_name_that_is_on_file_is_said(lind: Person, officer: Visitor) -> None:
    officer.open(f"{LIST}/new")
    typed = {"given_name": "Rosa", "family_name": "Lind", "email": "", "language": "en"}
    officer.send(f"{LIST}/new", 422, **typed)
    assert "There is a Rosa Lind on file already." in officer.main
    assert officer.page.xpath("string(//input[@name='given_name']/@value)") == "Rosa"
    officer.send(f"{LIST}/new", 200, **typed, is_another="y")
    assert Person.select().where(Person.family_name == "Lind").count() == 2


def test_a_role_that_ends_now_ends_at_the_next_click(lind: Person, page: Visitor) -> None:
    counselor = Visitor(page.client.application).be(Account.get(Account.person == lind)).open("/counselor")
    page.send(f"{page.response.request.path}/roles/end", held=held(page), what="now", ends_last_on="")
    assert rows(page)[0][-1] == "over"
    counselor.open("/counselor")
    assert counselor.response.request.path == "/sign-in"  # nothing is left: the account is disabled


def test_an_end_is_set_and_taken_back(page: Visitor) -> None:
    address = page.response.request.path
    page.send(f"{address}/roles/end", held=held(page), what="day", ends_last_on="2026-12-01")
    assert rows(page)[0][3:] == ["December 1, 2026", "in force"]
    assert StaffRole.get(StaffRole.role == Role.COUNSELOR).ends_on == date(2026, 12, 2)
    before = held(page)
    page.send(f"{address}/roles/end", held=before, what="day", ends_last_on="")
    assert rows(page)[0][3] == "–"
    page.send(f"{address}/roles/end", status=404, held=before, what="now", ends_last_on="")  # as it was on screen
    assert StaffRole.get(StaffRole.role == Role.COUNSELOR).ends_on is None


def test_who_leaves_is_out_at_the_first_click_of_the_day_after(lind: Person, district: District, page: Visitor) -> None:
    """Also in a session that was signed in before, on every school's page."""
    district.role(lind, Role.SCHOOL_OFFICE, district.new_school("West High School"))
    account = Account.get(Account.person == lind)
    page.open(page.response.request.path)
    page.send(f"{page.response.request.path}/leave", left_on="2026-11-24")
    assert "All roles and passes end on that day." in page.main
    midnight = NOON + timedelta(hours=12)
    with clock.stopped(midnight - timedelta(minutes=2)):
        leaver = Visitor(page.client.application).be(account).open("/counselor").open("/office")
    with clock.stopped(midnight):
        leaver.open("/counselor", status=404)
        leaver.open("/office", status=404)
        assert [link.text_content() for link in leaver.page.xpath("//nav//a")][:2] == ["Home", "Household"]


def test_a_guardian_who_leaves_stays_a_guardian(district: District, officer: Visitor) -> None:
    adams = district.guardian(district.student(), given="Alma", family="Adams")
    district.role(adams, Role.TEACHER)
    alma = Visitor(officer.client.application).be(district.account(adams)).open("/teacher")
    page = f"{LIST}/{adams.key}"
    officer.open(page).send(f"{page}/leave", left_on="2026-11-23")
    alma.open("/teacher", status=404)
    assert alma.open("/").response.request.path == "/home"
    assert "Ana" in alma.main


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "counselor", "school": ""}, "The role counselor is for one school."),
        ({"role": "counselor", "last_on": "2026-11-01"}, "The role would be over before it begins."),
        ({"role": "counselor"}, "Rosa Lind has the role counselor there already."),
        ({"role": "district_office"}, "The district office is for every school."),
        ({"role": "teacher", "starts_on": "soon"}, "This is no day that there can be."),
    ],
)
def test_a_refusal_keeps_what_was_chosen(fields: dict[str, str], said: str, district: District, page: Visitor) -> None:
    sent = {"school": district.school.key, "starts_on": "2026-11-24", "last_on": "", **fields}
    page.send(f"{page.response.request.path}/roles", 422, **sent)
    assert said in page.main
    assert page.page.xpath("string(//select[@name='role']/option[@selected]/@value)") == fields["role"]
    assert page.page.xpath("string(//input[@name='starts_on']/@value)") == sent["starts_on"]
    assert not AuditEvent.select().exists()


def test_the_own_role_stays(officer: Visitor) -> None:
    lee = Person.get(Person.given_name == "Dana")
    page = f"{LIST}/{lee.key}"
    officer.open(page)
    officer.send(f"{page}/leave", status=422, left_on="2026-11-24")
    assert "You cannot end your own role in the district office." in officer.main
    officer.send(f"{page}/roles/end", status=422, held=held(officer), what="now", ends_last_on="")
    officer.open("/district")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISTRICT_OFFICE])
def test_no_other_office_gives_itself_or_a_colleague_a_role(role: Role, district: District, visitor: Visitor) -> None:
    clerk = district.staff(role, "Olga", "Frey")
    visitor.be(district.account(clerk))
    token = visitor.open("/account").page.xpath("string(//input[@name='csrf_token']/@value)")
    for person in (clerk, district.staff(Role.TEACHER)):
        visitor.open(f"{LIST}/{person.key}", status=404)
        sent = {"csrf_token": token, "role": "district_office", "school": ""}
        assert visitor.client.post(f"{LIST}/{person.key}/roles", data=sent).status_code == 404
    assert not StaffRole.select().where(StaffRole.role == Role.DISTRICT_OFFICE).exists()


def test_a_student_is_no_member(district: District, officer: Visitor) -> None:
    officer.open(f"{LIST}/{district.student().person.key}", status=404)


def test_in_spanish(lind: Person, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE), language="es")).open(f"{LIST}/{lind.key}")
    assert "Terminar todas las funciones" in visitor.main
