"""A message to the district: a problem, a comment or a suggestion, signed in or not."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.extensions import csrf, limiter, of_network
from app.sis.access.queries import Child
from app.sis.support.actions import SOMEBODY, Said, send
from app.sis.support.kinds import Kind
from app.sis.support.queries import has_report, spoken
from app.web.area import Area, anyone, own_students
from app.web.forms import Form
from app.web.i18n import language
from app.web.render import go_to, render
from app.web.sent_twice import once
from app.web.sessions import viewer

area = Area("report")
PER_SENDER = "60 per hour"  # of one account; signed out, of one address, which a whole library shares
NOT_LISTED = lazy_gettext("Please choose one from the list.")
LONGEST = 4000


class ReportForm(Form):
    class Meta(Form.Meta):
        csrf = False  # see needs_token()

    kind = SelectField(
        lazy_gettext("What is it?"),
        choices=[
            SelectChoice(Kind.PROBLEM, lazy_gettext("A problem: something is wrong or does not work")),
            SelectChoice(Kind.COMMENT, lazy_gettext("A comment")),
            SelectChoice(Kind.SUGGESTION, lazy_gettext("A suggestion: something could be better")),
        ],
        invalid_choice_message=NOT_LISTED,
    )
    name = StringField(
        lazy_gettext("Your name"),
        [
            DataRequired(lazy_gettext("Please type your name.")),
            Length(max=120, message=lazy_gettext("Please use at most 120 letters.")),
        ],
    )
    student = SelectField(lazy_gettext("Child"), invalid_choice_message=NOT_LISTED)
    child = StringField(
        lazy_gettext("Child"), [Length(max=120, message=lazy_gettext("Please use at most 120 letters."))]
    )
    description = TextAreaField(
        lazy_gettext("What happened, or what you would like to say"),
        [
            DataRequired(lazy_gettext("Please say what it is about.")),
            Length(max=LONGEST, message=lazy_gettext("Please use at most 4,000 letters.")),
        ],
    )
    answer_to = StringField(
        lazy_gettext("E-mail or telephone for the answer"),
        [Length(max=254, message=lazy_gettext("Please use at most 254 letters."))],
    )


@area.blueprint.before_request
def needs_token() -> None:
    """Only who is signed in: a session that ended while somebody wrote costs them nothing."""
    if current_user.is_authenticated:
        csrf.protect()


@area.get("/help/report", access=anyone)
def index() -> ResponseReturnValue:
    return _show(_form(name=viewer().name if current_user.is_authenticated else ""))


@csrf.exempt
@area.post("/help/report", access=anyone)
@limiter.limit(PER_SENDER, key_func=lambda: _sender())
def submit() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return _show(form, 422)
    child = next((each for each in _children() if each.key == form.student.data), None)
    said = Said(
        kind=Kind(form.kind.data),
        name=form.name.data.strip(),
        child=child.full_name if child else (form.child.data or "").strip() if "child" in form else "",
        description=form.description.data.strip(),
        answer_to=(form.answer_to.data or "").strip(),
        language=language(),
        student_id=child.id if child else None,
    )
    by = viewer().actor if current_user.is_authenticated else SOMEBODY
    return go_to("public.report.sent", report=send(said, request.form.get("once") or once(), by))


@area.get("/help/report/<report>", access=anyone)
def sent(report: str) -> ResponseReturnValue:
    """The reference number, and nothing else of the report."""
    if not has_report(report):
        raise NotFound
    return render("public/report/sent.html", reference=spoken(report))


def _form(**first: object) -> ReportForm:
    """With the viewer's children to choose from, else with a line for a name."""
    form = ReportForm(**first)
    if children := _children():
        form.student.choices = [
            SelectChoice("", lazy_gettext("no child in particular")),
            *(SelectChoice(each.key, each.full_name, {"translate": "no"}) for each in children),
        ]
        del form.child
    else:
        del form.student
    return form


def _show(form: ReportForm, status: int = 200) -> ResponseReturnValue:
    return render("public/report/index.html", status, form=form, longest=LONGEST)


def _sender() -> str:
    return f"account {viewer().account_id}" if current_user.is_authenticated else of_network()


def _children() -> tuple[Child, ...]:
    return own_students() if current_user.is_authenticated else ()
