"""/ and /sign-in."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from app.extensions import limiter
from app.sis.accounts.actions import CodeAsked, SignedIn, sign_in, sign_in_with_code
from app.sis.accounts.half_way import GOOD_FOR
from app.sis.accounts.origin import Origin
from app.sis.accounts.sessions import LONGEST_HOURS, Past
from app.sis.refused import Refused
from app.web.area import Area, anyone
from app.web.forms import Form
from app.web.navigation import landing, own_page
from app.web.render import go_to, render
from app.web.sent_twice import sent
from app.web.sessions import MARK_PATH, is_public_computer, keep_mark, origin, server_session

area = Area("sign_in")
HALF_WAY = "h"  # the cookie between the password and the code
PER_ADDRESS = "300 per 5 minutes"  # a whole library shares one address: slows guessing, shuts nobody out


class SignInForm(Form):
    username = StringField(lazy_gettext("User name"), [InputRequired(lazy_gettext("Please type your user name."))])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(lazy_gettext("Please type your password."))])
    public_computer = BooleanField(lazy_gettext("This is a public computer"))
    next = HiddenField()
    once = HiddenField()


class CodeForm(Form):
    code = StringField(lazy_gettext("Code"), [InputRequired(lazy_gettext("Please type the code."))])
    public_computer = HiddenField()
    next = HiddenField()
    once = HiddenField()


@area.get("/", access=anyone)
def front() -> ResponseReturnValue:
    return go_to(landing() if current_user.is_authenticated else "public.sign_in.index")


@area.get("/sign-in", access=anyone)
def index() -> ResponseReturnValue:
    past = server_session().ended if "idle" in request.args and server_session().ran_out else None
    return _show(SignInForm(next=own_page(request.args.get("next"))), past=past)


@area.post("/sign-in", access=anyone)
@limiter.limit(PER_ADDRESS)
def submit() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    where = origin(form.public_computer.data or is_public_computer())
    username, password = form.username.data, form.password.data
    try:
        with sent(form.once.data, username, password, refusal=Refused("sign_in_failed")):
            answer = sign_in(username, password, where, *_brought_along())
    except Refused as refused:
        form.refuse(refused, phone=current_app.config["SETTINGS"].district_phone)
        return _show(form, 503 if refused.code == "try_again" else 422)
    if isinstance(answer, CodeAsked):
        response = go_to(
            "public.sign_in.code", next=own_page(form.next.data), public="1" if form.public_computer.data else None
        )
        _keep_half_way(response, answer.half_way)
        return response
    return _enter(answer, form.next.data, where)


@area.get("/sign-in/code", access=anyone)
def code() -> ResponseReturnValue:
    """Asks for a code of the second factor; who has typed no password finds that out when sending it."""
    form = CodeForm(next=own_page(request.args.get("next")), public_computer="1" if "public" in request.args else "")
    return render("public/sign_in_code.html", form=form)


@area.post("/sign-in/code", access=anyone)
@limiter.limit(PER_ADDRESS)
def submit_code() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate_on_submit():
        return render("public/sign_in_code.html", 422, form=form)
    where = origin(form.public_computer.data == "1" or is_public_computer())
    proof, typed = request.cookies.get(HALF_WAY, ""), form.code.data
    try:
        with sent(form.once.data, proof, typed, refusal=Refused("code_wrong", field="code")):
            signed_in = sign_in_with_code(proof, typed, where, *_brought_along())
    except Refused as refused:
        form.refuse(refused)
        return render("public/sign_in_code.html", 503 if refused.code == "try_again" else 422, form=form)
    response = _enter(signed_in, form.next.data, where)
    response.delete_cookie(HALF_WAY, path=MARK_PATH)
    return response


def _brought_along() -> tuple[str | None, int | None]:
    """The language chosen before sign-in, and the session that this browser has."""
    session = server_session()
    return session.chosen_language or None, session.viewer.session_id if session.viewer else None


def _enter(signed_in: SignedIn, next_page: str | None, where: Origin) -> BaseResponse:
    session = server_session()
    before = session.viewer or session.ended
    is_anothers = before is not None and before.account_id != signed_in.account_id  # the page that was open here
    session.replace(signed_in.token)
    response = redirect((None if is_anothers else own_page(next_page)) or "/home", 303)
    keep_mark(response, where)
    return response


def _keep_half_way(response: BaseResponse, proof: str) -> None:
    """That the password was right, for the page that asks for the code and no other."""
    secure = current_app.config["SETTINGS"].production
    response.set_cookie(
        HALF_WAY, proof, max_age=GOOD_FOR, path=MARK_PATH, httponly=True, samesite="Strict", secure=secure
    )


def _show(form: SignInForm, status: int = 200, past: Past | None = None) -> Response:
    response = render("public/sign_in.html", status, form=form, past=past, hours=LONGEST_HOURS)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
