"""Accounts in the hands of the office: found, enabled, disabled, signed out. A school's are its families'."""

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import EmailField, StringField
from wtforms.validators import Length

from app import clock
from app.sis.access.roles import Role
from app.sis.accounts import actions, emails, first_passwords, second_factor
from app.sis.accounts.office import LAST_ATTEMPTS, account_within, find_accounts, last_attempts, why_disabled
from app.sis.accounts.sessions import open_of
from app.sis.refused import Refused
from app.web.access_log import CAUSES, OUTCOMES
from app.web.area import Area, staff
from app.web.forms import Form
from app.web.person_search import PersonSearch, name_field
from app.web.render import go_to, render
from app.web.schools import office_schools
from app.web.sessions import idle_times, viewer

area = Area("accounts")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)
DONE = {
    "enable": lazy_gettext("The account is enabled, and its misses are forgotten."),
    "disable": lazy_gettext("The account is disabled and signed out everywhere."),
    "disable-told": lazy_gettext("The account is disabled and signed out everywhere; its owner is written to."),
    "end_sessions": lazy_gettext("The account is signed out everywhere."),
    "drop_second_factor": lazy_gettext("The second factor is off: the password alone opens the account."),
    "email": lazy_gettext("The e-mail is on file."),
    "email-told": lazy_gettext("The e-mail is on file, and the one before is told."),
    "no-email-told": lazy_gettext("No e-mail is on file any more, and the one before is told."),
}


class AccountSearch(PersonSearch):
    text = name_field(lazy_gettext("Name or user name"))


class ReasonForm(Form):
    reason = StringField(
        lazy_gettext("Reason"), [Length(max=200, message=lazy_gettext("Please use at most 200 letters."))]
    )


class EmailForm(ReasonForm):
    email = EmailField(lazy_gettext("E-mail"))
    reason = StringField(
        lazy_gettext("How you know who it is"),
        [Length(max=200, message=lazy_gettext("Please use at most 200 letters."))],
        id="email-reason",
    )


@area.get("/office/accounts", access=OFFICES)
def index() -> ResponseReturnValue:
    return render("office/accounts/index.html", form=AccountSearch(), found=None)


@area.post("/office/accounts", access=OFFICES)
def search() -> ResponseReturnValue:
    form = AccountSearch()
    found = form.find(lambda text: find_accounts(text, viewer().actor, office_schools()))
    return render("office/accounts/index.html", 422 if found is None else 200, form=form, found=found)


@area.get("/office/accounts/<account>", access=OFFICES)
def show(account: str) -> ResponseReturnValue:
    return _show(account, ReasonForm())


@area.post("/office/accounts/<account>", access=OFFICES)
def submit(account: str) -> ResponseReturnValue:
    """A button for each of what can be done."""
    found, what = account_within(account, viewer().actor, office_schools()), request.form.get("what", "")
    form = EmailForm() if what == "email" else ReasonForm()
    if found is None:
        raise NotFound
    by, reason = viewer().actor, form.reason.data or ""
    had_email = bool(found.person.email)
    doing: dict[str, Callable[[], Any]] = {
        "enable": lambda: actions.enable(found, by, reason),
        "disable": lambda: actions.disable(found, by, reason),
        "end_sessions": lambda: actions.end_sessions(found, by),
        "drop_second_factor": lambda: actions.drop_second_factor(found, by, reason),
        "email": lambda: actions.set_email(found, form["email"].data or "", by, reason),
    }
    if what not in doing:
        raise NotFound
    if not form.validate_on_submit():
        return _show(account, form, 422)
    try:
        doing[what]()
    except Refused as refused:
        form.refuse(refused)
        return _show(account, form, 422)
    done = "no-email" if what == "email" and not (form["email"].data or "").strip() else what
    told = f"{done}-told"
    return go_to("office.accounts.show", account=account, done=told if had_email and told in DONE else done)


def _show(key: str, form: ReasonForm, status: int = 200) -> ResponseReturnValue:
    account = account_within(key, viewer().actor, office_schools())
    if account is None:
        raise NotFound
    return render(
        "office/accounts/show.html",
        status,
        form=form,
        reason=ReasonForm(None) if isinstance(form, EmailForm) else form,
        email=form if isinstance(form, EmailForm) else EmailForm(None),
        email_before=emails.before(account.id),
        account=account,
        disabled_on=account.disabled_at and clock.local(account.disabled_at).date(),
        disabling=why_disabled(account) if account.disabled_at else None,
        causes=CAUSES,
        attempts=last_attempts(account.id),
        last_attempts=LAST_ATTEMPTS,
        outcomes=OUTCOMES,
        sessions=len(open_of(account.id, 0, idle_times(current_app.config["SETTINGS"]))),
        has_second_factor=second_factor.is_on(account.id),
        has_slip=first_passwords.has_slip(account),
        done=DONE.get(request.args.get("done", "")) if status == 200 else None,
    )
