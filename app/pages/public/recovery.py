"""/forgot and /reset: a link by mail, and the new password it opens the way to."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length, Regexp

from app.extensions import limiter
from app.sis.accounts import passwords, recovery
from app.sis.refused import Refused
from app.sis.schools.queries import all_schools
from app.web.area import Area, anyone
from app.web.forms import Form
from app.web.render import go_to, render

area = Area("recovery")
PER_ADDRESS = "300 per 5 minutes"  # as at the sign-in page: a whole library shares one address
NO_EMAIL = lazy_gettext("This is no e-mail address. One looks like name@example.org.")


class ForgotForm(Form):
    email = EmailField(
        lazy_gettext("E-mail"),
        [
            InputRequired(lazy_gettext("Please type the e-mail that the school has on file.")),
            Length(max=254, message=NO_EMAIL),
            Regexp(r"\s*[^\s@]+@[^\s@]+\s*$", message=NO_EMAIL),
        ],
    )


class NewPasswordForm(Form):
    password = PasswordField(lazy_gettext("New password"), [InputRequired(lazy_gettext("Please type a new password."))])


@area.get("/forgot", access=anyone)
def index() -> ResponseReturnValue:
    return _show_form(ForgotForm(), is_sent="sent" in request.args)


@area.post("/forgot", access=anyone)
@limiter.limit(PER_ADDRESS)
def submit() -> ResponseReturnValue:
    """The same for every address: whose it is is looked up when the mail is written."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return _show_form(form, 422)
    recovery.ask_for_link(form.email.data)
    return go_to("public.recovery.index", sent=1)


@area.get("/reset/<token>", access=anyone)
def link(token: str) -> ResponseReturnValue:
    """A GET uses nothing up, since the programs that scan mail open links, too."""
    return _show(token, NewPasswordForm())


@area.post("/reset/<token>", access=anyone)
@limiter.limit(PER_ADDRESS)
def new_password(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _show(token, form, 422)
    try:
        account = recovery.set_new_password(token, form.password.data)
    except Refused as refused:
        form.refuse(refused)
        return _show(token, form, 422)
    return go_to("public.recovery.done", disabled="1" if account.disabled_at else None)


@area.get("/reset", access=anyone)
def done() -> ResponseReturnValue:
    return render("public/new_password_set.html", is_disabled="disabled" in request.args)


def _show_form(form: ForgotForm, status: int = 200, is_sent: bool = False) -> ResponseReturnValue:
    """With the schools' telephones: who has no e-mail on file calls one."""
    shown = {"is_sent": is_sent, "own_schools": list, "all_schools": all_schools, **_times()}
    return render("public/forgot.html", status, form=form, **shown)


def _show(token: str, form: NewPasswordForm, status: int = 200) -> ResponseReturnValue:
    account = recovery.owner_of_link(token)
    if account is None:
        return render("public/link_over.html", 404, **_times())
    shown = {"token": token, "username": account.username, "shortest": passwords.SHORTEST}
    return render("public/new_password.html", status, form=form, is_visible="visible" in request.values, **shown)


def _times() -> dict[str, int]:
    return {"minutes": recovery.LINK_MINUTES, "again": recovery.ASK_AGAIN_MINUTES}
