"""/first-password: the first thing that opens with a password from a slip; sets an own one."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.utils import redirect
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from app.sis.accounts import first_passwords, passwords
from app.sis.accounts.owner import account_of
from app.sis.refused import Refused
from app.web.area import Area, first_sign_in
from app.web.forms import Form
from app.web.navigation import WELCOME, landing, own_page
from app.web.render import go_to, render
from app.web.sessions import viewer

area = Area("first_password")


class OwnPasswordForm(Form):
    password = PasswordField(lazy_gettext("New password"), [InputRequired(lazy_gettext("Please type a new password."))])
    next = HiddenField()


@area.get("/first-password", access=first_sign_in)
def index(is_over: bool) -> ResponseReturnValue:
    if is_over:
        return go_to("public.sign_in.front")
    return _show(OwnPasswordForm(next=own_page(request.args.get("next"))))


@area.post("/first-password", access=first_sign_in)
def submit(is_over: bool) -> ResponseReturnValue:
    """Goes on to the page that was asked for."""
    if is_over:
        return go_to("public.sign_in.front")
    form = OwnPasswordForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    try:
        first_passwords.set_own(viewer(), form.password.data)
    except Refused as refused:
        form.refuse(refused)
        return _show(form, 422)
    asked_for = own_page(form.next.data)
    if asked_for in (None, "/", "/home") and landing() == "portal.home.index":
        return redirect(WELCOME, 303)
    return redirect(asked_for or "/", 303)


def _show(form: OwnPasswordForm, status: int = 200) -> ResponseReturnValue:
    return render(
        "public/first_password.html",
        status,
        form=form,
        username=account_of(viewer()).username,
        shortest=passwords.SHORTEST,
        is_visible="visible" in request.values,
    )
