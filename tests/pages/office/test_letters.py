"""Letters asked for, printed and confirmed by an office."""

from datetime import timedelta
from io import BytesIO

import pytest
from playhouse.test_utils import count_queries
from pypdf import PdfReader

from app import clock
from app.sis.access.models import RecordsRight, Role
from app.sis.activation import batches
from app.sis.activation.letters import Whom, opens
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, Student
from tests.build import District
from tests.sis.activation.printing import OFFICE, make_files, print_letters
from tests.visitor import Visitor

LETTERS = "/office/letters"


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(district: District, ana: Student) -> Person:
    maria = district.guardian(ana, language="es")
    district.home(maria)
    return maria


@pytest.fixture
def rosa(district: District) -> Person:
    return district.staff(Role.SCHOOL_OFFICE)


@pytest.fixture
def clerk(district: District, maria: Person, rosa: Person, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(rosa))


@pytest.fixture
def officer(district: District, maria: Person, visitor: Visitor) -> Visitor:
    return visitor.be(district.account(district.staff(Role.DISTRICT_OFFICE, "Dana", "Lee")))


def test_a_student_who_cannot_be_is_nobody(clerk: Visitor) -> None:
    clerk.open(f"{LETTERS}/new?student=%00", status=404)
    clerk.open(f"{LETTERS}/new").send(f"{LETTERS}/new", status=404, student="a\0b")


def test_a_reprint_for_a_family_is_for_the_mail(clerk: Visitor, ana: Student) -> None:
    clerk.open(f"{LETTERS}/new?student={ana.key}&reprint=y")
    assert "to be mailed, not handed over" in clerk.main
    clerk.send(f"{LETTERS}/new")
    assert "reprint, to be mailed" in clerk.main
    assert "reprint, to be mailed" in clerk.open(LETTERS).main


def test_the_staff_is_named_and_gets_no_letter(clerk: Visitor, maria: Person, district: District) -> None:
    district.role(maria, Role.TEACHER, starts_on=clock.today() + timedelta(days=1))
    clerk.open(f"{LETTERS}/new")
    assert "0 letters" in clerk.main
    assert "the district prints a slip with a first password for them: Reyes, Maria" in clerk.main


@pytest.fixture
def asked(clerk: Visitor) -> Visitor:
    """The clerk has asked for the letters of the school."""
    return clerk.open(f"{LETTERS}/new").send(f"{LETTERS}/new")


def download(clerk: Visitor, number: int = 1) -> PdfReader:
    page = clerk.response.request.path
    clerk.send(page, file=str(number))
    assert clerk.response.mimetype == "application/pdf"
    assert clerk.response.headers["Cache-Control"] == "no-store"
    assert "attachment" in clerk.response.headers["Content-Disposition"]
    file = PdfReader(BytesIO(clerk.response.data))
    clerk.open(page)
    return file


def alive() -> int:
    return int(ActivationKey.select().where(opens(clock.today())).count())


def test_from_preview_to_a_living_key(clerk: Visitor, district: District, maria: Person) -> None:
    district.account(district.guardian(district.student("Ben"), given="Nora"))
    clerk.open(LETTERS).open(f"{LETTERS}/new")
    assert "1 letter" in clerk.main
    assert "Español: 1" in clerk.main
    assert "Reyes, MariaAna Reyes" in clerk.main
    assert "1 guardian has an account." in clerk.main
    assert not LetterBatch.select().exists()
    clerk.send(f"{LETTERS}/new")
    page = clerk.response.request.path
    assert "0 of 1 files made" in clerk.main
    assert "Until then no key opens anything" in clerk.main
    text = download(clerk).pages[0].extract_text()
    assert "Maria Reyes" in text
    assert "Su clave de activación personal" in text
    assert "1 of 1 files made" in clerk.main
    assert alive() == 0
    clerk.send(page, what="confirm")
    assert "The letters are printed: their keys are good from now on." in clerk.main
    assert alive() == 1
    clerk.follow("Letters")
    assert "East High School10printed" in clerk.main
    assert LetterBatch.get().asked_by_id is not None


