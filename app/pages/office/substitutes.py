"""Substitutes' passes: who has one now or will, given for a teacher's classes and days, and ended."""

from datetime import date, timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms.validators import DataRequired

from app import clock
from app.sis.access import passes
from app.sis.access.roles import Role
from app.sis.accounts import members
from app.sis.refused import Refused
from app.web.access_log import ROLES
from app.web.area import Area, staff
from app.web.forms import DayField, Form
from app.web.keys import sent_key, sent_keys
from app.web.person_search import PersonSearch
from app.web.render import go_to, render
from app.web.schools import chosen_school, office_schools
from app.web.sessions import viewer

area = Area("substitutes")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)
DONE = {
    "given": lazy_gettext("The pass is given. It ends by itself after its last day."),
    "ended": lazy_gettext("The pass is ended. It holds at the next click, also where somebody is signed in."),
}


class PassForm(Form):
    starts_on = DayField(lazy_gettext("First day"), [DataRequired(lazy_gettext("Please choose the first day."))])
    last_on = DayField(lazy_gettext("Last day"), [DataRequired(lazy_gettext("Please choose the last day."))])


@area.get("/office/substitutes", access=OFFICES)
def index() -> ResponseReturnValue:
    return _list(PersonSearch())


@area.post("/office/substitutes", access=OFFICES)
def search() -> ResponseReturnValue:
    form = PersonSearch()
    return _list(form, form.find(lambda text: members.find_people(text, everybody=office_schools() is None)))


@area.get("/office/substitutes/<member>", access=OFFICES)
def show(member: str) -> ResponseReturnValue:
    """Of the school named by ?school= the teacher named by ?teacher=, to choose classes of."""
    today = clock.today().isoformat()
    return _show(_person(member), PassForm(None, starts_on=today, last_on=today))


@area.post("/office/substitutes/<member>/passes", access=OFFICES)
def give(member: str) -> ResponseReturnValue:
    found, form = _person(member), PassForm()
    if not form.validate_on_submit():
        return _show(found, form, 422)
    assert form.starts_on.day
    assert form.last_on.day
    ends_on = form.last_on.day + timedelta(days=1)
    try:
        passes.give_passes(found, sent_keys("section"), form.starts_on.day, ends_on, office_schools(), viewer().actor)
    except Refused as refused:
        form.refuse(refused)
        return _show(found, form, 422)
    return go_to("office.substitutes.show", member=member, done="given")


@area.post("/office/substitutes/<member>/end", access=OFFICES)
def end(member: str) -> ResponseReturnValue:
    found, form = _person(member), Form()
    section, _, day = sent_key("pass").partition(" ")
    try:
        passes.end_pass(found, section, date.fromisoformat(day), office_schools(), viewer().actor)
    except ValueError:
        raise NotFound from None
    except Refused as refused:
        form.refuse(refused)
        return _show(found, PassForm(None), 422, refused_form=form)
    return go_to("office.substitutes.show", member=member, done="ended")


def _person(key: str) -> Any:
    found = members.person_with_key(key, everybody=office_schools() is None)
    if found is None:
        raise NotFound
    return found


def _list(form: PersonSearch, found: object = None) -> ResponseReturnValue:
    return render(
        "office/substitutes/index.html",
        422 if found is None and request.method == "POST" else 200,
        form=form,
        found=found,
        passes=passes.passes(office_schools()),
        roles=ROLES,
    )


def _show(person: Any, form: PassForm, status: int = 200, refused_form: Form | None = None) -> ResponseReturnValue:
    school, schools = chosen_school()
    teachers = passes.teachers_at(school.id) if school else ()
    asked = next((each for each in teachers if each.key == request.values.get("teacher")), None)
    return render(
        "office/substitutes/show.html",
        status,
        person=person,
        account=members.account_of(person),
        form=form,
        refused_form=refused_form or form,
        school=school,
        schools=schools,
        teachers=teachers,
        teacher=asked or next(iter(teachers), None),
        chosen=request.form.getlist("section") or [each.key for each in (asked.sections if asked else ())],
        passes=passes.passes(office_schools(), person.id),
        done=DONE.get(request.args.get("done", "")) if status == 200 else None,
    )
