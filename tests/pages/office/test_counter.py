"""The counter: four steps from a name to a new letter."""

from unittest.mock import patch

import pytest

from app.sis.access.models import EndBasis, RecordsRight, Role
from app.sis.accounts import first_passwords
from app.sis.accounts.models import Account
from app.sis.activation.models import ActivationKey, Identification, IdentificationKind
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, Student
from tests.build import NOON, District
from tests.visitor import Visitor


@pytest.fixture
def ana(district: District) -> Student:
    return district.student(birth_on=NOON.date())


@pytest.fixture
def maria(ana: Student, district: District) -> Person:
    return district.guardian(ana, family="Núñez")


@pytest.fixture
def kind() -> str:
    return str(IdentificationKind.create(name={"en": "Consular ID", "es": "Matrícula consular"}).key)


@pytest.fixture
def clerk(district: District, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE), "office.east"))


def test_the_whole_procedure(clerk: Visitor, maria: Person, ana: Student, kind: str, district: District) -> None:
    old = district.letter(maria, ana)
    namesake = district.person("Maria", "Núñez")
    district.tie(namesake, district.student("Ben"), relation="aunt")
    clerk.open("/office").follow("Lost key, letter or password")
    clerk.send("/office/counter", status=422, text=" ")
    clerk.send("/office/counter", text="nunez maria")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in clerk.page.xpath("//tbody/tr")]
    assert rows == [["Maria Núñez", "Ana Reyes (mother)", "–"], ["Maria Núñez", "Ben Reyes (aunt)", "–"]]
    clerk.follow("Maria Núñez")
    page = f"/office/counter/{maria.key}"
    assert clerk.response.request.path == page
    clerk.send(page, status=422)
    assert "Please choose the kind of ID that you have seen." in clerk.main
    clerk.send(page, status=422, kind=kind)
    assert "Please check the right to the record of each child" in clerk.main
    assert clerk.page.get_element_by_id("kind").value == kind
    assert Identification.select().count() == 0
    clerk.send(page, kind=kind, checked=ana.key)
    assert clerk.response.request.path.startswith("/office/letters/")
    assert Identification.get().seen_by == "Rosa Lind"
    assert AuditEvent.get(AuditEvent.action == "counter.identified").person_id == maria.id
    assert ActivationKey.select().where(ActivationKey.revoked_at.is_null(False)).count() == 1
    other = Visitor(clerk.client.application).open("/activate")
    other.send("/activate", status=422, key=old, birth_date=str(NOON.date()))
    assert "This key no longer holds" in other.main


def test_a_new_letter_that_is_discarded_leaves_no_key_and_the_lists_say_so(
    clerk: Visitor, maria: Person, ana: Student, kind: str, district: District
) -> None:
    old = district.letter(maria, ana)
    clerk.open(f"/office/counter/{maria.key}").send(f"/office/counter/{maria.key}", kind=kind, checked=ana.key)
    page = clerk.response.request.path
    assert "has no key until another is made" in clerk.main
    clerk.send(page, what="discard", sure="1")
    assert "Maria Núñez has none now." in clerk.main
    clerk.open(f"/office/letters/without-account?school={district.school.key}")
    assert "ended: there is no newer one" in clerk.main
    other = Visitor(clerk.client.application).open("/activate")
    other.send("/activate", status=422, key=old, birth_date=str(NOON.date()))
    assert "the school has ended it" in other.main
    clerk.open("/office").follow("Maria Núñez")


def test_without_a_right_it_leads_to_the_decision(clerk: Visitor, maria: Person, ana: Student, kind: str) -> None:
    RecordsRight.update(revoked_at=NOON, end_basis=EndBasis.COURT_ORDER).execute()
    clerk.open(f"/office/counter/{maria.key}")
    assert not [form for form in clerk.page.forms if form.action.startswith("/office/counter")]
    clerk.follow("Right to the record of Ana Reyes")
    assert clerk.response.request.path == f"/office/ties/{ana.key}/{maria.key}"


def test_a_forgotten_password(clerk: Visitor, maria: Person, ana: Student, kind: str, district: District) -> None:
    account = district.account(maria, "maria.reyes")
    Account.update(disabled_at=NOON).where(Account.id == account.id).execute()
    page = f"/office/counter/{maria.key}"
    clerk.open(page)
    assert "The account is disabled." in clerk.main
    assert "No restrictions are on file." in clerk.main
    seen = {"what": "password", "kind": kind, "checked": ana.key}
    clerk.send(page, status=422, what="password", kind=kind)
    clerk.send(page, status=422, **seen)
    assert "Say why, in a few words" in clerk.main
    clerk.send(page, status=422, kind=kind, checked=ana.key)
    assert "has an account already" in clerk.main
    assert Identification.select().count() == 0
    with patch.object(first_passwords, "new_password", return_value="k7rm-43xd-9rtw"):
        clerk.send(page, **seen, reason="three misses of her own")
    assert clerk.response.mimetype == "application/pdf"
    assert Identification.get().batch is None
    event = AuditEvent.get(AuditEvent.action == "counter.new_password")
    assert (event.person_id, "three misses of her own" in event.facts) == (maria.id, True)
    assert "k7rm" not in event.facts
    other = Visitor(clerk.client.application).sign_in("maria.reyes", "k7rm-43xd-9rtw")
    assert other.response.request.path == "/first-password"
    other.send("/first-password", password="a password of my own")
    assert other.response.request.path == "/home"


def test_restrictions_stand_on_the_page(clerk: Visitor, maria: Person, kind: str) -> None:
    tie = maria.students.get()
    tie.restrictions = "Order of Dane County: picks up on Fridays only"
    tie.save()
    clerk.open(f"/office/counter/{maria.key}")
    assert "mother: Ana Reyes. Restricted: Order of Dane County" in clerk.main


def test_without_kinds_nobody_is_identified(clerk: Visitor, maria: Person) -> None:
    clerk.open(f"/office/counter/{maria.key}")
    assert "The district has not listed yet which kinds of ID are accepted" in clerk.main


def test_the_kinds_in_the_reader_s_language(clerk: Visitor, maria: Person, kind: str, district: District) -> None:
    Account.update(language="es").execute()
    assert "Matrícula consular" in clerk.open(f"/office/counter/{maria.key}").main


def test_another_school_s_adult_is_not_there(clerk: Visitor, kind: str, district: District) -> None:
    wes = district.student("Wes", enrolled=False)
    district.enroll(wes, district.new_school("West High School"))
    will = district.guardian(wes, given="Will")
    clerk.open("/office/counter").send("/office/counter", text="will")
    assert "No contact of a student of your schools has this name." in clerk.main
    clerk.open(f"/office/counter/{will.key}", status=404)
