"""Whatever is wrong with a bundle: a clear report, nothing written, and no traceback."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import Database

from app.intake.report import Outcome
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from app.sis.schools.models import School
from tests.oneroster.bundles import Bundle, numbers, said, take, user

Change = Callable[[Bundle], object]


def nothing_written() -> bool:
    return not (School.select().exists() or Person.select().exists() or AuditEvent.select().exists())


def cell(file: str, sourced_id: str, column: str, value: str) -> Change:
    return lambda bundle: bundle.row(file, sourced_id).update({column: value})


def header(file: str, old: str, new: str) -> Change:
    def change(bundle: Bundle) -> None:
        bundle.headers[file] = bundle.headers[file].replace(old, new)
        for row in bundle[file]:
            if old in row:
                row[new] = row.pop(old)

    return change


def again(file: str, sourced_id: str) -> Change:
    return lambda bundle: bundle[file].append(dict(bundle.row(file, sourced_id)))


def raw(name: str, content: bytes) -> Change:
    return lambda bundle: bundle.raw.update({name: content})


ROWS: list[tuple[str, Change, str]] = [
    ("no role", cell("users", "kim", "role", ""), "users.csv line 4, column role: is empty"),
    ("unknown role", cell("users", "kim", "role", "wizard"), "column role: 'wizard' is none of student, parent"),
    ("no name", cell("users", "ana", "familyName", " "), "users.csv line 2, column familyName: is empty"),
    ("long name", cell("users", "ana", "givenName", "A" * 300), "column givenName: has 300 characters; 255 is the mos"),
    ("no id", cell("users", "ana", "sourcedId", ""), "users.csv line 2, column sourcedId: is empty"),
    ("long id", cell("users", "ana", "sourcedId", "a" * 256), "column sourcedId: has 256 characters"),
    ("NUL", cell("users", "ana", "givenName", "A\0na"), "column givenName: holds a line break or control character"),
    ("escape", cell("users", "ana", "givenName", "A\x1b[2Jna"), "column givenName: holds a line break or control"),
    ("line break", cell("orgs", "east", "name", "East\nHigh"), "column name: holds a line break or control character"),
    ("truth", cell("users", "ana", "enabledUser", "yes"), "column enabledUser: 'yes' is neither true nor false"),
    ("status", cell("users", "ana", "status", "gone"), "column status: 'gone' is none of active, tobedeleted, inactiv"),
    ("date", cell("academicSessions", "q1", "startDate", "09/01/2026"), "startDate: '09/01/2026' is no date"),
    ("no such day", cell("academicSessions", "q1", "endDate", "2026-02-30"), "endDate: '2026-02-30' is no date"),
    ("ends first", cell("academicSessions", "q1", "endDate", "2026-08-01"), "2026-08-01 is not after startDate"),
    ("birth", cell("demographics", "ana", "birthDate", "20100501"), "birthDate: '20100501' is no date"),
    ("year", cell("academicSessions", "q1", "schoolYear", "20X5"), "column schoolYear: '20X5' is no whole number"),
    ("session type", cell("academicSessions", "q1", "type", "month"), "column type: 'month' is none of gradingPeriod"),
    ("class type", cell("classes", "english-1", "classType", "club"), "column classType: 'club' is none of homeroom"),
    ("score", cell("results", "r-ana", "score", "nine"), "column score: 'nine' is no number"),
    ("endless score", cell("results", "r-ana", "score", "1e99"), "column score: '1e99' is out of range"),
    ("no score", cell("results", "r-ana", "score", ""), "column score: is empty, and the status is 'fully graded'"),
    ("score status", cell("results", "r-ana", "scoreStatus", "not-status"), "'not-status' is none of exempt, fully"),
    ("least and most", cell("lineItems", "essay", "resultValueMin", "11"), "resultValueMax: 10.00 is less than the le"),
    ("leaves first", cell("enrollments", "e-ana", "endDate", "2026-08-30"), "2026-08-30 lies before beginDate 2026-09"),
    ("parent enrolled", cell("enrollments", "e-ana", "role", "parent"), "column role: 'parent' is none of administrat"),
    ("teacher seated", cell("enrollments", "e-ana", "userSourcedId", "kim"), "names 'kim', a teacher in users.csv: a"),
    ("student teaches", cell("enrollments", "e-kim", "userSourcedId", "ana"), "names 'ana', a student in users.csv: a"),
    ("parent scored", cell("results", "r-ana", "studentSourcedId", "maria"), "which is a parent in users.csv: a stude"),
    ("class in district", cell("classes", "english-1", "schoolSourcedId", "four-lakes"), "is a district in orgs.csv:"),
    ("two scores", lambda b: b["results"].append({**b["results"][0], "sourcedId": "r-2"}), "has the result 'r-ana' fo"),
    ("same code", lambda b: b["orgs"].append({**b["orgs"][1], "sourcedId": "west"}), "'0450' is the code of the schoo"),
    ("twice", again("users", "ana"), "users.csv line 5, column sourcedId: stands on 2 rows (first on line 2)"),
    ("twice a class", again("classes", "english-1"), "names 'english-1', whose row in classes.csv is rejected"),
    ("no org", cell("users", "ana", "orgSourcedIds", "east,west"), "orgSourcedIds: names 'west', which is not in orgs"),
    ("no class", cell("enrollments", "e-ana", "classSourcedId", "x"), "names 'x', which is not in classes.csv"),
    ("no course", cell("classes", "english-1", "courseSourcedId", "x"), "names 'x', which is not in courses.csv"),
    ("no term", cell("classes", "english-1", "termSourcedIds", "fall,x"), "names 'x', which is not in academicSession"),
    ("no parent", cell("academicSessions", "q1", "parentSourcedId", "x"), "names 'x', which is not in academicSession"),
    ("circle", cell("academicSessions", "year", "parentSourcedId", "q1"), "names 'q1', which cannot be taken before i"),
    ("no agent", cell("users", "ana", "agentSourcedIds", "maria,x"), "agentSourcedIds: names 'x', which is not in use"),
    ("no user", cell("demographics", "ana", "sourcedId", "x"), "demographics.csv line 2, column sourcedId: names 'x'"),
    ("deleted course", cell("courses", "english", "status", "tobedeleted"), "which courses.csv marks as deleted"),
    ("no courses.csv", lambda b: b.rows.pop("courses"), "the bundle has no row of courses.csv, and there is none on r"),
    ("too few cells", raw("categories.csv", b"sourcedId,status,dateLastModified,title\nwriting,,\n"), "line 2: has 3"),
    ("bare quote", raw("categories.csv", b'sourcedId,status,dateLastModified,title\nwriting,,,5" pipe\n'), "a quotati"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_bad_row_refuses_the_bundle(db: Database, bundle: Bundle, change: Change, sentence: str) -> None:
    change(bundle)
    report = bundle.take()
    assert report.outcome is Outcome.REFUSED
    assert sentence in said(report)
    assert nothing_written()


@pytest.mark.parametrize("change", [row[1] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_valid_rows_can_be_taken_alone(db: Database, bundle: Bundle, change: Change) -> None:
    change(bundle)
    report = bundle.take(valid_rows=True)
    assert report.outcome is Outcome.APPLIED, said(report)
    assert report.rejected
    again = bundle.take(valid_rows=True)
    assert again.outcome is Outcome.APPLIED
    for kind, (created, changed, _, withdrawn, rejected) in ((kind, numbers(again, kind)) for kind in again.totals()):
        assert (created, changed, withdrawn, rejected) == (0, 0, 0, numbers(report, kind)[4]), kind


def announce(name: str, value: str, without: bool = False) -> Change:
    def change(bundle: Bundle) -> None:
        bundle["manifest"].append({"propertyName": name, "value": value})
        if without:
            del bundle.rows["results"]

    return change


BUNDLES: list[tuple[str, Change, str]] = [
    ("renamed column", header("users", "familyName", "lastName"), "has no column 'familyName' but 'lastName', which"),
    ("renamed optional", header("users", "agentSourcedIds", "agents"), "has no column 'agentSourcedIds' but 'agents'"),
    ("small letters", header("users", "sourcedId", "sourcedid"), "has no column 'sourcedId' but 'sourcedid', which th"),
    ("column of 1.2", header("lineItems", "gradingPeriodSourcedId", "academicSessionSourcedId"), "'gradingPeriodSourc"),
    ("doubled column", header("users", "phone", "email"), "users.csv: the header names 'email' more than once"),
    ("no header", raw("users.csv", b""), "users.csv is empty: it has no header"),
    ("open quote", raw("users.csv", b'a,b\n1,"2\n3,4\n'), "users.csv line 2: a quotation mark is opened here and neve"),
    ("text after quote", raw("users.csv", b'a,b\n1,"2"x\n'), "users.csv line 2: text stands after a closing quotation"),
    ("old line ends", raw("users.csv", b"a,b\r1,2\r"), "users.csv line 1: a carriage return stands alone"),
    ("Latin-1", raw("orgs.csv", "sourcedId\nMuñoz\n".encode("latin-1")), "orgs.csv line 2 is not UTF-8. Save the file"),
    ("UTF-16", raw("orgs.csv", "sourcedId\n".encode("utf-16")), "orgs.csv line 1 is not UTF-8"),
    ("no line ends", raw("orgs.csv", b"a" * (1 << 20)), "orgs.csv line 1 is longer than a megabyte"),
    ("long cell", raw("orgs.csv", b'a\n"' + b"a\n" * 70_000 + b'"\n'), "orgs.csv line 2: a cell has more than 131,072"),
    ("version 1.2", lambda b: b["manifest"][1].update(value="1.2"), "names OneRoster version '1.2'; only version 1.1"),
    ("version 9", lambda b: b["manifest"][1].update(value="9"), "names OneRoster version '9'; only version 1.1 is tak"),
    ("no version", lambda b: b["manifest"].pop(), "manifest.csv does not name its oneroster.version"),
    ("delta", announce("file.users", "delta"), "manifest.csv announces users.csv as delta; only full copies"),
    ("mode", announce("file.users", "all"), "announces 'users' as 'all', which is neither bulk nor absent"),
    ("missing file", announce("file.results", "bulk", without=True), "announces results.csv, and it is not in the bun"),
    ("manifest", raw("manifest.csv", b"name,value\n"), "manifest.csv: the header has no column 'propertyName'"),
    ("property twice", announce("oneroster.version", "1.1"), "manifest.csv names a property more than once"),
    ("1.2 by its files", lambda b: b.rows.update(roles=[]) or b.rows.pop("manifest"), "those of OneRoster 1.2"),
    ("nothing", lambda b: b.rows.clear(), "There is no manifest.csv and no OneRoster file"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), [row[1:] for row in BUNDLES], ids=[row[0] for row in BUNDLES])
@pytest.mark.parametrize("valid_rows", [False, True])
def test_a_bad_file_refuses_the_bundle(
    db: Database, bundle: Bundle, change: Change, sentence: str, valid_rows: bool
) -> None:
    change(bundle)
    report = bundle.take(valid_rows=valid_rows)
    assert report.outcome is Outcome.REFUSED
    assert sentence in said(report)
    assert said(report).endswith("Refused: nothing was written.")
    assert nothing_written()


def test_every_bad_file_is_named_at_once(db: Database, bundle: Bundle) -> None:
    header("users", "familyName", "lastName")(bundle)
    header("orgs", "name", "title")(bundle)
    assert [fault.split(":")[0] for fault in bundle.take().faults] == ["orgs.csv", "users.csv"]


def test_of_a_doubled_id_no_row_is_taken(db: Database, bundle: Bundle) -> None:
    bundle["users"].append(user("ana", "student", givenName="Other"))
    report = bundle.take(valid_rows=True)
    assert numbers(report, "users") == (2, 0, 0, 0, 2)
    assert not Person.select().where(Person.sourced_id == "ana").exists()


def test_a_rejected_row_leaves_the_record_as_it_is(db: Database, bundle: Bundle) -> None:
    bundle.take()
    bundle.row("users", "ana")["givenName"] = ""
    report = bundle.take(valid_rows=True)
    assert numbers(report, "users") == (0, 0, 2, 0, 1)
    ana = Person.get(Person.sourced_id == "ana")
    assert (ana.given_name, ana.withdrawn_at) == ("Ana", None)


# Zips and paths


@pytest.mark.parametrize("prefix", ["bundle/", "../", "/tmp/", "..\\", "C:\\"])
def test_a_zip_with_a_path_inside(db: Database, bundle: Bundle, prefix: str) -> None:
    report = take(bundle.zip(prefix))
    assert "its files must lie at its root, in no folder" in said(report)
    assert nothing_written()


def test_what_macos_adds_to_a_zip_does_no_harm(db: Database, bundle: Bundle) -> None:
    path = bundle.zip()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._users.csv", b"\0")
    assert take(path).outcome is Outcome.APPLIED


def test_a_zip_bomb_by_its_own_word(db: Database, bundle: Bundle) -> None:
    bundle.raw["results.csv"] = b"0" * (20 << 20)
    report = take(bundle.zip())
    assert "The zip is refused: 'results.csv' would unpack to 20,971,520 bytes from" in said(report)


def test_a_zip_that_lies_about_its_size(db: Database, bundle: Bundle) -> None:
    bundle.raw["results.csv"] = b"sourcedId\n" * 100_000
    path = bundle.zip()
    told = (1_000_000).to_bytes(4, "little")
    assert path.read_bytes().count(told) == 2
    path.write_bytes(path.read_bytes().replace(told, (1000).to_bytes(4, "little")))
    report = take(path)
    assert report.outcome is Outcome.REFUSED
    assert "results.csv cannot be" in said(report)
    assert nothing_written()


def test_a_damaged_zip(db: Database, bundle: Bundle) -> None:
    path = bundle.zip()
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    assert take(path).outcome is Outcome.REFUSED


def test_a_zip_with_a_password(db: Database, bundle: Bundle) -> None:
    path = bundle.zip()
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(signature, place + 1)
    path.write_bytes(bytes(content))
    assert "manifest.csv is locked with a password in the zip" in said(take(path))


def test_a_zip_that_names_a_file_twice(db: Database, bundle: Bundle) -> None:
    path = bundle.zip()
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("users.csv", b"")
    assert "The zip holds 'users.csv' more than once" in said(take(path))


def test_a_file_that_is_no_zip(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "users.zip"
    path.write_text("no zip")
    assert "'users.zip' is neither a folder nor a zip file that can be read" in said(take(path))


def test_a_path_that_is_not_there(db: Database, tmp_path: Path) -> None:
    assert "There is nothing at '" in said(take(tmp_path / "nowhere"))


def test_an_empty_folder(db: Database, tmp_path: Path) -> None:
    assert "There is no manifest.csv and no OneRoster file" in said(take(tmp_path))


# What is met in the wild and taken all the same


QUOTED = b'"sourcedId","status","dateLastModified","title"\n"writing","","","Writing"\n'
TOLERATED: list[tuple[str, Change, str]] = [
    ("no manifest", lambda b: b.rows.pop("manifest"), "manifest.csv: is missing: the files are taken as version 1.1"),
    ("BOM", lambda b: b.raw.update({"orgs.csv": b"\xef\xbb\xbf" + b.files()["orgs.csv"]}), ""),
    ("LF", lambda b: b.raw.update({"orgs.csv": b.files()["orgs.csv"].replace(b"\r\n", b"\n")}), ""),
    ("blank lines", lambda b: b.raw.update({"orgs.csv": b"\n" + b.files()["orgs.csv"].replace(b"\r\n", b"\n\n")}), ""),
    ("all quoted", raw("categories.csv", QUOTED), ""),
    ("extra columns", header("users", ",password", ",password,metadata.bus"), "not read: the column 'metadata.bus'"),
    ("strange column", header("users", ",password", ",password,bus"), "users.csv: not read: the column 'bus'"),
    ("a column less", header("demographics", ",sex", ""), "demographics.csv: has no column 'sex': taken as empty"),
    ("another order", header("categories", "sourcedId,status", "status,sourcedId"), "stand in another order"),
    ("status", lambda b: [row.update(status="active") for row in b["users"]], "status active in a full copy (3 rows)"),
    ("capitals", cell("users", "ana", "enabledUser", "TRUE"), ""),
    ("capital letters", cell("classes", "english-1", "classType", "Scheduled"), ""),
    ("bad e-mail", cell("users", "maria", "email", "Mc Mahon@example.org"), "email is no e-mail address; it is left"),
    ("e-mail with line break", cell("users", "maria", "email", "maria@example.org\n   "), ""),
    ("grade level", cell("users", "ana", "grades", "tenth"), "grades is no grade level; it is left empty (1: line 2)"),
    ("late period", cell("academicSessions", "q1", "endDate", "2027-11-01"), "endDate lies after the end of its schoo"),
    ("department", cell("orgs", "four-lakes", "type", "department"), ""),
    ("absent file", announce("file.users", "absent"), "says that users.csv is absent; it is there, and taken"),
    ("resources", raw("resources.csv", b"x"), "resources.csv: not read: this portal has no use for it"),
    ("other files", raw("readme.txt", b"x"), "readme.txt: not read: no file of OneRoster 1.1"),
    ("255 characters", cell("users", "ana", "givenName", "A" * 255), ""),
    ("long title", cell("classes", "english-1", "classCode", "C" * 255), ""),
    ("described in lines", cell("lineItems", "essay", "description", "One\nTwo\tthree"), ""),
    ("quotation marks", cell("lineItems", "essay", "title", 'The "essay"'), ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "note"), [row[1:] for row in TOLERATED], ids=[row[0] for row in TOLERATED])
def test_what_is_met_in_the_wild_is_taken(db: Database, bundle: Bundle, change: Change, note: str) -> None:
    change(bundle)
    report = bundle.take()
    assert report.outcome is Outcome.APPLIED, said(report)
    assert note in said(report)
    assert not report.rejected


def test_a_malformed_address_is_left_empty(db: Database, bundle: Bundle) -> None:
    bundle.row("users", "maria")["email"] = "Mc Mahon@example.org"
    bundle.take()
    assert Person.get(Person.sourced_id == "maria").email == ""


@pytest.mark.parametrize("status", ["tobedeleted", "inactive"])
def test_what_was_never_here_is_not_withdrawn(db: Database, bundle: Bundle, status: str) -> None:
    bundle["users"].append(user("gone", "parent", status=status))
    report = bundle.take()
    assert numbers(report, "users") == (3, 0, 0, 0, 0)