def test_a_file_comes_once(asked: Visitor) -> None:
    batch = LetterBatch.get()
    page = f"{LETTERS}/{batch.key}"
    form = {"file": "1", "version": "1", "csrf_token": asked.page.xpath("string(//input[@name='csrf_token']/@value)")}
    download(asked)
    answer = asked.client.post(page, data=form)
    assert answer.status_code == 422
    assert "File 1 was made on November 24, 2026, 12:00 pm already" in answer.text
    asked.send(page, what="anew")
    assert "0 of 1 files made" in asked.main
    assert asked.client.post(page, data=form).status_code == 422  # the version of before
    download(asked)
    assert ActivationKey.get().key_hash is not None


def test_another_tab_is_behind(asked: Visitor) -> None:
    page = asked.response.request.path
    batches.make_anew(LetterBatch.get(), 1, OFFICE)
    asked.send(page, status=422, what="discard", sure="1")
    assert "changed meanwhile" in asked.main
    asked.send(page, status=422, what="discard")  # the page that refused is as things are now
    assert "Please tick that these letters are to be thrown away" in asked.main
    asked.send(page, what="discard", sure="1")
    assert "never open anything" in asked.main
    assert "1. Print" not in asked.main
    assert LetterBatch.get().discarded_at is not None


def test_confirmed_too_early_it_is_refused(asked: Visitor) -> None:
    asked.send(asked.response.request.path, status=422, what="confirm")
    assert "Not all files have been made: 1." in asked.main


def test_whose_right_ended_meanwhile_is_listed(asked: Visitor) -> None:
    download(asked)
    RecordsRight.update(revoked_at=clock.now()).execute()
    asked.send(asked.response.request.path, what="confirm")
    assert "Please destroy these letters" in asked.main
    assert alive() == 0


def test_when_all_have_lost_the_right_no_file_comes(asked: Visitor) -> None:
    page = asked.response.request.path
    RecordsRight.update(revoked_at=clock.now()).execute()
    asked.send(page, file="1")
    assert asked.response.mimetype == "text/html"
    assert "1 of 1 files made" in asked.main


def test_who_has_a_key_is_passed_over_unless_reprinted(clerk: Visitor, district: District) -> None:
    print_letters(Whom(district.school))
    clerk.open(f"{LETTERS}/new")
    assert "Nobody is to get one." in clerk.main
    assert "Reyes, MariaNovember 24, 2026 · operator the officegood until December 23, 2026" in clerk.main
    clerk.follow("Show letters for them, too (reprint)")
    assert "1 letter" in clerk.main
    clerk.send(f"{LETTERS}/new")
    assert "reprint" in clerk.main
    assert LetterBatch.select().where(LetterBatch.is_reprint).count() == 1


def test_asked_twice_the_second_is_refused(clerk: Visitor, district: District) -> None:
    clerk.open(f"{LETTERS}/new")
    batches.ask(Whom(district.school), OFFICE)
    clerk.send(f"{LETTERS}/new", status=422)
    assert "Nobody is to get a letter" in clerk.main


def test_since_a_day(clerk: Visitor, district: District) -> None:
    luis = district.student("Luis", enrolled=False)
    district.enroll(luis, entry_on=clock.today() - timedelta(days=3))
    district.guardian(luis, given="Carlos")
    clerk.open(f"{LETTERS}/new?since=2026-11-20")
    assert "Reyes, Carlos" in clerk.main
    assert "Reyes, Maria" not in clerk.main
    clerk.send(f"{LETTERS}/new")
    assert "enrolled since November 20, 2026" in clerk.main
    clerk.open(f"{LETTERS}/new?since=soon", status=422)
    assert "no day that there can be" in clerk.main


def test_for_one_students_family(clerk: Visitor, district: District, ana: Student) -> None:
    district.guardian(district.student("Ben"), given="Nora")
    clerk.open(LETTERS).send(LETTERS, text="ana").follow("Reyes, Ana")
    assert "1 letter" in clerk.main
    assert "Nora" not in clerk.main
    clerk.send(f"{LETTERS}/new")
    assert LetterBatch.get().student_id == ana.person_id
    assert "Letters: Ana Reyes" in clerk.main


