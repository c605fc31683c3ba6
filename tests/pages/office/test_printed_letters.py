"""What became of the letters, and who still has no account."""

import pytest

from app import clock
from app.sis.access.models import Role
from app.sis.activation.letters import Whom, opens
from app.sis.activation.models import ActivationKey
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, Student
from tests.build import District
from tests.sis.activation.printing import print_letters
from tests.visitor import Visitor

PRINTED = "/office/letters/printed"
LACKING = "/office/letters/without-account"


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(district: District, ana: Student) -> Person:
    return district.guardian(ana, family="Núñez")


@pytest.fixture
def clerk(district: District, maria: Person, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.SCHOOL_OFFICE)))


def alive() -> int:
    return int(ActivationKey.select().where(opens(clock.today())).count())


def test_a_letter_that_came_back_ends_and_can_be_put_right(clerk: Visitor, district: District, maria: Person) -> None:
    print_letters(Whom(district.school))
    back = f"{PRINTED}/{maria.key}"
    clerk.open(PRINTED).send(back, what="back")
    assert "came back; its key has ended" in clerk.main
    assert "came back · November 24, 2026" in clerk.main
    assert alive() == 0
    clerk.send(back, what="out")
    assert "its key is good again" in clerk.main
    assert alive() == 1
    assert [event.person_id for event in AuditEvent.select().where(AuditEvent.action.startswith("letter."))] == [
        maria.id
    ] * 2


def test_once_there_is_a_newer_one_it_stays_back(clerk: Visitor, district: District, maria: Person) -> None:
    print_letters(Whom(district.school))
    clerk.open(PRINTED).send(f"{PRINTED}/{maria.key}", what="back")
    print_letters(Whom(district.school))
    clerk.send(f"{PRINTED}/{maria.key}", status=422, what="out")
    assert "a newer key or an account" in clerk.main
    assert alive() == 1


def test_a_used_letter_cannot_come_back(clerk: Visitor, district: District, maria: Person) -> None:
    print_letters(Whom(district.school))
    clerk.open(PRINTED)
    ActivationKey.update(used_at=clock.now()).execute()
    clerk.send(f"{PRINTED}/{maria.key}", status=422, what="back")
    assert "no letter to this adult that could come back" in clerk.main
    assert "used: the account is open" in clerk.main


def test_letters_are_found_by_name_and_state(clerk: Visitor, district: District) -> None:
    district.guardian(district.student("Ben", "Becker"), given="Nora", family="Becker")
    print_letters(Whom(district.school))
    clerk.open(PRINTED)
    assert "Becker, Nora" in clerk.main
    clerk.send(PRINTED, text="nunez")
    assert "Núñez, MariaAna Reyes" in clerk.main
    assert "Becker" not in clerk.main
    clerk.send(PRINTED, status=422, text=" ")
    clerk.open(f"{PRINTED}?state=used")
    assert "None." in clerk.main
    clerk.follow("good")
    assert clerk.main.count("good until December 23, 2026") == 2


def test_who_has_no_account_by_homeroom(clerk: Visitor, district: District, ana: Student, maria: Person) -> None:
    homeroom = district.section("Advisory", period="HR", room="204")
    district.seat(ana, homeroom)
    ben = district.student("Ben", "Becker")
    district.guardian(ben, given="Nora", family="Becker")
    district.account(district.guardian(ben, given="Olga", family="Becker"))
    print_letters(Whom(district.school, person_id=maria.id))
    clerk.open(LACKING)
    assert "2 guardians with a right to records" in clerk.main
    assert "Advisory, Min Kim, 204" in clerk.main
    assert "Ana ReyesMaria NúñezNovember 24, 2026: good" in clerk.main
    assert "grade 10" in clerk.main
    assert "Ben BeckerNora Becker–" in clerk.main
    assert "Olga" not in clerk.main


def test_the_own_family_is_on_no_list(clerk: Visitor, district: District, ana: Student) -> None:
    print_letters(Whom(district.school))
    rosa = Person.get(Person.given_name == "Rosa")
    district.tie(rosa, ana)
    for address in (PRINTED, LACKING):
        assert "Núñez" not in clerk.open(address).main


def test_an_unknown_page_or_state_is_the_first(clerk: Visitor) -> None:
    for query in ("page=x", "page=0", "page=99999", "state=x", "page=2"):
        clerk.open(f"{PRINTED}?{query}")
