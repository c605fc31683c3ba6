"""What people have written to the district: what waits for an answer, what was answered, and one of them whole."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from app.sis.access.roles import Role
from app.sis.people.names import typed
from app.sis.refused import Refused
from app.sis.support.actions import answer, reopen
from app.sis.support.queries import has_report, report_with, reports
from app.web.area import Area, staff
from app.web.forms import Form
from app.web.paging import page_number
from app.web.render import go_to, render
from app.web.sessions import viewer

area = Area("reports")
DISTRICT = staff(Role.DISTRICT_OFFICE)
KINDS = {
    "problem": lazy_gettext("Problem"),
    "comment": lazy_gettext("Comment"),
    "suggestion": lazy_gettext("Suggestion"),
}


class Lookup(Form):
    """Said in the address: a reference number names nobody."""

    class Meta(Form.Meta):
        csrf = False

    reference = StringField(lazy_gettext("Reference number"), filters=[lambda text: (text or "")[:12]])


class NoteForm(Form):
    note = TextAreaField(
        lazy_gettext("Note"), [Length(max=2000, message=lazy_gettext("Please use at most 2,000 letters."))]
    )


@area.get("/district/reports", access=DISTRICT)
def index() -> ResponseReturnValue:
    """Those that wait, with ?answered=1 the answered ones; ?reference= leads to the one that has it."""
    form = Lookup(request.args)
    key = typed(form.reference.data or "").replace(" ", "").lower()
    if key and has_report(key):
        return go_to("district.reports.show", report=key)
    if key:
        form.refuse(Refused("no_report", field="reference"))
    answered = request.args.get("answered") == "1"
    return render(
        "district/reports/index.html",
        form=form,
        answered=answered,
        reports=reports(answered, page_number()),
        kinds=KINDS,
    )


@area.get("/district/reports/<report>", access=DISTRICT)
def show(report: str) -> ResponseReturnValue:
    return _show(report, NoteForm())


@area.post("/district/reports/<report>", access=DISTRICT)
def submit(report: str) -> ResponseReturnValue:
    """One form, with a button for what can be done."""
    doing: dict[str, Callable[..., Any]] = {"answer": answer, "reopen": reopen}
    form, what = NoteForm(), request.form.get("what", "")
    if what not in doing or not has_report(report):
        raise NotFound
    if not form.validate_on_submit():
        return _show(report, form, 422)
    try:
        doing[what](report, form.note.data or "", by=viewer().actor)
    except Refused as refused:
        form.refuse(refused)
        return _show(report, form, 422)
    return go_to("district.reports.show", report=report)


def _show(key: str, form: NoteForm, status: int = 200) -> ResponseReturnValue:
    report = report_with(key)
    if report is None:
        raise NotFound
    return render("district/reports/show.html", status, form=form, report=report, kinds=KINDS)