def test_a_search_for_nothing_is_refused(clerk: Visitor) -> None:
    clerk.open(LETTERS).send(LETTERS, status=422, text=" ")


def test_the_district_chooses_a_school(officer: Visitor, district: District) -> None:
    west = district.new_school("West High School")
    officer.open(f"{LETTERS}/new")
    assert officer.response.request.path == LETTERS
    officer.open(f"{LETTERS}/new?school={west.key}")
    assert "Nobody is to get one." in officer.main
    officer.open(f"{LETTERS}/new?school={district.school.key}").send(f"{LETTERS}/new")
    assert LetterBatch.get().school == district.school


def test_what_is_of_another_school_is_not_there(clerk: Visitor, district: District) -> None:
    west = district.new_school("West High School")
    wes = district.student("Wes", "Holt", enrolled=False)
    district.enroll(wes, west)
    wilma = district.guardian(wes, given="Wilma")
    theirs = batches.ask(Whom(west), OFFICE)
    for address in (f"{LETTERS}/{theirs.key}", f"{LETTERS}/new?school={west.key}", f"{LETTERS}/new?student={wes.key}"):
        clerk.open(address, status=404)
    token = {"csrf_token": clerk.open(LETTERS).page.xpath("string(//input[@name='csrf_token']/@value)"), "version": "1"}
    for sent in ({"what": "discard"}, {"file": "1"}):
        assert clerk.client.post(f"{LETTERS}/{theirs.key}", data={**token, **sent}).status_code == 404
    asked = clerk.client.post(f"{LETTERS}/printed/{wilma.key}", data={**token, "what": "back"})
    assert asked.status_code == 422
    assert make_files(theirs) != []
    assert "Wilma" not in clerk.open(f"{LETTERS}/printed").main
    assert "West" not in clerk.open(LETTERS).main


def test_the_clerks_own_family_is_left_to_a_colleague(
    clerk: Visitor, district: District, rosa: Person, ana: Student
) -> None:
    district.tie(rosa, ana)
    clerk.open(f"{LETTERS}/new")
    assert "1 guardian is of your own family" in clerk.main
    assert "Maria" not in clerk.main
    batch = batches.ask(Whom(district.school), OFFICE)
    clerk.open(f"{LETTERS}/{batch.key}")
    assert "Maria" not in clerk.main
    clerk.send(f"{LETTERS}/{batch.key}", status=422, file="1")
    assert "for your own family" in clerk.main


def test_without_an_address_and_with_strange_signs_it_is_said_before(clerk: Visitor, district: District) -> None:
    district.guardian(district.student("Hana", "Sato"), given="太郎", family="Sato")
    clerk.open(f"{LETTERS}/new")
    assert "to be handed over in person: Sato, 太郎" in clerk.main
    assert "write them by hand: Sato, 太郎" in clerk.main


def test_many_files_and_pages(clerk: Visitor, district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "FILE_OF", 30)
    for number in range(60):
        district.guardian(district.student(), given=f"Gil {number:02}")
    clerk.open(f"{LETTERS}/new").send(f"{LETTERS}/new")
    page = clerk.response.request.path
    assert "0 of 3 files made" in clerk.main
    assert [len(download(clerk, number).pages) for number in (3, 1)] == [1, 30]
    assert "2 of 3 files made" in clerk.main
    clerk.follow("Next page")
    assert clerk.main.count("Reyes, ") == 11
    with count_queries() as counted:
        clerk.open(page)
    assert counted.count < 20


def test_every_step_is_in_the_audit(asked: Visitor) -> None:
    download(asked)
    asked.send(asked.response.request.path, what="confirm")
    events = list(AuditEvent.select().order_by(AuditEvent.id))
    assert [event.action for event in events] == ["letters.asked", "letters.made", "letters.confirmed"]
    assert {event.actor for event in events} == {LetterBatch.get().asked_by}
