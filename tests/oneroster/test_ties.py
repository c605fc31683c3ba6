"""Who is tied to whom, and that a tie opens nothing until somebody gives the right."""

from datetime import date

import pytest
from peewee import Database

from app import clock
from app.intake.report import Outcome
from app.sis.access.actions import end_right, grant_right
from app.sis.access.models import Basis, EndBasis, RecordsRight
from app.sis.access.rights import in_force
from app.sis.actor import Actor
from app.sis.people.models import Person, StudentContact
from tests.oneroster.bundles import Bundle, numbers, said, user

OFFICE = Actor("the office")
RIGHTS = "metadata.rightsToRecords"


def person(sourced_id: str) -> Person:
    found: Person = Person.get(Person.sourced_id == sourced_id)
    return found


def tie(contact: str = "maria", student: str = "ana") -> StudentContact:
    found: StudentContact = StudentContact.get(
        StudentContact.student == person(student).id, StudentContact.contact == person(contact)
    )
    return found


def rights() -> list[RecordsRight]:
    return list(RecordsRight.select().where(in_force(clock.today())))


def with_rights(bundle: Bundle, **cells: str) -> None:
    """Give users a cell of the rights column, and the column to the file."""
    if RIGHTS not in bundle.headers["users"]:
        bundle.headers["users"] += f",{RIGHTS},metadata.rightsBasis"
    for sourced_id, cell in cells.items():
        bundle.row("users", sourced_id)[RIGHTS] = cell


@pytest.mark.parametrize("role", ["parent", "guardian", "relative"])
@pytest.mark.parametrize("sides", [("ana",), ("maria",), ("ana", "maria")])
def test_agents_on_either_side_make_one_tie(db: Database, bundle: Bundle, role: str, sides: tuple[str, ...]) -> None:
    bundle.row("users", "maria")["role"] = role
    bundle.row("users", "ana")["agentSourcedIds"] = "maria" if "ana" in sides else ""
    bundle.row("users", "maria")["agentSourcedIds"] = "ana" if "maria" in sides else ""
    report = bundle.take()
    assert numbers(report, "contact ties") == (1, 0, 0, 0, 0)
    assert (tie().relation, tie().source, tie().withdrawn_at) == (role, "oneroster", None)
    assert numbers(bundle.take(), "contact ties") == (0, 0, 1, 0, 0)


def test_a_tie_opens_nothing(db: Database, bundle: Bundle) -> None:
    bundle.take()
    assert not RecordsRight.select().exists()


def test_only_parents_guardians_and_relatives_are_tied(db: Database, bundle: Bundle) -> None:
    bundle["users"].append(user("luis", "student", agentSourcedIds="ana,kim"))
    report = bundle.take()
    assert numbers(report, "contact ties") == (1, 0, 0, 0, 0)
    assert "agentSourcedIds names a teacher: no tie comes of it (1: line 5)" in said(report)
    assert "agentSourcedIds names a student: no tie comes of it (1: line 5)" in said(report)


def test_one_adult_may_have_several_children(db: Database, bundle: Bundle) -> None:
    bundle["users"].append(user("luis", "student"))
    bundle.row("users", "maria")["agentSourcedIds"] = "ana,luis"
    assert numbers(bundle.take(), "contact ties") == (2, 0, 0, 0, 0)


@pytest.mark.parametrize(("side", "other"), [("ana", "maria"), ("maria", "ana")])
def test_the_files_own_column_gives_a_right(db: Database, bundle: Bundle, side: str, other: str) -> None:
    bundle.row("users", side)["agentSourcedIds"] = other
    with_rights(bundle, **{side: other})
    report = bundle.take()
    assert numbers(report, "rights") == (1, 0, 0, 0, 0)
    (right,) = rights()
    assert (right.tie, right.basis, right.source) == (tie(), Basis.PARENT, "oneroster")
    assert right.decided_by == "operator tester"
    assert numbers(bundle.take(), "rights") == (0, 0, 1, 0, 0)


