"""The school office: the search for a student, as on every home of the staff, and who turns 18."""

from datetime import date, timedelta

import pytest
from peewee import SqliteDatabase

from app import clock
from app.sis.access import policy
from app.sis.access.finding import AT_MOST
from app.sis.access.models import Role, StaffRole
from app.sis.accounts.models import Account
from app.sis.activation.batches import ask
from app.sis.activation.letters import Whom
from app.sis.actor import operator
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Person, Student
from tests.build import District
from tests.conventions.statements import count, counted
from tests.visitor import HTMX, Visitor

HOMES = {
    Role.SCHOOL_OFFICE: "/office",
    Role.ATTENDANCE_OFFICE: "/attendance-office",
    Role.COUNSELOR: "/counselor",
    Role.DISTRICT_OFFICE: "/district",
}


@pytest.fixture
def ana(district: District) -> Student:
    ana = district.student("Ana", "Reyes Núñez")
    district.guardian(ana, given="Maria", family="Ortega")
    return ana


@pytest.fixture
def account(district: District) -> Account:
    return district.account(district.staff(Role.SCHOOL_OFFICE))


@pytest.fixture
def clerk(account: Account, visitor: Visitor) -> Visitor:
    return visitor.be(account).open("/office")


@pytest.mark.parametrize(("role", "home"), HOMES.items())
def test_every_home_finds_a_student_and_leads_to_the_tabs(
    role: Role, home: str, ana: Student, district: District, visitor: Visitor
) -> None:
    visitor.be(district.account(district.staff(role))).open("/")
    assert visitor.response.request.path == home
    visitor.send(home, text="nunez")
    assert [cell.text_content() for cell in visitor.page.xpath("//tbody/tr[1]/*")][:3] == [
        "Reyes Núñez, Ana", ana.person.number, "grade 10",
    ]  # fmt: skip
    visitor.follow("Reyes Núñez, Ana")
    assert visitor.response.request.path == f"/students/{ana.key}/schedule"
    assert visitor.page.xpath("string(//h1)") == "Schedule – Ana Reyes Núñez"
    assert "East High School" in visitor.main
    assert "As of" in visitor.main


def test_the_matched_contact_is_named(ana: Student, clerk: Visitor) -> None:
    assert "Maria Ortega" in clerk.send("/office", text="ortega").main
    assert "Maria Ortega" not in clerk.send("/office", text="reyes").main


def test_the_answer_is_200_at_the_same_address_and_no_name_is_in_any(ana: Student, clerk: Visitor) -> None:
    clerk.send("/office", text="reyes")
    assert clerk.response.status_code == 200
    assert not clerk.response.history
    assert "reyes" not in str(clerk.response.request.url).casefold()
    assert not [href for href in clerk.page.xpath("//@href | //@action") if "reyes" in href.casefold()]
    (typed,) = clerk.page.xpath("//input[@name='text']/@value")
    assert typed == "reyes"  # kept in the field, for the next try
    (back,) = clerk.page.xpath("//header//input[@name='next']/@value")
    assert back == "/office"  # the other language shows the page without the search


def test_as_a_fragment_the_address_is_named(ana: Student, clerk: Visitor) -> None:
    (token,) = set(clerk.page.xpath("//main//input[@name='csrf_token']/@value"))
    data = {"csrf_token": token, "text": "reyes"}
    answer = clerk.client.post("/office", data=data, headers={**HTMX, "HX-Posted": "true"})
    assert (answer.status_code, answer.headers["HX-Push-Url"]) == (200, "/office")
    assert "Reyes Núñez, Ana" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("text", ["", "   ", "\0", "’"])
def test_nothing_typed_is_said_on_the_field(text: str, clerk: Visitor) -> None:
    clerk.send("/office", status=422, text=text)
    assert "Please type a name, a student number, or the name of a parent or contact." in clerk.main
    (field,) = clerk.page.xpath("//*[@aria-invalid]/@name")
    assert field == "text"


def test_two_hundred_letters_are_searched_and_one_more_is_refused(clerk: Visitor) -> None:
    assert "Nobody at your schools today" in clerk.send("/office", text="á" * 200).main
    assert "at most 200 letters" in clerk.send("/office", status=422, text="á" * 201).main


@pytest.mark.parametrize("text", ["%", "_", "Ωμέγα", "<b>Ana</b>", "' OR 1=1"])
def test_what_nobody_is_called_finds_nobody(text: str, ana: Student, clerk: Visitor) -> None:
    clerk.send("/office", text=text)
    assert "Nobody at your schools today has this name, number or contact." in clerk.main


def test_the_search_needs_its_token(ana: Student, clerk: Visitor) -> None:
    assert clerk.client.post("/office", data={"text": "reyes"}).status_code == 400


