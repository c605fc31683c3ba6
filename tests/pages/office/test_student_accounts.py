"""Students' accounts made by homeroom, and the slips they are printed on."""

from io import BytesIO

import pytest
from peewee import SqliteDatabase
from pypdf import PdfReader

from app.sis.access.models import Role
from app.sis.accounts.models import Account, SignIn
from app.sis.accounts.sessions import begin
from app.sis.courses.models import Section
from tests.build import PASSWORD, District
from tests.conventions.statements import count, counted
from tests.visitor import Visitor

LIST = "/office/student-accounts"


@pytest.fixture
def advisory(district: District) -> Section:
    """Of Ana and Łukasz, who have no account yet."""
    section = district.section("Advisory", period="HR")
    district.seat(district.student(), section)
    district.seat(district.student("Łukasz", "Żółć", language="es"), section)
    return section


@pytest.fixture
def clerk(advisory: Section, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE, "Olga", "Frey"), "office.east"))


@pytest.fixture
def homeroom(clerk: Visitor) -> Visitor:
    return clerk.open("/office").follow("Students’ accounts: make them and print first passwords").follow("Advisory")


def printed(visitor: Visitor) -> str:
    """The text of the file that was answered."""
    assert visitor.response.mimetype == "application/pdf"
    assert visitor.response.headers["Cache-Control"] == "no-store"
    assert visitor.response.headers["Content-Disposition"].startswith("attachment")
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(visitor.response.data)).pages)


def test_a_homeroom_gets_its_slips_once_and_a_student_signs_in_with_one(advisory: Section, homeroom: Visitor) -> None:
    page = f"{LIST}/{advisory.key}"
    assert "Make 2 accounts and print the slips" in homeroom.main
    text = printed(homeroom.send(page, what="open"))
    assert "lukasz.zolc" in text
    assert "Primera contraseña:" in text
    password = text.split("ana.reyes\n")[1].split("First password: ")[1].split()[0]
    assert "All students here have an account." in homeroom.open(page).main
    assert homeroom.main.count("first password still") == 2
    assert password not in homeroom.response.text
    ana = Visitor(homeroom.client.application).sign_in("ana.reyes", password)
    assert ana.response.request.path == "/first-password"
    ana.send("/first-password", password=PASSWORD)
    homeroom.open(page)
    assert "Print 1 slip again, with a new password" in homeroom.main
    again = printed(homeroom.send(page, what="renew"))
    assert "ana.reyes" not in again
    assert "lukasz.zolc" in again


def test_a_second_clerk_has_nothing_left_to_print(advisory: Section, homeroom: Visitor) -> None:
    page = f"{LIST}/{advisory.key}"
    hidden = {"csrf_token": homeroom.page.xpath("string(//main//input[@name='csrf_token']/@value)")}
    homeroom.send(page, what="open")
    assert homeroom.client.post(page, data={**hidden, "what": "open"}).status_code == 422


def test_a_student_who_has_forgotten_gets_a_new_slip_at_the_account(
    advisory: Section, district: District, clerk: Visitor
) -> None:
    account = district.account(district.student("Ben", "Olson").person, "ben.olson")
    begin(account)
    clerk.open("/office/accounts").send("/office/accounts", text="olson").follow("Olson, Ben")
    text = printed(clerk.send(f"/office/accounts/{account.key}/slip"))
    assert "User name: ben.olson" in text
    assert SignIn.get(SignIn.account == account).ended_at is not None
    Visitor(clerk.client.application).sign_in("ben.olson", PASSWORD, status=422)
    assert "first password still" in clerk.open(f"/office/accounts/{account.key}").main


def test_a_guardian_s_account_has_no_slip(district: District, clerk: Visitor) -> None:
    account = district.account(district.guardian(district.student()))
    page = f"/office/accounts/{account.key}"
    clerk.open(page)
    assert "Forgotten password" not in clerk.main
    token = clerk.page.xpath("string(//main//input[@name='csrf_token']/@value)")
    response = clerk.client.post(f"{page}/slip", data={"csrf_token": token})
    assert response.status_code == 422
    assert "is neither on the staff nor a student" in response.text
    assert Account.get_by_id(account.id).password_hash == account.password_hash


def test_a_colleague_is_out_of_reach(district: District, clerk: Visitor) -> None:
    colleague = district.account(district.staff(Role.COUNSELOR))
    token = clerk.open(LIST).page.xpath("string(//input[@name='csrf_token']/@value)")
    assert clerk.client.post(f"/office/accounts/{colleague.key}/slip", data={"csrf_token": token}).status_code == 404


def test_a_school_has_its_own_students_alone(district: District, clerk: Visitor) -> None:
    west = district.new_school("West High School")
    district.enroll(district.student("Wes", "Holt", enrolled=False), west)
    assert "Holt" not in clerk.open(LIST).main
    clerk.open(f"{LIST}/{west.key}-10-1", status=404)
    clerk.open(f"{LIST}?school={west.key}", status=404)


def test_an_elementary_school_is_told_that_it_needs_none(district: District, visitor: Visitor) -> None:
    lowell = district.new_school("Lowell Elementary School")
    district.enroll(district.student(enrolled=False), lowell, grade_level="03")
    visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE, school=lowell))).open(LIST)
    assert "Elementary students have no account." in visitor.main


def test_the_district_chooses_a_school(advisory: Section, district: District, visitor: Visitor) -> None:
    district.new_school("West High School")
    visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE))).open("/district")
    visitor.follow("Students’ accounts: make them and print first passwords")
    assert "Please choose a school." in visitor.main
    visitor.open(f"{LIST}?school={district.school.key}").follow("Advisory")
    assert "Żółć, Łukasz" in visitor.main


def test_the_slips_cost_the_same_reads_however_many_students(
    advisory: Section, district: District, clerk: Visitor, db: SqliteDatabase
) -> None:
    def cost() -> list[object]:
        costs: list[object] = []
        for address in (LIST, f"{LIST}/{advisory.key}"):
            with counted(db) as statements:
                clerk.open(address)
            costs.append(count(statements))
        return costs

    few = cost()
    for number in range(40):
        student = district.student(f"Lea {number}")
        if number % 2:
            district.seat(student, district.section(f"Advisory {number}", period="HR"))
    assert cost() == few


def test_in_spanish(advisory: Section, district: District, visitor: Visitor) -> None:
    clerk = visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE), language="es")).open(
        f"{LIST}/{advisory.key}"
    )
    assert "Crear 2 cuentas e imprimir las hojas" in clerk.main
    assert "Primeras contraseñas: Advisory" in printed(clerk.send(f"{LIST}/{advisory.key}", what="open"))
