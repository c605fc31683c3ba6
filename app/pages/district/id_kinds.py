"""The kinds of ID that the district accepts at the counter, in every language."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import StringField
from wtforms.validators import Length

from app.database import Translated
from app.sis.access.roles import Role
from app.sis.activation.id_kinds import accept_again, add_kind, kinds, retire_kind
from app.sis.refused import Refused
from app.web.area import Area, staff
from app.web.forms import Form
from app.web.keys import sent_key
from app.web.render import go_to, render
from app.web.sessions import viewer

area = Area("id_kinds")
DISTRICT = staff(Role.DISTRICT_OFFICE)
CHANGES = {"retire": retire_kind, "again": accept_again}
TOO_LONG = lazy_gettext("Please use at most 80 letters.")


class KindForm(Form):
    en = StringField(lazy_gettext("Name in English"), [Length(max=80, message=TOO_LONG)])
    es = StringField(lazy_gettext("Name in Spanish"), [Length(max=80, message=TOO_LONG)])


@area.get("/district/id-kinds", access=DISTRICT)
def index() -> ResponseReturnValue:
    return _show(KindForm())


@area.post("/district/id-kinds", access=DISTRICT)
def submit() -> ResponseReturnValue:
    form = KindForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    languages = current_app.config["SETTINGS"].languages
    try:
        add_kind(Translated({each: form[each].data or "" for each in languages if each in form}), viewer().actor)
    except Refused as refused:
        form.refuse(refused)
        return _show(form, 422)
    return go_to("district.id_kinds.index")


@area.post("/district/id-kinds/change", access=DISTRICT)
def change() -> ResponseReturnValue:
    """One form for each kind, with one button."""
    what = CHANGES.get(request.form.get("what", ""))
    if what is None:
        raise NotFound
    try:
        what(sent_key("kind"), viewer().actor)
    except Refused as refused:
        form = KindForm(formdata=None)
        form.refuse(refused)
        return _show(form, 422)
    return go_to("district.id_kinds.index")


def _show(form: KindForm, status: int = 200) -> ResponseReturnValue:
    return render("district/id_kinds/index.html", status, form=form, kinds=kinds(retired=True))
