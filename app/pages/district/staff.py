"""The staff: found, entered, given roles and accounts, and let go. By the district: no office gives itself a role."""

from datetime import date, timedelta
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app import clock
from app.sis.access.roles import Role
from app.sis.accounts import members
from app.sis.accounts.names import suggested
from app.sis.refused import Refused
from app.sis.schools.queries import all_schools
from app.web.access_log import ROLES
from app.web.area import Area, staff
from app.web.forms import DayField, Form
from app.web.i18n import NAMES
from app.web.person_search import PersonSearch
from app.web.render import go_to, render
from app.web.sessions import viewer
from app.web.slips import slips_file

area = Area("staff")
DISTRICT = staff(Role.DISTRICT_OFFICE)
ONE_DAY = timedelta(days=1)
DONE = {
    "added": lazy_gettext("The person is entered. Give a role next, then open the account."),
    "given": lazy_gettext("The role is given."),
    "ended": lazy_gettext("The end of the role is set. It holds at the next click, also where somebody is signed in."),
    "left": lazy_gettext(
        "All roles and passes end on that day. Whoever is a parent here, too, keeps the account for that."
    ),
}
TOO_LONG = lazy_gettext("Please use at most 100 letters.")


class NewMember(Form):
    given_name = StringField(
        lazy_gettext("Given name"),
        [InputRequired(lazy_gettext("Please type the given name.")), Length(max=100, message=TOO_LONG)],
    )
    family_name = StringField(
        lazy_gettext("Family name"),
        [InputRequired(lazy_gettext("Please type the family name.")), Length(max=100, message=TOO_LONG)],
    )
    email = EmailField(lazy_gettext("E-mail"))
    language = SelectField(lazy_gettext("Language"), validate_choice=False)
    is_another = BooleanField(lazy_gettext("Somebody of this name is on file already; this is another person"))


class RoleForm(Form):
    starts_on = DayField(lazy_gettext("First day"))
    last_on = DayField(lazy_gettext("Last day"))


class EndForm(Form):
    ends_last_on = DayField(lazy_gettext("Last day of the role"))


class LeaveForm(Form):
    left_on = DayField(
        lazy_gettext("Last day on the staff"), [DataRequired(lazy_gettext("Please choose the last day."))]
    )


class AccountForm(Form):
    username = StringField(lazy_gettext("User name"), [InputRequired(lazy_gettext("Please type a user name."))])


@area.get("/district/staff", access=DISTRICT)
def index() -> ResponseReturnValue:
    return render("district/staff/index.html", form=PersonSearch(), found=None)


@area.post("/district/staff", access=DISTRICT)
def search() -> ResponseReturnValue:
    form = PersonSearch()
    found = form.find(lambda text: members.find_people(text, everybody=True))
    return render("district/staff/index.html", 422 if found is None else 200, form=form, found=found, roles=ROLES)


@area.get("/district/staff/new", access=DISTRICT)
def new() -> ResponseReturnValue:
    return _show_new(NewMember(language=current_app.config["SETTINGS"].default_language))


