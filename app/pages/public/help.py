"""/help: directions topic by topic, a search in them, and a form to write to the district."""

import re
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.extensions import limiter, of_network
from app.sis.access.queries import Child, SchoolOfChild
from app.sis.accounts.passwords import SHORTEST
from app.sis.accounts.recovery import LINK_MINUTES
from app.sis.accounts.sessions import LONGEST_HOURS
from app.sis.attendance.queries import codes_of
from app.sis.schools.queries import all_schools
from app.sis.support.actions import Said, send
from app.sis.support.kinds import Kind
from app.sis.support.queries import has_report, spoken
from app.web.area import Area, anyone, own_students
from app.web.forms import Form
from app.web.help import BY_NAME, OF_PART, TOPICS, find, groups
from app.web.i18n import language
from app.web.render import go_to, render
from app.web.sessions import viewer

area = Area("help")
PER_SENDER = "60 per hour"  # of one account; signed out, of one address, which a whole library shares
NOT_LISTED = lazy_gettext("Please choose one from the list.")
LONGEST_SEARCH, LONGEST_REPORT = 100, 4000
BLOCK = re.compile(r"<svg.*?</svg>|</?(?:p|h2|li|dt|dd|tr|caption)\b[^>]*>", re.DOTALL)  # what a line of text ends at


class Search(Form):
    class Meta(Form.Meta):
        csrf = False

    q = StringField(lazy_gettext("Words to look for"))


class ReportForm(Form):
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
            Length(max=LONGEST_REPORT, message=lazy_gettext("Please use at most 4,000 letters.")),
        ],
    )
    answer_to = StringField(
        lazy_gettext("E-mail or telephone for the answer"),
        [Length(max=254, message=lazy_gettext("Please use at most 254 letters."))],
    )


@area.get("/help", access=anyone)
def index() -> ResponseReturnValue:
    form = Search(request.args)
    typed = (form.q.data or "")[:LONGEST_SEARCH]
    found = find(typed, {topic: _lines(topic.name) for topic in TOPICS}) if typed.strip() else None
    return render("public/help/index.html", form=form, groups=groups(), typed=typed, found=found, **_context())


@area.get("/help/<topic>", access=anyone)
def show(topic: str) -> ResponseReturnValue:
    """A topic; where a tab has given its name, the topic that it belongs to."""
    if topic not in BY_NAME and topic in OF_PART:
        return go_to("public.help.show", topic=OF_PART[topic].name)
    if topic not in BY_NAME:
        raise NotFound
    return render("public/help/show.html", topic=BY_NAME[topic], **_context())


@area.get("/help/report", access=anyone)
def report() -> ResponseReturnValue:
    return _show_form(_report_form(name=viewer().name if current_user.is_authenticated else ""))


@area.post("/help/report", access=anyone)
@limiter.limit(PER_SENDER, key_func=lambda: _sender())
def submit() -> ResponseReturnValue:
    form = _report_form()
    if not form.validate_on_submit():
        return _show_form(form, 422)
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
    by = {"by": viewer().actor} if current_user.is_authenticated else {}
    token = request.form.get("csrf_token", "")  # another for each form
    return go_to("public.help.sent", report=send(said, token, **by))


@area.get("/help/report/<report>", access=anyone)
def sent(report: str) -> ResponseReturnValue:
    """The reference number, and nothing else of the report."""
    if not has_report(report):
        raise NotFound
    return render("public/help/sent.html", reference=spoken(report))


def _report_form(**first: object) -> ReportForm:
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


def _show_form(form: ReportForm, status: int = 200) -> ResponseReturnValue:
    return render("public/help/report.html", status, form=form, longest=LONGEST_REPORT)


def _sender() -> str:
    return f"account {viewer().account_id}" if current_user.is_authenticated else of_network()


def _children() -> tuple[Child, ...]:
    return own_students() if current_user.is_authenticated else ()


def _schools() -> dict[int, SchoolOfChild]:
    return {child.school.id: child.school for child in _children() if child.school}


def _context() -> dict[str, Any]:
    """What the topics ask for, where they ask: the reader's schools, else the district's; and its attendance codes."""
    return {
        "own_schools": lambda: list(_schools().values()),
        "all_schools": all_schools,
        "codes": lambda: codes_of(_schools()),
        "link_minutes": LINK_MINUTES,
        "longest_hours": LONGEST_HOURS,
        "shortest": SHORTEST,
    }


def _lines(topic: str) -> list[str]:
    """What a topic says in the reader's language, line by line, without pictures."""
    html = render_template(f"public/help/topics/{topic}.html", **_context()).replace("</t", " </t")
    return [line for block in BLOCK.split(html) if (line := Markup(block).striptags())]
