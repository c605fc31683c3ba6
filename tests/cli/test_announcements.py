"""flask announcements: a notice is published, listed and taken down."""

import pytest
from click.testing import Result
from flask import Flask
from peewee import Database

from app.sis.announcements.models import Announcement
from app.sis.audit.models import AuditEvent
from tests.build import District
from tests.visitor import Visitor


def announcements(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["announcements", *arguments])


def add(app: Flask, *options: str, until: str = "2026-12-01") -> Result:
    return announcements(app, "add", "--title", "Conferences", "--body", "Please come.", "--until", until, *options)


def test_a_notice_is_added_listed_and_withdrawn(app: Flask, district: District) -> None:
    done = add(app, "--title-es", "Reuniones", "--body-es", "Vengan, por favor.", "--school", district.school.code)
    (notice,) = Announcement.select()
    assert (done.exit_code, done.output) == (0, f"Notice {notice.id} is published.\n")
    assert (notice.title, notice.school) == ({"en": "Conferences", "es": "Reuniones"}, district.school)
    assert announcements(app, "list").output == f"{notice.id}  2026-11-24 to 2026-12-01  Conferences\n"
    assert announcements(app, "withdraw", str(notice.id)).output == f"Notice {notice.id} is no longer shown.\n"
    assert announcements(app, "list").output == "There is none.\n"
    assert [each.action for each in AuditEvent.select().order_by(AuditEvent.id)] == [
        "announcement.published",
        "announcement.withdrawn",
    ]


@pytest.mark.parametrize("grade", ["9", "09"])
def test_a_grade_level_as_people_write_it_reaches_its_families(
    grade: str, app: Flask, district: District, visitor: Visitor
) -> None:
    ana = district.student(enrolled=False)
    district.enroll(ana, grade_level="09")
    assert add(app, "--grade", grade).exit_code == 0
    visitor.be(district.account(district.guardian(ana))).open("/home")
    assert "Conferences" in visitor.main


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--grade", "ninth"), "There is no grade level ninth. Write it as 9, 10 or K, say."),
        (("--school", "NOWHERE"), "There is no school with the code NOWHERE."),
        (("--from", "2026-12-02"), "The notice would be over before it begins."),
    ],
)
def test_a_refusal_is_one_sentence_and_writes_nothing(
    options: tuple[str, ...], said: str, app: Flask, district: District
) -> None:
    done = add(app, *options)
    assert done.exit_code == 1
    assert said in done.output
    assert not Announcement.select().exists()


def test_a_number_that_nothing_has(app: Flask, db: Database) -> None:
    done = announcements(app, "withdraw", "7")
    assert (done.exit_code, done.output) == (1, "Error: There is no notice 7. The list has their numbers.\n")


@pytest.mark.parametrize("command", [("announcements", "withdraw"), ("mail", "again")])
@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999"])
def test_a_number_that_no_row_can_have(command: tuple[str, str], number: str, app: Flask, db: Database) -> None:
    done = app.test_cli_runner().invoke(args=[*command, number])
    assert done.exit_code == 2
    assert "is not in the range 1<=x<=2147483647" in done.output