@area.post("/district/staff/new", access=DISTRICT)
def add() -> ResponseReturnValue:
    form = NewMember()
    if form.language.data not in current_app.config["SETTINGS"].languages:
        raise NotFound
    if not form.validate_on_submit():
        return _show_new(form, 422)
    try:
        person = members.add_member(
            form.given_name.data,
            form.family_name.data,
            form.email.data or "",
            form.language.data,
            form.is_another.data,
            by=viewer().actor,
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_new(form, 422)
    return go_to("district.staff.show", member=person.key, done="added")


@area.get("/district/staff/<member>", access=DISTRICT)
def show(member: str) -> ResponseReturnValue:
    return _show(_person(member))


@area.post("/district/staff/<member>/roles", access=DISTRICT)
def give(member: str) -> ResponseReturnValue:
    found, form = _person(member), RoleForm()
    role, key = request.form.get("role", ""), request.form.get("school", "")
    school = next((each for each in all_schools() if each.key == key), None)
    if role not in set(Role) or (key and school is None):
        raise NotFound
    if not form.validate_on_submit():
        return _show(found, form)
    try:
        members.give_role(found, Role(role), school, viewer().actor, form.starts_on.day, _after(form.last_on.day))
    except Refused as refused:
        return _show(found, form, refused)
    return go_to("district.staff.show", member=member, done="given")


@area.post("/district/staff/<member>/roles/end", access=DISTRICT)
def end(member: str) -> ResponseReturnValue:
    """With its button "now" the role ends now; else on the day, or no more where there is none."""
    found, form = _person(member), EndForm()
    held = next((each for each in members.roles_not_over(found) if _name(each) == request.form.get("held")), None)
    what = request.form.get("what")
    if held is None or what not in ("now", "day"):
        raise NotFound
    if what == "day" and not form.validate_on_submit():
        return _show(found, form)
    try:
        members.end_role(held, clock.today() if what == "now" else _after(form.ends_last_on.day), viewer().actor)
    except Refused as refused:
        return _show(found, form, refused)
    return go_to("district.staff.show", member=member, done="ended")


@area.post("/district/staff/<member>/leave", access=DISTRICT)
def leave(member: str) -> ResponseReturnValue:
    found, form = _person(member), LeaveForm()
    if not form.validate_on_submit():
        return _show(found, form)
    try:
        members.leave(found, _after(form.left_on.day) or clock.today(), viewer().actor)
    except Refused as refused:
        return _show(found, form, refused)
    return go_to("district.staff.show", member=member, done="left")


@area.post("/district/staff/<member>/account", access=DISTRICT)
def open_account(member: str) -> ResponseReturnValue:
    """Answers with the slip, which is kept nowhere."""
    found, form = _person(member), AccountForm()
    if not form.validate_on_submit():
        return _show(found, form)
    try:
        slip = members.open_account(found, form.username.data, viewer().actor)
    except Refused as refused:
        return _show(found, form, refused)
    return slips_file([slip], slip.name)


def _person(key: str) -> Any:
    found = members.person_with_key(key, everybody=True)
    if found is None:
        raise NotFound
    return found


def _after(last_on: date | None) -> date | None:
    """The end, which is exclusive, of what has this last day."""
    return last_on and last_on + ONE_DAY


def _name(held: Any) -> str:
    """What stands for a role that is not over in a form, with the end that was on screen: nobody overwrites unseen."""
    return f"{held.role} {held.school.key if held.school else ''} {held.starts_on} {held.ends_on}"


def _show(person: Any, form: Form | None = None, refused: Refused | None = None) -> ResponseReturnValue:
    """The page; with the form that was refused, which keeps what was typed."""
    if form is not None and refused is not None:
        form.refuse(refused)
    account = members.account_of(person)
    own = {kind: form if isinstance(form, kind) else kind(None) for kind in (RoleForm, EndForm, LeaveForm)}
    suggestion = suggested(person.given_name, person.family_name)
    return render(
        "district/staff/show.html",
        422 if form else 200,
        form=form,
        person=person,
        roles=ROLES,
        held=members.roles_of(person),
        ending=[(_name(each), each) for each in members.roles_not_over(person)],
        schools=all_schools(),
        account=account,
        give=own[RoleForm],
        end=own[EndForm],
        leave=own[LeaveForm],
        open=form if isinstance(form, AccountForm) else AccountForm(None, username=suggestion),
        done=DONE.get(request.args.get("done", "")) if not form else None,
    )


def _show_new(form: NewMember, status: int = 200) -> ResponseReturnValue:
    languages = current_app.config["SETTINGS"].languages
    form.language.choices = [(each, NAMES[each], {"lang": each, "translate": "no"}) for each in languages]
    return render("district/staff/new.html", status, form=form)
