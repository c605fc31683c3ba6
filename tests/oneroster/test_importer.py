"""What a bundle becomes, the second time, and when something has gone."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from peewee import Database

from app.intake.report import Outcome
from app.sis.audit.models import AuditEvent
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.grading.models import Assignment, AssignmentCategory, Score
from app.sis.people.models import Person, Student
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import AcademicSession, School, SessionKind
from tests.oneroster.bundles import HEADERS, Bundle, numbers, result, said, take

IMPORTED: tuple[Any, ...] = (
    School, AcademicSession, Course, Person, Section, SectionTeacher, SectionEnrollment,
    AssignmentCategory, Assignment, Score,
)  # fmt: skip

WRITTEN: tuple[Any, ...] = (*IMPORTED, AuditEvent, Student, SectionMeeting)


def test_each_file_becomes_records(db: Database, bundle: Bundle) -> None:
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED, said(report)
    school = School.get()
    assert (school.code, school.name, school.sourced_id) == ("0450", "East High School", "east")
    sessions = {session.sourced_id: session for session in AcademicSession.select()}
    assert sessions["fall"].kind == SessionKind.TERM
    assert sessions["q1"].parent == sessions["fall"]
    assert sessions["fall"].parent == sessions["year"]
    assert (sessions["year"].year, sessions["year"].ends_on) == (2027, date(2027, 6, 12))
    assert Course.get().school is None
    section = Section.get()
    assert section.title == {"en": "English 10 A"}
    assert (section.room, section.homeroom, section.course, section.school) == ("118", False, Course.get(), school)
    assert (section.starts_on, section.ends_on) == (date(2026, 9, 1), date(2027, 1, 23))
    assert [each.session.sourced_id for each in section.sessions] == ["fall"]
    meetings = SectionMeeting.select().order_by(SectionMeeting.period)
    assert [(each.weekday, each.period, each.source) for each in meetings] == [
        (None, "1", "oneroster"),
        (None, "3", "oneroster"),
    ]
    ana = Person.get(Person.sourced_id == "ana")
    assert (ana.given_name, ana.number, ana.birth_on) == ("Ana", "N-ana", date(2010, 5, 1))
    assert [student.person_id for student in Student.select()] == [ana.id]
    assert SectionTeacher.get().teacher.given_name == "Kim"
    seat = SectionEnrollment.get()
    assert (seat.student_id, seat.starts_on, seat.ends_on) == (ana.id, date(2026, 9, 1), date(2027, 1, 23))
    essay = Assignment.get()
    assert (essay.points_possible, essay.grading_period, essay.category.title["en"]) == (
        Decimal("10.00"),
        sessions["q1"],
        "Writing",
    )
    score = Score.get()
    assert (score.points, score.student_id, score.comment["en"]) == (Decimal("9.00"), ana.id, "Well said")


def test_a_zip_is_the_same_as_a_folder(db: Database, bundle: Bundle) -> None:
    assert take(bundle.zip()).outcome is Outcome.APPLIED
    report = bundle.take()
    assert all(numbers(report, kind)[:2] == (0, 0) for kind in report.totals())


def test_the_second_time_nothing_changes(db: Database, bundle: Bundle) -> None:
    bundle.take()
    before = [list(model.select().order_by(model.id).dicts()) for model in IMPORTED]
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED
    for kind, counts in report.totals().items():
        assert (counts["created"], counts["changed"], counts["withdrawn"], counts["rejected"]) == (0, 0, 0, 0), kind
    assert [list(model.select().order_by(model.id).dicts()) for model in IMPORTED] == before


def test_what_differs_is_changed(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle.row("users", "maria")["email"] = "new@example.org"
    bundle.row("classes", "english-1")["periods"] = "01,4"
    bundle.row("results", "r-ana")["score"] = "9.555"
    report = bundle.take()
    assert numbers(report, "users") == (0, 1, 2, 0, 0)
    assert numbers(report, "classes") == (0, 1, 0, 0, 0)
    assert Person.get(Person.sourced_id == "maria").email == "new@example.org"
    assert sorted(meeting.period for meeting in SectionMeeting.select()) == ["1", "4"]
    assert Score.get().points == Decimal("9.56")


def test_words_of_the_office_in_another_language_stay(db: Database, bundle: Bundle) -> None:
    bundle.take()
    Course.update(title={"en": "English 10", "es": "Inglés 10"}).execute()
    assert numbers(bundle.take(), "courses") == (0, 0, 1, 0, 0)
    bundle.row("courses", "english")["title"] = "English X"
    bundle.take()
    assert Course.get().title == {"en": "English X", "es": "Inglés 10"}


@pytest.mark.parametrize("status", ["", "tobedeleted", "ToBeDeleted", "inactive"])
def test_what_has_gone_is_withdrawn_and_comes_back(db: Database, bundle: Bundle, status: str) -> None:
    bundle.take()
    kept = bundle.row("results", "r-ana")
    if status:
        kept["status"] = status
    else:
        bundle.drop("results", "r-ana")
        bundle["results"].append(result("another", lineItemSourcedId="test"))
        bundle["lineItems"].append({**bundle.row("lineItems", "essay"), "sourcedId": "test"})
    report = bundle.take()
    assert numbers(report, "results")[3] == 1
    assert Score.get(Score.sourced_id == "r-ana").withdrawn_at is not None
    assert numbers(bundle.take(), "results")[3] == 0
    kept["status"] = ""
    if kept not in bundle["results"]:
        bundle["results"].append(kept)
    assert numbers(bundle.take(), "results")[1] == 1
    assert Score.get(Score.sourced_id == "r-ana").withdrawn_at is None


def test_every_kind_of_record_can_be_withdrawn(db: Database, bundle: Bundle) -> None:
    bundle.take()
    for file in HEADERS.keys() - {"manifest", "demographics"}:
        for row in bundle[file]:
            row["status"] = "tobedeleted"
    bundle["demographics"].clear()
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED, said(report)
    for model in IMPORTED:
        assert not model.select().where(model.withdrawn_at.is_null()).exists(), model


def test_a_file_without_rows_or_not_in_the_bundle_says_nothing(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle["results"].clear()
    del bundle.rows["demographics"], bundle.rows["lineItems"], bundle.rows["categories"]
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED, said(report)
    assert "results.csv: has a header and no row: what is on record stays" in said(report)
    assert Score.get().withdrawn_at is None
    assert Assignment.get().withdrawn_at is None


def test_a_gradebook_can_follow_its_roster(db: Database, bundle: Bundle) -> None:
    gradebook = {file: bundle.rows.pop(file) for file in ("categories", "lineItems", "results")}
    assert bundle.take().outcome is Outcome.APPLIED
    bundle.rows = {"manifest": bundle["manifest"], **gradebook}
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED, said(report)
    assert Score.select().count() == 1


def test_only_a_manifest_is_no_update(db: Database, bundle: Bundle) -> None:
    bundle.rows = {"manifest": bundle["manifest"]}
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED
    assert report.totals() == {}


def test_a_dry_run_writes_nothing(db: Database, bundle: Bundle) -> None:
    report = bundle.take(dry_run=True)
    assert report.outcome is Outcome.WOULD_APPLY
    assert numbers(report, "users") == (3, 0, 0, 0, 0)
    assert not any(model.select().exists() for model in WRITTEN)


def test_one_audit_event_tells_of_it(db: Database, bundle: Bundle) -> None:
    bundle.take("parent")
    event = AuditEvent.get()
    facts = json.loads(event.facts)
    assert (event.action, event.actor) == ("oneroster.import", "operator tester")
    assert facts["kinds"]["users"]["created"] == 3
    assert facts["vouched"] == "the district vouches for the ties of: parent"
    assert facts["rights.granted"] == [{"rights": 1, "source": "oneroster"}]


def test_the_report_as_json(db: Database, bundle: Bundle) -> None:
    bundle.row("users", "kim")["role"] = ""
    said = json.loads("".join(bundle.take().json()))
    assert said["outcome"] == "refused"
    assert said["rejected"][0] == {"file": "users.csv", "line": 4, "column": "role", "reason": "is empty"}
    assert said["kinds"]["users"]["rejected"] == 1


def test_a_password_and_a_birthplace_are_never_read(db: Database, bundle: Bundle) -> None:
    bundle.take()
    tables = [row for model in WRITTEN for row in model.select().dicts()]
    assert "never-kept" not in str(tables)


def test_a_result_may_take_the_place_of_a_withdrawn_one(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle["results"][:] = [result("re-issued")]
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED, said(report)
    assert [score.sourced_id for score in Score.select()] == ["re-issued"]


@pytest.mark.parametrize(
    ("status", "points", "flags"),
    [
        ("fully graded", Decimal("9.00"), (False, False, False)),
        ("Partially Graded", Decimal("9.00"), (False, False, True)),
        ("submitted", None, (False, False, False)),
        ("not submitted", None, (True, False, False)),
        ("exempt", None, (False, True, False)),
    ],
)
def test_what_a_status_means(
    db: Database, bundle: Bundle, status: str, points: Decimal | None, flags: tuple[bool, ...]
) -> None:
    bundle["results"][0]["scoreStatus"] = status
    bundle.take()
    score = Score.get()
    assert score.points == points
    assert (score.missing, score.exempt, score.incomplete) == flags


@pytest.mark.parametrize(
    ("said", "starts", "ends", "year"),
    [
        ("2027", "2026-09-01", "2027-06-12", 2027),
        ("2026", "2026-09-01", "2027-06-12", 2027),
        ("2026-2027", "2026-09-01", "2027-06-12", 2027),
        ("2026", "2026-01-10", "2026-12-10", 2026),
    ],
)
def test_a_school_year_is_named_by_its_end(
    db: Database, bundle: Bundle, said: str, starts: str, ends: str, year: int
) -> None:
    for row in bundle["academicSessions"]:
        row["schoolYear"] = said
        if row["type"] == "schoolYear":
            row["startDate"], row["endDate"] = starts, ends
    bundle.take()
    assert {session.year for session in AcademicSession.select()} == {year}