def test_the_column_may_name_the_basis(db: Database, bundle: Bundle) -> None:
    with_rights(bundle, ana="maria")
    bundle.row("users", "ana")["metadata.rightsBasis"] = "court_order"
    bundle.take()
    assert rights()[0].basis == Basis.COURT_ORDER
    bundle.row("users", "ana")["metadata.rightsBasis"] = "district_vouched"
    assert "metadata.rightsBasis: 'district_vouched' is none of parent," in said(bundle.take())


def test_a_right_for_a_stranger_is_rejected(db: Database, bundle: Bundle) -> None:
    with_rights(bundle, ana="maria,kim")
    report = bundle.take()
    assert f"users.csv line 2, column {RIGHTS}: names 'kim', who is not among agentSourcedIds" in said(report)
    assert report.outcome is Outcome.REFUSED


def test_a_right_that_the_column_no_longer_has_ends(db: Database, bundle: Bundle) -> None:
    with_rights(bundle, ana="maria")
    bundle.take()
    with_rights(bundle, ana="")
    report = bundle.take()
    assert numbers(report, "rights") == (0, 0, 0, 1, 0)
    assert rights() == []
    assert RecordsRight.get().end_basis == EndBasis.SOURCE_WITHDREW
    with_rights(bundle, ana="maria")
    assert numbers(bundle.take(), "rights") == (1, 0, 0, 0, 0)


def test_a_file_without_the_column_ends_no_right(db: Database, bundle: Bundle) -> None:
    with_rights(bundle, ana="maria")
    bundle.take()
    bundle.headers["users"] = bundle.headers["users"].removesuffix(f",{RIGHTS},metadata.rightsBasis")
    for row in bundle["users"]:
        row.pop(RIGHTS, None)
    assert numbers(bundle.take(), "rights") == (0, 0, 0, 0, 0)
    assert len(rights()) == 1


def test_the_district_vouches_for_the_ties_of_a_role(db: Database, bundle: Bundle) -> None:
    bundle["users"].append(user("lucia", "relative", agentSourcedIds="ana"))
    report = bundle.take("parent")
    assert numbers(report, "rights") == (1, 0, 0, 0, 0)
    (right,) = rights()
    assert (right.tie, right.basis, right.source) == (tie(), Basis.DISTRICT_VOUCHED, "oneroster")
    assert numbers(bundle.take("parent"), "rights") == (0, 0, 1, 0, 0)
    assert numbers(bundle.take(), "rights") == (0, 0, 0, 0, 0)
    assert len(rights()) == 1


def test_vouching_opens_only_what_nobody_has_decided(db: Database, bundle: Bundle) -> None:
    bundle.take()
    end_right(tie(), by=OFFICE, basis=EndBasis.COURT_ORDER)
    report = bundle.take("parent")
    assert rights() == []
    assert "users.csv line 2, column agentSourcedIds: held: ended by the office on 2026-11-24" in said(report)
    assert "'maria' to 'ana'" in said(report)
    assert report.outcome is Outcome.APPLIED


def test_what_the_office_ended_no_column_restores(db: Database, bundle: Bundle) -> None:
    with_rights(bundle, ana="maria")
    bundle.take()
    end_right(tie(), by=OFFICE, basis=EndBasis.PLACEMENT_DENIED)
    report = bundle.take("parent")
    assert rights() == []
    assert f"column {RIGHTS}: held: ended by the office on 2026-11-24" in said(report)


def test_what_the_office_let_end_on_a_day_no_import_restores(db: Database, bundle: Bundle) -> None:
    bundle.take()
    grant_right(tie(), by=OFFICE, basis=Basis.COURT_ORDER, starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 24))
    with_rights(bundle, ana="maria")
    assert "held: ended by the office on 2026-11-24" in said(bundle.take("parent"))
    assert rights() == []


