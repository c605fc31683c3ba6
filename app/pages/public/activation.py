"""/activate: an account with the key of a letter. Two steps; what the first asks goes along and is looked at anew."""

from datetime import UTC, date
from math import ceil

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from limits import RateLimitItem, parse
from werkzeug.exceptions import TooManyRequests
from werkzeug.utils import redirect
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.extensions import limiter, of_network
from app.sis.accounts import passwords
from app.sis.accounts.links import EMAIL_CONFIRM_HOURS
from app.sis.activation.keys import key_hash, typed
from app.sis.activation.opening import Letter, Wanted, open_account, read_letter
from app.sis.refused import Refused
from app.web.area import Area, anyone
from app.web.forms import DayField, Form
from app.web.i18n import NAMES, language
from app.web.navigation import WELCOME
from app.web.render import render
from app.web.sessions import is_public_computer, keep_mark, origin, server_session

area = Area("activation")
WRONG_KEYS = parse("30 per 5 minutes")  # from one address; a right key with a right birth date is never in their number
NAMES_TRIED = parse("60 per hour")  # with one key: which user names are taken
COUNTED = {"key_unknown", "birth_date_wrong", "key_waits"}  # what is typed wrong is found without asking the database


class BirthDateField(DayField):
    """A birth date, as a browser's calendar sends it or typed like 2012-03-04; in another order it is asked again."""

    def pre_validate(self, form: Form) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(
                gettext("Please write the birth date as year, month and day, like 2012-03-04 for March 4, 2012.")
            ) from None


class LetterForm(Form):
    key = StringField(
        lazy_gettext("Key"),
        [
            InputRequired(lazy_gettext("Please type the key that stands on the letter.")),
            Length(max=200, message=lazy_gettext("A key is shorter than that. Please type it as on the letter.")),
        ],
    )
    birth_date = BirthDateField(
        lazy_gettext("Birth date of a child named on the letter"),
        [InputRequired(lazy_gettext("Please type the birth date of a child named on the letter."))],
        filters=[lambda text: text and text.strip()],
    )

    @property
    def born_on(self) -> date:
        """Of a form that is valid."""
        return self.birth_date.day or date.min


class AccountForm(Form):
    key = HiddenField()
    birth_date = HiddenField()
    username = StringField(lazy_gettext("User name"), [InputRequired(lazy_gettext("Please choose a user name."))])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(lazy_gettext("Please choose a password."))])
    language = SelectField(
        lazy_gettext("Language of the pages and of what we write to you"),
        validate_choice=False,  # what is none of ours is the language of the page
    )
    email = EmailField(
        lazy_gettext("E-mail, if you want"),
        [
            Optional(),
            Length(max=254, message=lazy_gettext("This is no e-mail address. One looks like name@example.org.")),
        ],
    )
    public_computer = BooleanField(lazy_gettext("This is a public computer"))


@area.get("/activate", access=anyone)
def index() -> ResponseReturnValue:
    return _ask(LetterForm())


@area.post("/activate", access=anyone)
def check() -> ResponseReturnValue:
    """Answers 200 with the second step: nothing is written, so there is nothing to be sent to."""
    form = LetterForm()
    letter = _letter(form)
    if not isinstance(letter, Letter):
        return letter
    return _show(AccountForm(formdata=None, **_proof(form), language=language()), letter)


@area.post("/sign-in/activate", access=anyone)  # beneath /sign-in: the device mark is sent nowhere else
def submit() -> ResponseReturnValue:
    first = LetterForm()
    letter = _letter(first)
    if not isinstance(letter, Letter):
        return letter
    form = AccountForm()
    if "show" in request.form:
        form.password.data = ""
        return _show(form, letter)
    if not form.validate_on_submit():
        return _show(form, letter, 422)
    chosen = form.language.data if form.language.data in dict(_languages()) else language()
    wanted = Wanted(form.username.data, form.password.data, chosen, form.email.data or "")
    where = origin(form.public_computer.data or is_public_computer())
    session = server_session()
    try:
        signed_in = open_account(
            first.key.data, first.born_on, wanted, where, session.viewer.session_id if session.viewer else None
        )
    except Refused as refused:
        if refused.field in ("key", "birth_date", None):  # in another tab, just now
            return _refuse(first, refused)
        if refused.code == "username_taken" and not limiter.limiter.hit(NAMES_TRIED, key_hash(typed(first.key.data))):
            raise TooManyRequests from None
        form.refuse(refused)
        return _show(form, letter, 422)
    session.replace(signed_in.token)
    response = redirect(WELCOME, 303)
    keep_mark(response, where)
    return response


def _letter(form: LetterForm) -> Letter | Response:
    """The letter that the form shows, or the answer that says what is wrong."""
    if not form.validate_on_submit():
        return _ask(form, 422)
    try:
        return read_letter(form.key.data, form.born_on)
    except Refused as refused:
        return _refuse(form, refused)


def _refuse(form: LetterForm, refused: Refused) -> Response:
    """Why not, and whom to call. Who types wrong keys without end is asked to wait, and a right one is let in still."""
    address = of_network()
    if refused.code in COUNTED and not _may_be_wrong_again(address):
        wait = _seconds_to_wait(WRONG_KEYS, "wrong keys", address)
        form.form_errors.append(
            gettext(
                "Too many wrong keys or birth dates came from this connection. Please wait %(minutes)s minutes. The "
                "right key with the right birth date is let in even now.",
                minutes=-(-wait // 60),
            )
        )
        response = _ask(form, 429)
        response.headers["Retry-After"] = str(wait)
        return response
    form.refuse(refused, phone=_phone(refused))
    return _ask(form, 422)


def _phone(refused: Refused) -> object:
    """Whom to call: of the child's school, else of the district, for who reads Spanish the one that speaks it."""
    settings = current_app.config["SETTINGS"]
    school = refused.facts.get("phone")
    if language() == "es":
        return refused.facts.get("spanish_phone") or school or settings.district_spanish_phone
    return school or settings.district_phone


def _may_be_wrong_again(address: str) -> bool:
    """Count a wrong key, unless there were too many already: who goes on then costs a look and no writing."""
    wrong = WRONG_KEYS, "wrong keys", address
    return limiter.limiter.test(*wrong) and limiter.limiter.hit(*wrong)


def _seconds_to_wait(limit: RateLimitItem, *identifiers: str) -> int:
    resets_at = limiter.limiter.get_window_stats(limit, *identifiers).reset_time
    return max(1, ceil(resets_at - clock.now().replace(tzinfo=UTC).timestamp()))


def _proof(form: LetterForm) -> dict[str, str]:
    return {"key": form.key.data, "birth_date": form.birth_date.data}


def _languages() -> list[tuple[str, str]]:
    return [(code, NAMES[code]) for code in current_app.config["SETTINGS"].languages]


def _ask(form: LetterForm, status: int = 200) -> Response:
    return render("public/activate.html", status, form=form)


def _show(form: AccountForm, letter: Letter, status: int = 200) -> Response:
    form.language.choices = _languages()
    return render(
        "public/activate_account.html",
        status,
        form=form,
        letter=letter,
        shortest=passwords.SHORTEST,
        hours=EMAIL_CONFIRM_HOURS,
        is_visible="show" in request.form or "visible" in request.form,
    )
