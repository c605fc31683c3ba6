"""Students' accounts: made by homeroom, each with a first password on a slip."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.sis.access.roles import Role
from app.sis.accounts import first_passwords
from app.sis.accounts.office import account_within
from app.sis.refused import Refused
from app.sis.schedule.homerooms import Homeroom, homeroom_with_key, homerooms
from app.web.area import Area, staff
from app.web.forms import Form
from app.web.homerooms import called
from app.web.render import render
from app.web.schools import chosen_school, is_within, office_schools
from app.web.sessions import viewer
from app.web.slips import slips_file

area = Area("student_accounts")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)


@area.get("/office/student-accounts", access=OFFICES)
def index() -> ResponseReturnValue:
    """The homerooms of the school named by ?school=."""
    school, schools = chosen_school()
    found = homerooms(school, viewer().actor) if school else ()
    return render("office/student_accounts/index.html", school=school, schools=schools, homerooms=found)


@area.get("/office/student-accounts/<homeroom>", access=OFFICES)
def show(homeroom: str) -> ResponseReturnValue:
    return _show(homeroom, Form())


@area.post("/office/student-accounts/<homeroom>", access=OFFICES)
def submit(homeroom: str) -> ResponseReturnValue:
    """One form, with a button for each of what can be printed; answers with the slips, which are kept nowhere."""
    school, found = _within(homeroom)
    form, what, by = Form(), request.form.get("what", ""), viewer().actor
    if what not in ("open", "renew"):
        raise NotFound
    if not form.validate_on_submit():
        return _show(homeroom, form, 422)
    try:
        if what == "open":
            slips = first_passwords.open_student_accounts([each.id for each in found.without_account], by)
        else:
            slips = first_passwords.renew([each.account_id or 0 for each in found.with_first_password], by)
        if not slips:
            raise Refused("no_slips")
    except Refused as refused:
        form.refuse(refused)
        return _show(homeroom, form, 422)
    return slips_file(slips, _name(found), school)


@area.post("/office/accounts/<account>/slip", access=OFFICES)
def replace(account: str) -> ResponseReturnValue:
    """A slip for one person who has forgotten the password; the account is signed out everywhere."""
    found, form = account_within(account, viewer().actor, office_schools()), Form()
    if found is None:
        raise NotFound
    try:
        slip = first_passwords.replace(found, viewer().actor)
    except Refused as refused:
        form.refuse(refused)
        return render("office/student_accounts/refused.html", 422, form=form, account=found)
    return slips_file([slip], slip.name)


def _name(homeroom: Homeroom) -> str:
    return called(homeroom.room, homeroom.grade_level, homeroom.part)


def _within(key: str) -> tuple[Any, Homeroom]:
    found = homeroom_with_key(key, viewer().actor)
    if found is None or not is_within(found[0].id):
        raise NotFound
    return found


def _show(key: str, form: Form, status: int = 200) -> ResponseReturnValue:
    school, homeroom = _within(key)
    return render(
        "office/student_accounts/show.html", status, form=form, school=school, homeroom=homeroom, name=_name(homeroom)
    )
