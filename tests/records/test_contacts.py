"""Contacts: ties completed, rights given and denied by a file."""

from datetime import date

import pytest
from peewee import Database

from app import clock
from app.intake.report import Outcome
from app.sis.access.actions import end_right, grant_right
from app.sis.access.models import Basis, EndBasis, RecordsRight
from app.sis.access.rights import in_force
from app.sis.actor import Actor
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person, Student, StudentContact
from tests.build import District
from tests.oneroster.bundles import numbers, said
from tests.records.conftest import Take

OFFICE = Actor("the office")
PLAIN = "student_id,contact_id,relation,primary,lives_with,emergency_contact,priority,restrictions"
FULL = "student_id,contact_id,rights_to_records,basis,starts_on,ends_on,document_seen"


@pytest.fixture
def ana(district: District) -> Student:
    ana = district.student()
    Person.update(sourced_id="ana", number="100").where(Person.id == ana.person_id).execute()
    return ana


@pytest.fixture
def maria(district: District) -> Person:
    maria = district.person("Maria")
    Person.update(sourced_id="maria", number="200").where(Person.id == maria.id).execute()
    return maria


def rights() -> list[RecordsRight]:
    return list(RecordsRight.select().where(in_force(clock.today())))


@pytest.mark.parametrize("ids", ["ana,maria", "100,200", "ana,200"])
def test_a_tie_is_made(take: Take, ana: Student, maria: Person, ids: str) -> None:
    report = take("contacts", PLAIN, f"{ids},Mother,true,TRUE,false,,")
    assert report.outcome is Outcome.APPLIED, said(report)
    assert numbers(report, "contacts") == (1, 0, 0, 0, 0)
    tie = StudentContact.get()
    assert (tie.student, tie.contact, tie.relation, tie.source) == (ana, maria, "Mother", "contacts")
    assert (tie.priority, tie.lives_with, tie.emergency) == (1, True, False)
    assert not RecordsRight.select().exists()
    assert numbers(take("contacts", PLAIN, f"{ids},Mother,true,TRUE,false,,"), "contacts") == (0, 0, 1, 0, 0)


def test_a_tie_is_completed_and_a_blank_cell_says_nothing(
    district: District, take: Take, ana: Student, maria: Person
) -> None:
    district.tie(maria, ana, source="oneroster", relation="parent", lives_with=True, restrictions="")
    report = take("contacts", PLAIN, "ana,maria,Mother,,,true,3,")
    assert numbers(report, "contacts") == (0, 1, 0, 0, 0)
    tie = StudentContact.get()
    assert (tie.relation, tie.lives_with, tie.emergency, tie.priority) == ("Mother", True, True, 3)
    assert tie.source == "contacts"


def test_restrictions_of_the_office_are_not_replaced(
    district: District, take: Take, ana: Student, maria: Person
) -> None:
    district.tie(maria, ana, restrictions="No contact")
    report = take("contacts", "student_id,contact_id,restrictions,rights_to_records", "ana,maria,None known,true")
    assert StudentContact.get().restrictions == "No contact"
    assert "held: other restrictions are on record" in said(report)
    assert "column rights_to_records: held: the office has restricted this contact" in said(report)
    assert rights() == []


def test_restrictions_in_the_file_hold_the_right(take: Take, ana: Student, maria: Person) -> None:
    take("contacts", "student_id,contact_id,restrictions,rights_to_records", "ana,maria,No contact,true")
    assert StudentContact.get().restrictions == "No contact"
    assert rights() == []


def test_a_right_with_all_that_is_known_of_it(take: Take, ana: Student, maria: Person) -> None:
    line = "ana,maria,true,court_order,2026-09-01,2027-06-12,Order 12-34"
    report = take("contacts", FULL, line)
    assert numbers(report, "rights") == (1, 0, 0, 0, 0)
    (right,) = rights()
    assert (right.basis, right.starts_on, right.ends_on) == (Basis.COURT_ORDER, date(2026, 9, 1), date(2027, 6, 12))
    assert (right.document_seen, right.source, right.decided_by) == ("Order 12-34", "contacts", "operator tester")
    assert numbers(take("contacts", FULL, line), "rights") == (0, 0, 1, 0, 0)


def test_a_right_that_is_said_otherwise_takes_the_place_of_the_old_one(take: Take, ana: Student, maria: Person) -> None:
    take("contacts", FULL, "ana,maria,true,court_order,,2027-01-01,")
    report = take("contacts", FULL, "ana,maria,true,court_order,,2027-06-01,")
    assert numbers(report, "rights") == (0, 1, 0, 0, 0)
    assert [right.ends_on for right in rights()] == [date(2027, 6, 1)]
    assert RecordsRight.select().count() == 2


