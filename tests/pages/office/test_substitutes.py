"""Substitutes' passes, from the office to the roster."""

from datetime import timedelta

import pytest
from peewee import SqliteDatabase

from app import clock
from app.sis.access.models import Role, SubstitutePass
from app.sis.courses.models import Section
from app.sis.people.models import Person
from tests.build import NOON, District
from tests.conventions.statements import count, counted
from tests.visitor import Visitor

LIST = "/office/substitutes"
DAY = timedelta(days=1)


@pytest.fixture
def algebra(district: District) -> Section:
    return district.section("Algebra 2", teacher=district.staff(Role.TEACHER, "Min", "Kim"))


@pytest.fixture
def sam(district: District) -> Person:
    """Who has no role at all."""
    return district.person("Sam", "Frey")


@pytest.fixture
def clerk(algebra: Section, district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE, "Olga", "Holm"), "office.east"))


@pytest.fixture
def page(sam: Person, clerk: Visitor) -> Visitor:
    """Sam's, as the clerk found it."""
    clerk.open("/office").follow("Substitutes’ passes").send(LIST, text="frey")
    return clerk.follow("Frey, Sam")


def test_a_pass_opens_the_roster_to_who_has_no_role_and_ends(
    algebra: Section, sam: Person, district: District, page: Visitor
) -> None:
    district.seat(district.student(), algebra)
    account, today = district.account(sam), clock.today()
    substitute = Visitor(page.client.application).be(account)
    assert substitute.open("/").response.request.path == "/home"
    substitute.open("/teacher", status=404)
    kim = page.page.xpath("string(//option[.='Kim, Min']/@value)")
    address = page.response.request.path
    page.open(f"{address}?teacher={kim}")
    assert page.page.xpath("//input[@name='section']/@checked")
    page.send(f"{address}/passes", section=algebra.key, starts_on=str(today), last_on=str(today))
    assert "The pass is given." in page.main
    assert SubstitutePass.get().given_by == "Olga Holm"
    assert substitute.open("/").response.request.path == "/teacher"
    assert [link.text_content() for link in substitute.page.xpath("//nav[1]/ul[1]//a")] == ["My Classes"]
    substitute.follow("Algebra 2")
    assert "Reyes, Ana" in substitute.main
    with clock.stopped(NOON + DAY - timedelta(hours=11)):
        Visitor(page.client.application).be(account).open("/teacher", status=404)
    button = page.page.xpath("string(//button[@name='pass']/@value)")
    page.send(f"{address}/end", **{"pass": button})
    assert "The pass is ended." in page.main
    substitute.open("/teacher", status=404)
    assert substitute.open("/").response.request.path == "/home"


def test_a_parent_with_a_pass_begins_at_home_and_has_the_tab(
    district: District, algebra: Section, visitor: Visitor
) -> None:
    sam = district.guardian(district.student(), given="Sam", family="Frey")
    SubstitutePass.create(person=sam, section=algebra, starts_on=clock.today(), ends_on=clock.today() + DAY)
    visitor.be(district.account(sam)).open("/")
    assert visitor.response.request.path == "/home"
    visitor.follow("My Classes").follow("Algebra 2")


def test_the_account_of_who_has_a_pass_is_in_the_hands_of_the_district(
    district: District, algebra: Section, clerk: Visitor
) -> None:
    sam = district.guardian(district.student(), given="Sam", family="Frey")
    page = f"/office/accounts/{district.account(sam).key}"
    clerk.open(page)
    SubstitutePass.create(person=sam, section=algebra, starts_on=clock.today(), ends_on=clock.today() + DAY)
    clerk.open(page, status=404)


def test_what_was_typed_and_chosen_is_kept(algebra: Section, page: Visitor) -> None:
    address = page.response.request.path
    page.send(f"{address}/passes", status=422, section=algebra.key, starts_on="2026-11-20", last_on="soon")
    assert page.page.xpath("string(//input[@name='starts_on']/@value)") == "2026-11-20"
    assert page.page.xpath("//input[@name='section']/@checked")
    page.send(f"{address}/passes", status=422, section=algebra.key, starts_on="2026-11-20", last_on="2026-11-24")
    assert "A pass begins today or later." in page.main
    page.send(f"{address}/passes", status=422, section=algebra.key, starts_on="2026-11-24", last_on="2027-02-01")
    assert "One of these classes ends on January 22, 2027." in page.main
    page.send(f"{address}/passes", status=422, starts_on="2026-11-24", last_on="2026-11-24")
    assert "Please choose at least one class" in page.main
    assert "There is no account yet" in page.main


def test_a_school_gives_passes_for_its_own_classes_alone(district: District, page: Visitor) -> None:
    west = district.new_school("West High School")
    ceramics = district.section("Ceramics", school=west)
    address = page.response.request.path
    page.send(f"{address}/passes", status=422, section=ceramics.key, starts_on="2026-11-24", last_on="2026-11-24")
    SubstitutePass.create(
        person=Person.get(Person.given_name == "Sam"), section=ceramics, starts_on=clock.today(),
        ends_on=clock.today() + DAY,
    )  # fmt: skip
    assert "Ceramics" not in page.open(LIST).main
    page.open(f"{address}?school={west.key}", status=404)


def test_nobody_s_parent_is_found(district: District, clerk: Visitor) -> None:
    maria = district.guardian(district.student(), family="Torres")
    clerk.open(LIST).send(LIST, text="torres")
    assert "Nobody has this name." in clerk.main
    clerk.open(f"{LIST}/{maria.key}", status=404)


def test_the_district_chooses_a_school(algebra: Section, sam: Person, district: District, visitor: Visitor) -> None:
    west = district.new_school("West High School")
    district.section("Ceramics", school=west)
    visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE))).open("/district").follow("Substitutes’ passes")
    visitor.send(LIST, text="frey").follow("Frey, Sam")
    assert not visitor.page.xpath("//input[@name='section']")
    address = visitor.response.request.path
    visitor.open(f"{address}?school={west.key}")
    assert "Ceramics" in visitor.main
    section = visitor.page.xpath("string(//input[@name='section']/@value)")
    visitor.send(f"{address}/passes", section=section, starts_on="2026-11-24", last_on="2026-11-25")
    assert "November 25, 2026" in visitor.main


def test_my_classes_cost_the_same_for_one_pass_and_for_many(
    district: District, visitor: Visitor, db: SqliteDatabase
) -> None:
    sam = district.person("Sam", "Frey")
    visitor.be(district.account(sam))

    def cost() -> object:
        with counted(db) as statements:
            visitor.open("/teacher")
        return count(statements)

    for number in range(2):
        section = district.section(f"Algebra {number}")
        SubstitutePass.create(person=sam, section=section, starts_on=clock.today(), ends_on=clock.today() + DAY)
        if not number:
            few = cost()
    assert cost() == few
