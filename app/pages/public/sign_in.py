"""/ and /sign-in."""

from datetime import timedelta

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.utils import redirect
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from app.extensions import limiter
from app.sis.accounts.actions import sign_in
from app.sis.refused import Refused
from app.web.area import Area, anyone
from app.web.forms import Form
from app.web.navigation import landing, own_page
from app.web.render import go_to, render
from app.web.sessions import is_public_computer, keep_mark, origin, server_session

area = Area("sign_in")
PER_ADDRESS = "300 per 5 minutes"  # a whole library shares one address: slows guessing, shuts nobody out


class SignInForm(Form):
    username = StringField(lazy_gettext("User name"), [InputRequired(lazy_gettext("Please type your user name."))])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(lazy_gettext("Please type your password."))])
    public_computer = BooleanField(lazy_gettext("This is a public computer"))
    next = HiddenField()


@area.get("/", access=anyone)
def front() -> ResponseReturnValue:
    return go_to(landing() if current_user.is_authenticated else "public.sign_in.index")


@area.get("/sign-in", access=anyone)
def index() -> ResponseReturnValue:
    past = server_session().ended if "idle" in request.args else None
    return _show(SignInForm(next=own_page(request.args.get("next"))), idle_after=past.idle_after if past else None)


@area.post("/sign-in", access=anyone)
@limiter.limit(PER_ADDRESS)
def submit() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    session = server_session()
    where = origin(form.public_computer.data or is_public_computer())
    try:
        signed_in = sign_in(
            form.username.data,
            form.password.data,
            where,
            language=session.chosen_language or None,
            instead_of=session.viewer.session_id if session.viewer else None,
        )
    except Refused as refused:
        form.refuse(refused, phone=current_app.config["SETTINGS"].district_phone)
        return _show(form, 503 if refused.code == "try_again" else 422)
    before = session.viewer or session.ended
    is_anothers = before is not None and before.account_id != signed_in.account_id  # the page that was open here
    session.replace(signed_in.token)
    response = redirect((None if is_anothers else own_page(form.next.data)) or "/home", 303)
    keep_mark(response, where.mark)
    return response


def _show(form: SignInForm, status: int = 200, idle_after: timedelta | None = None) -> Response:
    response = render(
        "public/sign_in.html", status, form=form, idle_minutes=idle_after and idle_after // timedelta(minutes=1)
    )
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
