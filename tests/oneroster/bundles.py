"""A small OneRoster 1.1 bundle to break in one place: a school, a year, a class, a child, her mother, her teacher."""

import csv
import io
import zipfile
from copy import deepcopy
from pathlib import Path

from app.intake.report import Report
from app.oneroster.importer import import_bundle
from app.sis.actor import operator

FIRST = "sourcedId,status,dateLastModified,"
HEADERS = {
    "manifest": "propertyName,value",
    "orgs": FIRST + "name,type,identifier,parentSourcedId",
    "academicSessions": FIRST + "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": FIRST + "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "users": FIRST + "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password",
    "demographics": FIRST + "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,"
    "countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
    "classes": FIRST + "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,"
    "subjects,subjectCodes,periods",
    "enrollments": FIRST + "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "categories": FIRST + "title",
    "lineItems": FIRST + "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
    "gradingPeriodSourcedId,resultValueMin,resultValueMax",
    "results": FIRST + "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment",
}

Row = dict[str, str]


def session(sourced_id: str, kind: str, starts: str, ends: str, parent: str = "") -> Row:
    return {
        "sourcedId": sourced_id, "title": sourced_id, "type": kind, "startDate": starts, "endDate": ends,
        "parentSourcedId": parent, "schoolYear": "2027",
    }  # fmt: skip


def user(sourced_id: str, role: str, **cells: str) -> Row:
    return {
        "sourcedId": sourced_id, "enabledUser": "true", "orgSourcedIds": "east", "role": role, "username": sourced_id,
        "givenName": sourced_id.title(), "familyName": "Reyes", "identifier": f"N-{sourced_id}", **cells,
    }  # fmt: skip


def result(sourced_id: str, status: str = "fully graded", score: str = "9", **cells: str) -> Row:
    return {
        "sourcedId": sourced_id, "lineItemSourcedId": "essay", "studentSourcedId": "ana", "scoreStatus": status,
        "score": score, "scoreDate": "2026-10-03", **cells,
    }  # fmt: skip


WHOLE: dict[str, list[Row]] = {
    "manifest": [
        {"propertyName": "manifest.version", "value": "1.0"},
        {"propertyName": "oneroster.version", "value": "1.1"},
    ],
    "orgs": [
        {"sourcedId": "four-lakes", "name": "Four Lakes", "type": "district"},
        {"sourcedId": "east", "name": "East High School", "type": "school", "identifier": "0450"},
    ],
    "academicSessions": [
        session("q1", "gradingPeriod", "2026-09-01", "2026-11-01", "fall"),
        session("fall", "semester", "2026-09-01", "2027-01-23", "year"),
        session("year", "schoolYear", "2026-09-01", "2027-06-12"),
    ],
    "courses": [
        {"sourcedId": "english", "title": "English 10", "courseCode": "ENG10", "orgSourcedId": "four-lakes"},
    ],
    "users": [
        user("ana", "student", grades="10", agentSourcedIds="maria"),
        user("maria", "parent", email="maria@example.org"),
        user("kim", "teacher", password="never-kept"),
    ],
    "demographics": [{"sourcedId": "ana", "birthDate": "2010-05-01", "cityOfBirth": "never-kept"}],
    "classes": [
        {
            "sourcedId": "english-1", "title": "English 10 A", "courseSourcedId": "english", "classCode": "ENG10-A",
            "classType": "scheduled", "location": "118", "schoolSourcedId": "east", "termSourcedIds": "fall",
            "periods": "1,3",
        },
    ],
    "enrollments": [
        {
            "sourcedId": "e-kim", "classSourcedId": "english-1", "schoolSourcedId": "east", "userSourcedId": "kim",
            "role": "teacher", "primary": "true",
        },
        {
            "sourcedId": "e-ana", "classSourcedId": "english-1", "schoolSourcedId": "east", "userSourcedId": "ana",
            "role": "student", "beginDate": "2026-09-01", "endDate": "2027-01-23",
        },
    ],
    "categories": [{"sourcedId": "writing", "title": "Writing"}],
    "lineItems": [
        {
            "sourcedId": "essay", "title": "Essay", "assignDate": "2026-09-10", "dueDate": "2026-10-01",
            "classSourcedId": "english-1", "categorySourcedId": "writing", "gradingPeriodSourcedId": "q1",
            "resultValueMin": "0", "resultValueMax": "10",
        },
    ],
    "results": [result("r-ana", comment="Well said")],
}  # fmt: skip


class Bundle:
    """The whole bundle, its rows to change before it is written or taken in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = deepcopy(WHOLE)
        self.headers = dict(HEADERS)
        self.raw: dict[str, bytes] = {}  # files that are written as they are

    def __getitem__(self, file: str) -> list[Row]:
        return self.rows[file]

    def row(self, file: str, sourced_id: str) -> Row:
        return next(row for row in self.rows[file] if row["sourcedId"] == sourced_id)

    def drop(self, file: str, sourced_id: str) -> None:
        self.rows[file].remove(self.row(file, sourced_id))

    def files(self) -> dict[str, bytes]:
        return {f"{file}.csv": self._written(file) for file in self.rows} | self.raw

    def write(self) -> Path:
        path = self.folder / "bundle"
        path.mkdir(exist_ok=True)
        for old in path.iterdir():
            old.unlink()
        for name, content in self.files().items():
            (path / name).write_bytes(content)
        return path

    def zip(self, prefix: str = "") -> Path:
        path = self.folder / "bundle.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.files().items():
                archive.writestr(prefix + name, content)
        return path

    def take(self, *vouch: str, valid_rows: bool = False, dry_run: bool = False) -> Report:
        """Write it and take it in."""
        return take(self.write(), *vouch, valid_rows=valid_rows, dry_run=dry_run)

    def _written(self, file: str) -> bytes:
        columns = self.headers.get(file, FIRST).split(",")
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows(self.rows[file])
        return text.getvalue().encode()


def take(path: Path, *vouch: str, valid_rows: bool = False, dry_run: bool = False) -> Report:
    return import_bundle(path, by=operator("tester"), accept_valid_rows=valid_rows, dry_run=dry_run, vouch=vouch)


def said(report: Report) -> str:
    return "\n".join(report.text())


def numbers(report: Report, kind: str) -> tuple[int, ...]:
    """Created, changed, unchanged, withdrawn, rejected."""
    return tuple(report.totals()[kind].values())
