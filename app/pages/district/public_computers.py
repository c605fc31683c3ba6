"""The list of public computers: sessions there end sooner, and their browsers are asked to keep nothing."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.sis.access.roles import Role
from app.sis.accounts.public_computers import add, listed, remove
from app.sis.refused import Refused
from app.web.area import Area, staff
from app.web.forms import Form
from app.web.render import go_to, render
from app.web.sessions import viewer

area = Area("public_computers")
DISTRICT = staff(Role.DISTRICT_OFFICE)


class NetworkForm(Form):
    network = StringField(
        lazy_gettext("Address or network"),
        [InputRequired(lazy_gettext("Please type an address.")), Length(max=100, message=lazy_gettext("Too long."))],
    )
    note = StringField(
        lazy_gettext("Where they stand"),
        [Length(max=200, message=lazy_gettext("Please use at most 200 letters."))],
    )


@area.get("/district/public-computers", access=DISTRICT)
def index() -> ResponseReturnValue:
    return _show(NetworkForm())


@area.post("/district/public-computers", access=DISTRICT)
def submit() -> ResponseReturnValue:
    form = NetworkForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    try:
        add(form.network.data, form.note.data, by=viewer().actor)
    except Refused as refused:
        form.refuse(refused)
        return _show(form, 422)
    return go_to("district.public_computers.index")


@area.post("/district/public-computers/remove", access=DISTRICT)
def take_off() -> ResponseReturnValue:
    try:
        remove(request.form.get("listed", ""), by=viewer().actor)
    except Refused as refused:
        form = NetworkForm(formdata=None)
        form.refuse(refused)
        return _show(form, 422)
    return go_to("district.public_computers.index")


def _show(form: NetworkForm, status: int = 200) -> ResponseReturnValue:
    address = request.remote_addr
    return render("district/public_computers/index.html", status, form=form, networks=listed(), address=address)
