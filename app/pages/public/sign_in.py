"""/ and /sign-in."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.utils import redirect
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from app.extensions import limiter
from app.sis.accounts.actions import sign_in
from app.sis.refused import Refused
from app.web.area import Area, anyone
from app.web.forms import Form
from app.web.navigation import landing, own_page
from app.web.render import go_to, render
from app.web.sessions import server_session

area = Area("sign_in")
PER_ADDRESS = "300 per 5 minutes"  # a whole library shares one address: slows guessing, shuts nobody out


class SignInForm(Form):
    username = StringField(lazy_gettext("User name"), [InputRequired(lazy_gettext("Please type your user name."))])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(lazy_gettext("Please type your password."))])
    next = HiddenField()


@area.get("/", access=anyone)
def front() -> ResponseReturnValue:
    return go_to(landing() if current_user.is_authenticated else "public.sign_in.index")


@area.get("/sign-in", access=anyone)
def index() -> ResponseReturnValue:
    form = SignInForm(next=own_page(request.args.get("next")))
    return render("public/sign_in.html", form=form, idle="idle" in request.args)


@area.post("/sign-in", access=anyone)
@limiter.limit(PER_ADDRESS)
def submit() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return render("public/sign_in.html", 422, form=form, idle=False)
    session = server_session()
    try:
        token = sign_in(
            form.username.data,
            form.password.data,
            address=request.remote_addr or "",
            language=session.chosen_language or None,
        )
    except Refused as refused:
        form.refuse(refused, phone=current_app.config["SETTINGS"].district_phone)
        return render("public/sign_in.html", 422, form=form, idle=False)
    session.replace(token)
    return redirect(own_page(form.next.data) or "/home", 303)