def test_a_right_that_is_past_opens_nothing(take: Take, ana: Student, maria: Person) -> None:
    report = take("contacts", FULL, "ana,maria,true,court_order,,2026-11-24,")
    assert report.outcome is Outcome.APPLIED
    assert "ends_on is past: no right comes of it (1: line 2)" in said(report)
    assert not RecordsRight.select().exists()


def test_what_the_office_ended_no_file_restores(district: District, take: Take, ana: Student, maria: Person) -> None:
    tie = district.tie(maria, ana)
    end_right(tie, by=OFFICE, basis=EndBasis.COURT_ORDER)
    for line in ("ana,maria,true,,,,", "ana,maria,false,,,,", "ana,maria,true,,,,"):
        report = take("contacts", FULL, line)
        assert rights() == []
    assert "held: ended by the office on 2026-11-24" in said(report)


def test_a_denial_ends_what_an_import_gave_and_stays(
    district: District, take: Take, ana: Student, maria: Person
) -> None:
    tie = district.tie(maria, ana, source="oneroster")
    grant_right(tie, by=OFFICE, basis=Basis.DISTRICT_VOUCHED, source="oneroster")
    assert numbers(take("contacts", FULL, "ana,maria,false,,,,"), "rights") == (0, 0, 0, 1, 0)
    assert rights() == []
    assert numbers(take("contacts", FULL, "ana,maria,false,,,,"), "rights") == (0, 0, 1, 0, 0)
    assert numbers(take("contacts", FULL, "ana,maria,true,,,,"), "rights") == (1, 0, 0, 0, 0)


def test_a_denial_does_not_end_what_the_office_gave(
    district: District, take: Take, ana: Student, maria: Person
) -> None:
    grant_right(district.tie(maria, ana), by=OFFICE, basis=Basis.PARENT)
    report = take("contacts", FULL, "ana,maria,false,,,,")
    assert len(rights()) == 1
    assert "held: the office gave this right; only the office can end it" in said(report)


def test_a_tie_that_the_office_withdrew_stays_withdrawn(
    district: District, take: Take, ana: Student, maria: Person
) -> None:
    district.tie(maria, ana, withdrawn_at=clock.now())
    report = take("contacts", FULL, "ana,maria,true,,,,")
    assert "held: the office has withdrawn this contact" in said(report)
    assert rights() == []


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["ana,nobody,,,,,"], "column contact_id: names nobody on record: 'nobody'"),
        (["maria,ana,,,,,"], "column student_id: 'maria' is no student"),
        (["ana,ana,,,,,"], "column contact_id: is the student: nobody is their own contact"),
        (["ana,7,,,,,"], "column contact_id: '7' is the number of several: write the sourcedId"),
        (["ana,maria,yes,,,,"], "column rights_to_records: 'yes' is neither true nor false"),
        (["ana,maria,true,love,,,"], "column basis: 'love' is none of parent, court_order"),
        (["ana,maria,true,district_vouched,,,"], "column basis: 'district_vouched' is none of"),
        (["ana,maria,true,,2027-01-01,2026-12-01,"], "column ends_on: 2026-12-01 is not after starts_on 2027-01-01"),
        (["ana,maria,,,,,", "ana,maria,,,,,"], "contacts.csv line 3, column student_id, contact_id: stands on 2 rows"),
        (["ana,maria,,,,,", "100,200,,,,,"], "line 3, column contact_id: the same two people stand on line 2 already"),
        ([",maria,,,,,"], "column student_id: is empty"),
        (["ana,maria"], "line 2: has 2 cells where the header has 7"),
    ],
)
def test_bad_rows(district: District, take: Take, ana: Student, maria: Person, lines: list[str], sentence: str) -> None:
    for _ in range(2):
        Person.create(given_name="Same", family_name="Number", number="7")
    report = take("contacts", FULL, *lines)
    assert report.outcome is Outcome.REFUSED
    assert sentence in said(report)
    assert not StudentContact.select().exists()
    assert not AuditEvent.select().exists()


@pytest.mark.parametrize(
    "header", ["student_id,contact_id,rights_to_record", "student_id", "student_id,contact_id,contact_id", ""]
)
def test_bad_headers(take: Take, db: Database, header: str) -> None:
    report = take("contacts", header, "a,b,true")
    assert report.outcome is Outcome.REFUSED
    assert len(report.faults) == 1