def test_more_than_fifty_are_said(district: District, clerk: Visitor) -> None:
    for number in range(AT_MOST + 1):
        district.student(f"Lea {number:02}", "Olson")
    clerk.send("/office", text="olson")
    assert f"These are the first {AT_MOST}; there are more." in clerk.main
    assert len(clerk.page.xpath("//tbody/tr")) == AT_MOST


def test_a_search_costs_the_same_for_one_and_for_twenty(
    ana: Student, district: District, account: Account, clerk: Visitor, db: SqliteDatabase
) -> None:
    def cost() -> object:
        with counted(db) as statements:
            clerk.send("/office", text="reyes")
        return count(statements)

    one = cost()
    for number in range(19):
        district.guardian(district.student(f"Lea {number}", "Reyes"), given="Maria", family="Reyes")
    assert cost() == one


def test_looking_somebody_up_opens_no_record_and_opening_is_kept(ana: Student, clerk: Visitor) -> None:
    clerk.send("/office", text="reyes")
    assert AccessEvent.select().count() == 0
    clerk.follow("Reyes Núñez, Ana")
    (event,) = AccessEvent.select()
    assert (event.student_id, event.category, event.outcome) == (ana.person_id, "schedule", "seen")


def test_the_menu_has_what_the_role_opens_and_no_switcher(ana: Student, clerk: Visitor) -> None:
    clerk.open(f"/students/{ana.key}/schedule")
    links = [link.text_content() for link in clerk.page.xpath("//nav/ul[1]//a")]
    assert links[0] == "School Office"
    assert "Grades" in links
    assert links[-1] == "Household"
    assert "Home" not in links
    assert not clerk.page.xpath("//ul[@class='who']")


def test_who_turns_18_this_month_and_what_happens_then(ana: Student, district: District, visitor: Visitor) -> None:
    district.student("Tomás", "Vega", birth_on=date(2008, 11, 27))
    visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE))).open("/office")
    assert "November 27" in visitor.main
    assert "Vega, Tomás" in visitor.main
    assert "until the student refuses it in writing" in visitor.main
    policy.use(policy.Policy(parents_of_adults=False))
    try:
        assert "the parents’ access ends on that day" in visitor.open("/office").main
    finally:
        policy.use(policy.Policy())


def test_an_empty_month_is_said(clerk: Visitor) -> None:
    assert "Nobody turns 18 this month." in clerk.main


def test_a_role_that_ended_yesterday_opens_nothing_more(ana: Student, district: District, visitor: Visitor) -> None:
    today = clock.today()
    person = district.staff(Role.SCHOOL_OFFICE, ends_on=today + timedelta(days=1))
    visitor.be(district.account(person)).open("/office")
    StaffRole.update(ends_on=today).execute()
    visitor.open("/office", status=404)
    visitor.open(f"/students/{ana.key}/schedule", status=404)
    assert "No student is tied to this account" in visitor.open("/").main


def test_in_spanish(ana: Student, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE), language="es")).open("/office")
    assert visitor.page.xpath("string(//h1)") == "Oficina de la escuela"
    visitor.send("/office", text="ortega")
    assert "1 estudiante" in visitor.main
    assert "10.º grado" in visitor.main


def test_nothing_waits(ana: Student, district: District, clerk: Visitor) -> None:
    district.account(Person.get(Person.family_name == "Ortega"))
    assert "Nothing waits: every guardian has an account or a letter" in clerk.open("/office").main


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("1 print of letters to confirm: its keys open nothing yet", "/office/letters"),
        ("East High School, operator the office", "/office/letters/"),
        ("1 guardian without an account and without a letter", "/office/letters"),
        ("Pía Ortega", "/office/counter/"),
        ("1 key expires within a week", "/office/letters"),
        ("Inés Ortega", "/office/counter/"),
        ("1 contact awaiting a decision", "/office/ties"),
        ("Raúl Ortega – Reyes Núñez, Ana", "/office/ties/"),
        ("1 disabled account", "/office/accounts"),
        ("Sara Ortega", "/office/accounts/"),
        ("1 account opened with a letter: call its owner", "/office/activations"),
    ],
)
def test_what_waits_leads_to_where_it_is_settled(
    text: str, leads_to: str, ana: Student, district: District, clerk: Visitor
) -> None:
    _pia, ines, sara, olga = (
        district.guardian(ana, given=name, family="Ortega") for name in ("Pía", "Inés", "Sara", "Olga")
    )
    maria = Person.get(Person.given_name == "Maria")
    district.account(maria)
    district.letter(ines, ana, expires_on=clock.today() + timedelta(days=5))
    district.tie(district.person("Raúl", "Ortega"), ana, relation="uncle")
    locked = district.account(sara)
    Account.update(disabled_at=clock.now()).where(Account.id == locked.id).execute()
    district.letter(olga, ana, used_at=clock.now())
    district.account(olga)
    ask(Whom(district.school, person_id=ines.id), operator("the office"), is_reprint=True)
    clerk.open("/office").follow(text)
    assert clerk.response.request.path.startswith(leads_to)
