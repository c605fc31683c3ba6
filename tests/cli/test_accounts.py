"""flask accounts staff: a role at a school, and the account to use it with."""

import getpass
from datetime import date

import pytest
from click.testing import Result
from flask import Flask

from app.cli.accounts import by_operator
from app.sis.access.models import Role, StaffRole
from app.sis.accounts.models import Account
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from tests.build import PASSWORD, District
from tests.visitor import Visitor


@pytest.fixture
def lind(district: District) -> Person:
    return district.person("Rosa", "Lind")


def staff(app: Flask, person: Person, *options: str, username: str = "rosa.lind") -> Result:
    arguments = ["accounts", "staff", username, "--person", str(person.sourced_id), "--password-stdin", *options]
    return app.test_cli_runner().invoke(args=arguments, input=f"{PASSWORD}\n")


def test_a_clerk_is_made_and_signs_in(app: Flask, lind: Person, district: District, visitor: Visitor) -> None:
    result = staff(app, lind, "--role", "school_office", "--school", district.school.code)
    assert result.exit_code == 0, result.output
    assert result.output == "rosa.lind is the account of Rosa Lind: school office.\n"
    visitor.sign_in("rosa.lind")
    assert visitor.response.request.path == "/office"
    (event,) = AuditEvent.select().where(AuditEvent.person_id == lind.id)  # one event for the role and the account
    assert event.action == "account.of_staff"


def test_the_district_office_needs_no_school(app: Flask, lind: Person, district: District) -> None:
    assert staff(app, lind, "--role", "district_office").exit_code == 0
    role = StaffRole.get()
    assert (role.role, role.school) == (Role.DISTRICT_OFFICE, None)


def test_a_guardian_s_account_takes_the_role_and_keeps_its_password(
    app: Flask, district: District, visitor: Visitor
) -> None:
    adams = district.guardian(district.student("Emma", "Adams"), given="Alma", family="Adams")
    account = district.account(adams, "alma.adams")
    options = ("--role", "teacher", "--school", district.school.code)
    assert staff(app, adams, *options, username="Alma.Adams").exit_code == 0
    assert Account.get().password_hash == account.password_hash
    visitor.sign_in("alma.adams")
    assert [link.text_content() for link in visitor.page.xpath("//nav//a")][:3] == ["Home", "Household", "My Classes"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--role", "counselor"), "The role counselor is for one school. Say for which, by its code."),
        (("--role", "counselor", "--school", "NOWHERE"), "There is no school with the code NOWHERE."),
        (("--role", "district_office", "--school", "EAST"), "The district office is for every school."),
        (("--role", "principal", "--school", "EAST"), "Invalid value for '--role'"),
    ],
)
def test_a_refusal_is_one_sentence_and_writes_nothing(
    options: tuple[str, ...], said: str, app: Flask, lind: Person, district: District
) -> None:
    district.school.code = "EAST"
    district.school.save()
    result = staff(app, lind, *options)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert not Account.select().exists()
    assert not StaffRole.select().exists()


def test_a_role_twice_and_another_name_are_refused(app: Flask, lind: Person, district: District) -> None:
    options = ("--role", "counselor", "--school", district.school.code)
    assert staff(app, lind, *options).exit_code == 0
    assert "Rosa Lind has the role counselor there already." in staff(app, lind, *options).output
    other = staff(app, lind, "--role", "teacher", "--school", district.school.code, username="rosa")
    assert "Rosa Lind has an account already." in other.output
    assert [role.role for role in StaffRole.select()] == [Role.COUNSELOR]


def test_an_operator_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.setattr("os.getuid", lambda: 4242)
    assert by_operator().name == "operator uid 4242"


def test_a_role_until_a_day_and_who_leaves(app: Flask, lind: Person, district: District) -> None:
    options = ("--role", "counselor", "--school", district.school.code, "--until", "2027-06-11")
    result = staff(app, lind, *options)
    assert result.output == "rosa.lind is the account of Rosa Lind: counselor until 2027-06-11.\n"
    assert StaffRole.get().ends_on == date(2027, 6, 12)
    result = app.test_cli_runner().invoke(args=["accounts", "leave", "Rosa.Lind", "--on", "2026-12-01"])
    assert result.output == "The roles of Rosa Lind end after 2026-12-01.\n"
    assert StaffRole.get().ends_on == date(2026, 12, 2)
    assert Account.get().disabled_at is None
    result = app.test_cli_runner().invoke(args=["accounts", "leave", "rosa.lind", "--on", "2026-11-23"])
    assert Account.get().disabled_at is not None
    result = app.test_cli_runner().invoke(args=["accounts", "leave", "rosa.lind", "--on", "2026-11-23"])
    assert "Rosa Lind has no role on the staff now or later." in result.output
    assert result.exit_code == 1


def test_an_elementary_student_has_no_account(app: Flask, district: District) -> None:
    sofia = district.student("Sofía", enrolled=False)
    district.enroll(sofia, grade_level="03")
    arguments = ["accounts", "student", "sofia.reyes", "--person", str(sofia.person.number), "--password-stdin"]
    result = app.test_cli_runner().invoke(args=arguments, input=f"{PASSWORD}\n")
    assert "Sofía Reyes is not in grade 6 or above." in result.output
    assert not Account.select().exists()