def test_a_restricted_contact_gets_no_right(db: Database, bundle: Bundle) -> None:
    bundle.take()
    StudentContact.update(restrictions="No contact").execute()
    with_rights(bundle, ana="maria")
    report = bundle.take("parent")
    assert rights() == []
    assert "held: the office has restricted this contact: 'maria' to 'ana'" in said(report)


def test_what_the_office_gave_outlives_the_tie_in_the_file(db: Database, bundle: Bundle) -> None:
    bundle.take()
    grant_right(tie(), by=OFFICE, basis=Basis.PARENT)
    bundle.row("users", "ana")["agentSourcedIds"] = ""
    report = bundle.take()
    assert numbers(report, "contact ties") == (0, 0, 0, 0, 0)
    assert tie().withdrawn_at is None
    assert len(rights()) == 1


@pytest.mark.parametrize("by_vouching", [True, False])
def test_what_the_import_gave_ends_with_the_tie(db: Database, bundle: Bundle, by_vouching: bool) -> None:
    if not by_vouching:
        with_rights(bundle, ana="maria")
    bundle.take(*(("parent",) if by_vouching else ()))
    with_rights(bundle, ana="")
    bundle.row("users", "ana")["agentSourcedIds"] = ""
    report = bundle.take("parent")
    assert numbers(report, "contact ties") == (0, 0, 0, 1, 0)
    assert numbers(report, "rights") == (0, 0, 0, 1, 0)
    assert tie().withdrawn_at is not None
    assert rights() == []


def test_a_tie_comes_back_without_the_right_it_had_by_vouching(db: Database, bundle: Bundle) -> None:
    bundle.take("parent")
    bundle.row("users", "ana")["agentSourcedIds"] = ""
    bundle.take()
    bundle.row("users", "ana")["agentSourcedIds"] = "maria"
    report = bundle.take("parent")
    assert numbers(report, "contact ties") == (0, 1, 0, 0, 0)
    assert tie().withdrawn_at is None
    assert rights() == []
    assert "held: decided already, on 2026-11-24" in said(report)


def test_ties_go_with_the_person(db: Database, bundle: Bundle) -> None:
    bundle.take("parent")
    bundle.drop("users", "maria")
    bundle.row("users", "ana")["agentSourcedIds"] = ""
    report = bundle.take()
    assert numbers(report, "contact ties")[3] == 1
    assert rights() == []


@pytest.mark.parametrize("side", ["ana", "maria"])
def test_whose_row_is_rejected_keeps_ties_and_rights(db: Database, bundle: Bundle, side: str) -> None:
    bundle.take("parent")
    bundle.row("users", side)["familyName"] = ""
    report = bundle.take(valid_rows=True)
    assert numbers(report, "contact ties")[3] == 0
    assert tie().withdrawn_at is None
    assert len(rights()) == 1


def test_a_file_without_agents_leaves_the_ties(db: Database, bundle: Bundle) -> None:
    bundle.take("parent")
    bundle.headers["users"] = bundle.headers["users"].replace("agentSourcedIds,", "")
    for row in bundle["users"]:
        row.pop("agentSourcedIds", None)
    report = bundle.take()
    assert "contact ties" not in report.totals()
    assert tie().withdrawn_at is None
    assert len(rights()) == 1


def test_a_tie_of_the_office_stays_as_the_office_wrote_it(db: Database, bundle: Bundle) -> None:
    bundle.take()
    StudentContact.update(source="office", relation="mother").execute()
    assert numbers(bundle.take(), "contact ties") == (0, 0, 1, 0, 0)
    assert tie().relation == "mother"
    bundle.row("users", "ana")["agentSourcedIds"] = ""
    bundle.take()
    assert tie().withdrawn_at is None


def test_a_tie_that_the_office_withdrew_stays_withdrawn(db: Database, bundle: Bundle) -> None:
    bundle.take()
    StudentContact.update(source="office", withdrawn_at=clock.now()).execute()
    report = bundle.take("parent")
    assert "held: the office has withdrawn this contact" in said(report)
    assert tie().withdrawn_at is not None
    assert rights() == []
