"""Bundles that nobody on this project wrote, where they are at hand (docs/oneroster.md has the table)."""

import time
from pathlib import Path

import pytest
from peewee import Database

from app.intake.report import Outcome, Report
from app.records.importer import import_file
from app.records.kinds import KINDS
from app.sis.access.models import RecordsRight
from app.sis.actor import operator
from app.sis.people.models import Person, Student, StudentContact
from app.sis.schools.models import AcademicSession, BellPeriod
from tests.left_out import leave_out
from tests.oneroster.bundles import numbers, said, take

DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(autouse=True)
def at_hand() -> None:
    if not DATA.is_dir():
        leave_out("needs the shared bundles", "they are not beside the project")


def unchanged(report: Report) -> bool:
    return all(numbers(report, kind)[:2] == (0, 0) and not numbers(report, kind)[3] for kind in report.totals())


def test_grand_bend_is_refused_whole_for_its_doubled_ids(db: Database) -> None:
    report = take(DATA / "grand-bend" / "oneroster-1.1")
    assert report.outcome is Outcome.REFUSED
    assert "classes.csv line 194, column sourcedId: stands on 2 rows (first on line 194)" in said(report)
    assert report.rejected == 40
    assert not Person.select().exists()


def test_grand_bends_valid_rows(db: Database) -> None:
    path = DATA / "grand-bend" / "oneroster-1.1"
    started = time.monotonic()
    report = take(path, valid_rows=True)
    assert time.monotonic() - started < 20
    assert report.outcome is Outcome.APPLIED
    created = {kind: numbers(report, kind)[0] for kind in report.totals()}
    assert created == {
        "orgs": 3, "academicSessions": 9, "courses": 84, "users": 2901, "school enrollments": 960,
        "contact ties": 1872, "rights": 0, "demographics": 960, "classes": 508, "enrollments": 564,
        "categories": 1, "lineItems": 10, "results": 250,
    }  # fmt: skip
    assert numbers(report, "classes")[4] == 24
    assert numbers(report, "enrollments")[4] == 16
    assert "email is no e-mail address; it is left empty (3: line 1535, 2219, 2471)" in said(report)
    assert unchanged(take(path, valid_rows=True))
    assert not RecordsRight.select().exists()
    assert numbers(take(path, "parent", valid_rows=True), "rights") == (1872, 0, 0, 0, 0)


def test_grand_bends_extras(db: Database) -> None:
    take(DATA / "grand-bend" / "oneroster-1.1", valid_rows=True)
    extras = DATA / "grand-bend" / "extras"
    for kind, file, first in (
        ("contacts", "contacts.csv", (0, 1872, 0, 0, 0)),
        ("bell-schedules", "bell_schedule.csv", (110, 0, 0, 0, 0)),
    ):
        report = import_file(KINDS[kind], extras / file, by=operator("tester"))
        assert numbers(report, kind) == first, said(report)
        assert unchanged(import_file(KINDS[kind], extras / file, by=operator("tester")))
    assert not RecordsRight.select().exists()
    assert {tie.relation for tie in StudentContact.select()} == {"Mother", "Father"}
    assert {bell.period for bell in BellPeriod.select()} == {"1", "2", "3", "4", "5", "6", "7"}
    assert unchanged(take(DATA / "grand-bend" / "oneroster-1.1", valid_rows=True))


def test_classlink(db: Database) -> None:
    report = take(DATA / "classlink-1.1")
    assert report.outcome is Outcome.APPLIED, said(report)
    assert numbers(report, "users")[0] == 180
    assert numbers(report, "enrollments")[0] == 305
    assert Student.select().count() == 140
    assert {session.year for session in AcademicSession.select()} == {2019}
    assert "demographics.csv: has a header and no row" in said(report)
    assert "endDate lies after the end of its school year" in said(report)
    assert unchanged(take(DATA / "classlink-1.1"))


def test_district_medium(db: Database) -> None:
    report = take(DATA / "district-medium-1.1")
    assert report.outcome is Outcome.APPLIED, said(report)
    assert numbers(report, "users")[0] == 837
    assert numbers(report, "enrollments")[0] == 5810
    assert {session.year for session in AcademicSession.select()} == {2027}
    assert "users.csv: status active in a full copy (837 rows)" in said(report)
    assert unchanged(take(DATA / "district-medium-1.1"))


def test_moodle_has_no_courses(db: Database) -> None:
    path = DATA / "moodle" / "minimal-1.1"
    assert "the bundle has no row of courses.csv, and there is none on record" in said(take(path))
    report = take(path, valid_rows=True)
    assert report.outcome is Outcome.APPLIED
    assert {kind: numbers(report, kind)[0] for kind in report.totals()} == {
        "orgs": 0, "academicSessions": 5, "users": 6, "contact ties": 0, "rights": 0, "classes": 0, "enrollments": 0,
    }  # fmt: skip
    assert report.rejected == 8
    assert unchanged(take(path, valid_rows=True))


@pytest.mark.parametrize("path", ["moodle/full-1.2", "conformance-1.2/valid/full-bulk-package.zip"])
def test_version_1_2_is_not_taken_yet(db: Database, path: str) -> None:
    report = take(DATA / path)
    assert report.outcome is Outcome.REFUSED
    assert report.faults == ["manifest.csv names OneRoster version '1.2'; only version 1.1 is taken so far."]


def test_a_package_of_nothing(db: Database) -> None:
    report = take(DATA / "conformance-1.2" / "invalid" / "missing-manifest.zip")
    assert report.faults == ["There is no manifest.csv and no OneRoster file."]
