"""The second factor: set up, confirmed by a first code, turned off."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app.sis.accounts import owner, second_factor
from app.sis.refused import Refused
from app.web.area import Area, own_account
from app.web.forms import Form
from app.web.render import go_to, render
from app.web.sessions import here, viewer

area = Area("second_factor")


class FirstCodeForm(Form):
    code = StringField(lazy_gettext("First code"), [InputRequired(lazy_gettext("Please type the code."))])
    current_password = PasswordField(
        lazy_gettext("Current password"), [InputRequired(lazy_gettext("Please type the password you have now."))]
    )


class TurnOffForm(Form):
    code = StringField(
        lazy_gettext("Code, or a recovery code"),
        [InputRequired(lazy_gettext("Please type the code from the telephone, or a recovery code."))],
    )
    current_password = PasswordField(
        lazy_gettext("Current password"), [InputRequired(lazy_gettext("Please type the password you have now."))]
    )


@area.get("/account/second-factor", access=own_account)
def index() -> ResponseReturnValue:
    return _show()


@area.post("/account/second-factor/begin", access=own_account)
def begin() -> ResponseReturnValue:
    """A new key; where there is a second factor already, the page says so."""
    second_factor.begin(viewer().account_id, viewer().session_id)
    return go_to("portal.second_factor.index", begun=1)


@area.post("/account/second-factor", access=own_account)
def confirm() -> ResponseReturnValue:
    """Answers 200 with the recovery codes, which are shown once and stand at no address."""
    form = FirstCodeForm()
    if not form.validate_on_submit():
        return _show(form)
    try:
        codes = owner.turn_on_second_factor(viewer(), form.code.data, form.current_password.data, here())
    except Refused as refused:
        return _show(form, refused)
    return render("portal/account/recovery_codes.html", codes=codes)


@area.post("/account/second-factor/off", access=own_account)
def turn_off() -> ResponseReturnValue:
    form = TurnOffForm()
    if not form.validate_on_submit():
        return _show(form)
    try:
        owner.turn_off_second_factor(viewer(), form.current_password.data, form.code.data, here())
    except Refused as refused:
        return _show(form, refused)
    return go_to("portal.second_factor.index", off=1)


def _show(form: Form | None = None, refused: Refused | None = None) -> ResponseReturnValue:
    """With the key only to who has just begun: one that was left lying may have been read by somebody else."""
    if form is not None and refused is not None:
        form.refuse(refused)
    state = second_factor.state(viewer().account_id, viewer().session_id)
    is_begun = "begun" in request.args or isinstance(form, FirstCodeForm)
    issuer = current_app.config["SETTINGS"].district_name
    is_busy = refused is not None and refused.code == "try_again"
    return render(
        "portal/account/second_factor.html",
        503 if is_busy else 422 if form else 200,
        form=form,
        first_code=form if isinstance(form, FirstCodeForm) else FirstCodeForm(None),
        off=form if isinstance(form, TurnOffForm) else TurnOffForm(None),
        state=state,
        link=state.link(owner.account_of(viewer()).username, issuer) if state.key and is_begun else "",
        is_off="off" in request.args,
    )
