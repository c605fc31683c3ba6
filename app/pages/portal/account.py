"""Change Account Information: what the owner of an account changes in it, each with a form of its own."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired

from app.extensions import limiter
from app.sis.accounts import emails, owner, passwords, second_factor, sessions
from app.sis.accounts.actions import set_language
from app.sis.accounts.links import EMAIL_CONFIRM_HOURS, EMAIL_UNDO_HOURS
from app.sis.refused import Refused
from app.web.area import Area, own_account
from app.web.forms import Form
from app.web.render import go_to, render
from app.web.sessions import here, idle_times, viewer

area = Area("account")
GUESSES = "60 per hour"  # which user names are taken
LETTERS = "10 per hour"  # to addresses that may be anybody's
DONE = {
    "username": lazy_gettext("Your new user name holds from the next sign-in on."),
    "password": lazy_gettext("Your new password is kept. Every other session of your account has ended."),
    "language": lazy_gettext("Your language is kept."),
    "email": lazy_gettext("A mail is on its way to the new address. The e-mail changes when you open the link in it."),
    "forget": lazy_gettext("The new e-mail is given up: its link does not hold any more."),
    "sessions": lazy_gettext(
        "Every other session of your account has ended. A new e-mail that was not confirmed does not hold."
    ),
}


class UsernameForm(Form):
    username = StringField(lazy_gettext("User name"), [InputRequired(lazy_gettext("Please type a user name."))])
    current_password = PasswordField(
        lazy_gettext("Current password"),
        [InputRequired(lazy_gettext("Please type the password you have now."))],
        id="username-current-password",
    )


class PasswordForm(Form):
    current_password = PasswordField(
        lazy_gettext("Current password"), [InputRequired(lazy_gettext("Please type the password you have now."))]
    )
    password = PasswordField(lazy_gettext("New password"), [InputRequired(lazy_gettext("Please type a new password."))])


class EmailForm(Form):
    email = EmailField(lazy_gettext("New e-mail"), [InputRequired(lazy_gettext("Please type the new e-mail."))])
    current_password = PasswordField(
        lazy_gettext("Current password"),
        [InputRequired(lazy_gettext("Please type the password you have now."))],
        id="email-current-password",
    )


def _of_account() -> str:
    return f"account {viewer().account_id}"


@area.get("/account", access=own_account)
def index() -> ResponseReturnValue:
    return _show()


@area.post("/account/username", access=own_account)
@limiter.limit(GUESSES, key_func=_of_account)
def username() -> ResponseReturnValue:
    form = UsernameForm()
    if not form.validate_on_submit():
        return _show(form)
    try:
        owner.change_username(viewer(), form.username.data, form.current_password.data, here())
    except Refused as refused:
        return _show(form, refused)
    return _done("username")


@area.post("/account/password", access=own_account)
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate_on_submit():
        return _show(form)
    try:
        owner.change_password(viewer(), form.current_password.data, form.password.data, here())
    except Refused as refused:
        return _show(form, refused)
    return _done("password")


@area.post("/account/language", access=own_account)
def language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen not in current_app.config["SETTINGS"].languages:
        raise NotFound
    set_language(viewer().account_id, chosen, by=viewer().actor)
    return _done("language")


@area.post("/account/email", access=own_account)
@limiter.limit(LETTERS, key_func=_of_account)
def email() -> ResponseReturnValue:
    form = EmailForm()
    if not form.validate_on_submit():
        return _show(form)
    try:
        owner.ask_for_email(viewer(), form.email.data, form.current_password.data, here())
    except Refused as refused:
        return _show(form, refused)
    return _done("email")


@area.post("/account/email/asked", access=own_account)
@limiter.limit(LETTERS, key_func=_of_account, deduct_when=lambda answer: answer.status_code == 303)
def asked_email() -> ResponseReturnValue:
    """The new e-mail that waits to be confirmed: its mail once more, or not wanted any more."""
    doing, what = {"again": emails.send_again, "forget": emails.forget_asked}, request.form.get("what", "")
    if what not in doing:
        raise NotFound
    try:
        doing[what](viewer().account_id, viewer().actor)
    except Refused as refused:
        return _show(Form(), refused)
    return _done("email" if what == "again" else what)


@area.post("/account/sessions", access=own_account)
def end_others() -> ResponseReturnValue:
    owner.end_other_sessions(viewer())
    return _done("sessions")


def _done(what: str) -> ResponseReturnValue:
    return go_to("portal.account.index", done=what)


def _show(form: Form | None = None, refused: Refused | None = None) -> ResponseReturnValue:
    """The page; with the form that was refused, which keeps what was typed but passwords."""
    if form is not None and refused is not None:
        form.refuse(refused)
    who, account = viewer(), owner.account_of(viewer())
    is_busy = refused is not None and refused.code == "try_again"
    return render(
        "portal/account/index.html",
        503 if is_busy else 422 if form else 200,
        form=form,
        username=form if isinstance(form, UsernameForm) else UsernameForm(None, username=account.username),
        password=form if isinstance(form, PasswordForm) else PasswordForm(None),
        email=form if isinstance(form, EmailForm) else EmailForm(None),
        account=account,
        email_now=emails.email_of(who.person_id),
        email_asked=emails.asked_for(who.account_id),
        hours={"confirm": EMAIL_CONFIRM_HOURS, "undo": EMAIL_UNDO_HOURS},
        shortest=passwords.SHORTEST,
        is_visible="visible" in request.values,
        has_second_factor=second_factor.is_on(who.account_id),
        sessions=sessions.open_of(who.account_id, who.session_id, idle_times(current_app.config["SETTINGS"])),
        done=DONE.get(request.args.get("done", "")),
    )
