"""What people open, by who they are."""

from flask import Blueprint, Flask

from app.pages.attendance_office import home as attendance_office_home
from app.pages.counselor import home as counselor_home
from app.pages.district import home as district_home
from app.pages.district import id_kinds, public_computers, reports, staff
from app.pages.office import accounts as office_accounts
from app.pages.office import (
    activations,
    counter,
    letters,
    printed_letters,
    student_accounts,
    substitutes,
    ties,
    unusual_sign_ins,
)
from app.pages.office import home as office_home
from app.pages.portal import access_log, account, attendance, grades, home, household, schedule, second_factor
from app.pages.public import (
    activation,
    email_change,
    first_password,
    health,
    help,
    language,
    recovery,
    report,
    sign_in,
    sign_out,
)
from app.pages.teacher import home as teacher_home
from app.pages.teacher import sections

AREAS = {
    "public": (health, help, report, language, sign_in, sign_out, activation, recovery, email_change, first_password),
    "portal": (home, household, schedule, grades, attendance, account, second_factor, access_log),
    "teacher": (teacher_home, sections),
    "counselor": (counselor_home,),
    "office": (
        office_home,
        ties,
        activations,
        counter,
        letters,
        printed_letters,
        office_accounts,
        student_accounts,
        substitutes,
        unusual_sign_ins,
    ),
    "attendance_office": (attendance_office_home,),
    "district": (district_home, staff, public_computers, id_kinds, reports),
}


def register(app: Flask) -> None:
    for name, tabs in AREAS.items():
        area = Blueprint(name, __name__)
        for tab in tabs:
            area.register_blueprint(tab.area.blueprint)
        app.register_blueprint(area)
