"""View Access Log: who opened a child's record, what was changed, one's own sign-ins; filtered, paged, as a file."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask

from app import clock
from app.sis.access import policy
from app.sis.access.actions import grant_right
from app.sis.access.models import Basis, Role
from app.sis.accounts.models import Account, SignInAttempt
from app.sis.actor import Cause, by_itself, operator
from app.sis.audit.actions import audited, record_access
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Student
from app.web.access_log import KINDS, _plain
from tests.build import NOON, District
from tests.conventions.statements import count, counted
from tests.visitor import Visitor

DAY = timedelta(days=1)
ADDRESS = "/account/access-log"
OFFICE = operator("the office")


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(ana: Student, district: District) -> Account:
    return district.account(district.guardian(ana), "maria.reyes")


@pytest.fixture
def counselor(district: District) -> Account:
    return district.account(district.staff(Role.COUNSELOR))


@pytest.fixture
def names_shown() -> Iterator[None]:
    before = policy.current()
    policy.use(policy.Policy(log_names_staff=True))
    yield
    policy.use(before)


def look(account: Account, student: Student, days: int = 0, role: str = "counselor", category: str = "grades") -> None:
    with clock.stopped(NOON - days * DAY):
        record_access(account.id, 0, student.person_id, category, "seen", role)


def rows(visitor: Visitor) -> list[list[str]]:
    """The table as it is read."""
    return [[" ".join(cell.text_content().split()) for cell in row] for row in visitor.page.xpath("//main//tbody/tr")]


def test_the_menu_leads_there_from_every_page_below_the_tabs(
    maria: Account, counselor: Account, visitor: Visitor
) -> None:
    visitor.be(maria).open("/home").follow("View Access Log")
    assert visitor.response.request.path == ADDRESS
    lists = visitor.page.xpath("//nav/ul")
    assert [link.text_content() for link in lists[-1].xpath(".//a")][-1] == "View Access Log"
    assert [link.text_content() for link in visitor.page.xpath("//nav//a[@aria-current]")] == ["View Access Log"]
    visitor.send("/language", language="es").follow("Ver el registro de accesos")
    assert "Ver el registro de accesos" in visitor.main
    visitor.be(counselor).open("/counselor").follow("View Access Log")


def test_who_opened_the_record(ana: Student, maria: Account, counselor: Account, visitor: Visitor) -> None:
    look(counselor, ana, days=1)
    visitor.be(maria).open(ADDRESS)
    assert rows(visitor) == [
        ["November 23, 2026, 12:00 pm", "counselor", "Grades"],
    ]
    visitor.send("/language", language="es")
    assert rows(visitor)[0] == ["23 de noviembre de 2026, 12:00 p.m.", "consejero o consejera", "Calificaciones"]


def test_staff_by_name(names_shown: None, ana: Student, maria: Account, counselor: Account, visitor: Visitor) -> None:
    look(counselor, ana, days=1)
    visitor.be(maria).open(ADDRESS)
    assert rows(visitor)[0][1] == "Rosa Lind, counselor"


def test_a_visit_of_staff_is_seen_by_the_family_in_the_role_that_opened_it(
    app: Flask, ana: Student, maria: Account, district: District, visitor: Visitor
) -> None:
    lind = district.staff(Role.ATTENDANCE_OFFICE)
    district.role(lind, Role.COUNSELOR)
    staff = Visitor(app).be(district.account(lind))
    staff.open(f"/students/{ana.key}/grades")
    kim = district.staff(Role.TEACHER, "Min", "Kim")
    section = district.section(teacher=kim)
    district.seat(ana, section)
    staff.be(district.account(kim)).open(f"/teacher/sections/{section.key}/students/{ana.key}")
    visitor.be(maria).open(ADDRESS)
    assert {(row[1], row[2]) for row in rows(visitor)} == {
        ("counselor", "Grades"),
        ("teacher", "Grades"),
    }


def test_of_several_children_the_one_who_is_chosen(
    ana: Student, maria: Account, counselor: Account, district: District, visitor: Visitor
) -> None:
    luis = district.student("Luis")
    district.right(district.tie(maria.person, luis))
    look(counselor, ana, days=1)
    look(counselor, luis, days=2, category="attendance")
    visitor.be(maria).open(ADDRESS)
    assert [row[3] for row in rows(visitor)] == ["Ana", "Luis"]
    visitor.open(f"{ADDRESS}?child={luis.key}&until=2026-11-23")
    assert rows(visitor) == [["November 22, 2026, 12:00 pm", "counselor", "Attendance"]]
    assert visitor.page.xpath("//select[@name='child']/option[@selected]/text()") == ["Luis"]
    assert visitor.page.xpath("string(//input[@name='until']/@value)") == "2026-11-23"


def test_another_family_s_child_is_no_child_and_the_attempt_is_recorded(
    maria: Account, district: District, visitor: Visitor
) -> None:
    ben = district.student("Ben", "Becker")
    for key in (ben.key, "zzzzzzzz", "\0"):
        for address in (ADDRESS, f"{ADDRESS}.csv"):
            visitor.be(maria).open(f"{address}?child={key}", status=404)
    refused = AccessEvent.select().where(AccessEvent.outcome == "refused")
    assert {(event.student_id, event.category) for event in refused} == {
        (ben.person_id, "access_log"),
        (0, "access_log"),
    }


def test_what_was_changed(ana: Student, maria: Account, district: District, visitor: Visitor) -> None:
    grant_right(district.tie(district.person("Paul", "Reyes"), ana), by=OFFICE, basis=Basis.PARENT)
    restricted = district.tie(district.person("Hugo", "Hidden"), ana, restrictions="no contact")
    grant_right(restricted, by=OFFICE, basis=Basis.PARENT)
    visitor.be(maria).open("/home").send("/language", language="es").send("/language", language="en")
    visitor.open(f"{ADDRESS}?kind=changes")
    assert [row[1:] for row in rows(visitor)] == [
        ["you", "The language of your account was changed."],
        ["you", "The language of your account was changed."],
        ["the school or the district", "It was decided that another adult may see this record."],
        ["the school or the district", "It was decided that Paul Reyes may see this record."],
    ]
    assert "Hidden" not in visitor.text


def test_what_nobody_did_is_nobody_s(names_shown: None, maria: Account, visitor: Visitor) -> None:
    for cause in Cause:
        with audited("account.disabled", by_itself(cause), about=maria.person_id):
            pass
    visitor.be(maria).open(f"{ADDRESS}?kind=changes")
    assert [row[1] for row in rows(visitor)] == [
        "after too many wrong birth dates",
        "after the last role on the staff had ended",
        "after three misses",
    ]
    visitor.send("/language", language="es").open(f"{ADDRESS}?kind=changes")
    assert [row[1] for row in rows(visitor)][1:] == [  # the language comes first
        "después de demasiadas fechas de nacimiento equivocadas",
        "al terminar su última función en el personal",
        "después de tres intentos fallidos",
    ]


def test_my_sign_ins_and_misses(maria: Account, visitor: Visitor) -> None:
    visitor.sign_in("maria.reyes", "not the password", status=422)
    visitor.sign_in("maria.reyes").open(f"{ADDRESS}?kind=sign-ins")
    assert [row[1:] for row in rows(visitor)] == [
        ["signed in", "unknown", "127.0.0.1"],
        ["wrong password or code", "unknown", "127.0.0.1"],
    ]
    assert "If one of these was not you" in visitor.main


def test_a_student_s_own(ana: Student, counselor: Account, district: District, visitor: Visitor) -> None:
    look(counselor, ana, days=1)
    visitor.be(district.account(ana.person)).open(ADDRESS)
    assert [row[1] for row in rows(visitor)] == ["counselor"]


def test_what_i_opened_myself(ana: Student, maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open(f"/students/{ana.key}/grades").open(ADDRESS)
    assert "No member of the staff has opened the record yet. Other guardians are not shown." in visitor.main
    visitor.open(f"{ADDRESS}?kind=own")
    assert [row[1:] for row in rows(visitor)] == [["View Access Log"], ["Grades"]]


def test_staff_without_children_have_their_sign_ins(counselor: Account, visitor: Visitor) -> None:
    visitor.be(counselor).open(ADDRESS)
    assert visitor.page.xpath("//select[@name='kind']/option/@value") == ["changes", "sign-ins"]
    visitor.open(f"{ADDRESS}?kind=views", status=404)


def test_pages_and_all_on_one(ana: Student, maria: Account, counselor: Account, visitor: Visitor) -> None:
    for days in range(1, 51):
        look(counselor, ana, days)
    visitor.be(maria).open(f"{ADDRESS}?until=2026-11-23")
    assert len(rows(visitor)) == 20
    visitor.follow("Next page").follow("Next page")
    assert [row[0] for row in rows(visitor)][-1] == "October 5, 2026, 1:00 pm"  # summer time
    assert "Next page" not in visitor.main
    visitor.follow("Previous page").follow("All on one page")
    assert len(rows(visitor)) == 50
    visitor.open(f"{ADDRESS}?page=9")
    assert "There is nothing in this part of the log." in visitor.main
    for page in ("0", "-1", "x", "1" * 30, "²"):
        assert len(rows(visitor.open(f"{ADDRESS}?page={page}"))) == 20  # the first


def test_empty_states(ana: Student, maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open(f"{ADDRESS}?kind=changes")
    assert "There is nothing in the log yet." in visitor.main
    visitor.open(f"{ADDRESS}?since=2030-01-01")
    assert "There is nothing in this part of the log." in visitor.main


def test_a_day_that_is_none_is_said_on_its_field(maria: Account, visitor: Visitor) -> None:
    visitor.be(maria).open(f"{ADDRESS}?since=yesterday")
    [field] = visitor.page.xpath("//input[@name='since']")
    assert (field.value, field.get("aria-invalid")) == ("yesterday", "true")
    assert "This is no day that there can be." in visitor.main
    assert rows(visitor) == []


def as_file(visitor: Visitor, query: str = "") -> list[list[str]]:
    visitor.open(f"{ADDRESS}.csv{query}")
    assert visitor.response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(visitor.response.data.decode("utf-8-sig"), newline="")))


def test_the_same_part_as_a_file(ana: Student, maria: Account, counselor: Account, visitor: Visitor) -> None:
    for days in range(1, 51):
        look(counselor, ana, days)
    visitor.be(maria).open(f"{ADDRESS}?since=2026-11-22&until=2026-11-23")
    [address] = visitor.page.xpath("//a[text()='As a file (CSV)']/@href")
    assert as_file(visitor, f"?{address.partition('?')[2]}") == [
        ["Day", "Time", "Who", "What was opened"],
        ["2026-11-23", "12:00", "counselor", "Grades"],
        ["2026-11-22", "12:00", "counselor", "Grades"],
    ]
    assert len(as_file(visitor)) == 51  # all of it
    headers = visitor.response.headers
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == "attachment; filename=access-log.csv"
    assert headers["Cache-Control"] == "no-store"


def test_a_file_calculates_nothing(maria: Account, visitor: Visitor) -> None:
    device = '=HYPERLINK("https://example.org")'
    SignInAttempt.create(account=maria, outcome="miss", address="192.0.2.17", device=device)
    assert as_file(visitor.be(maria), "?kind=sign-ins")[1][3] == f"'{device}"
    for start in "=+-@\t\r":
        assert _plain(f"{start}1") == f"'{start}1"
    assert _plain("Grades") == "Grades"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("many", [1, 20, 2000])
def test_reads_do_not_grow(
    app: Flask, ana: Student, maria: Account, counselor: Account, visitor: Visitor, kind: str, many: int
) -> None:
    at, role = NOON - DAY, {"outcome": "seen", "role": "counselor", "category": "grades", "day_on": NOON.date()}
    AccessEvent.insert_many(
        {"at": at, "account_id": counselor.id, "session_id": n, "student_id": ana.person_id, "hour": at, **role}
        for n in range(many)
    ).execute()
    SignInAttempt.insert_many(
        {"account": maria.id, "outcome": "miss", "address": "192.0.2.17", "at": at} for _ in range(many)
    ).execute()
    visitor.be(maria).open(ADDRESS)  # what is seen once an hour is recorded
    with counted(AccessEvent._meta.database.obj) as statements:
        visitor.client.get(f"{ADDRESS}?kind={kind}")
    assert count(statements).reads <= 4
    assert count(statements).transactions <= 1


def test_days_the_wrong_way_round_are_said(visitor: Visitor, maria: Account) -> None:
    visitor.be(maria).open(f"{ADDRESS}?since=2026-11-23&until=2026-11-22")
    assert "This day lies before the first one." in visitor.main
