"""Accounts that were opened with a letter: whom to call, and which were not opened by their owner."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound

from app.sis.access.roles import Role
from app.sis.activation import activations
from app.sis.activation.activations import settled, to_be_told
from app.sis.refused import Refused
from app.web.area import Area, note_contacts, staff
from app.web.forms import Form
from app.web.paging import page_number
from app.web.render import go_to, render
from app.web.schools import office_schools
from app.web.sessions import viewer

area = Area("activations")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)
DOING = {"told": activations.tell, "not-told": activations.undo_tell, "end": activations.end}
DONE = {
    "told": lazy_gettext("Kept: the owner was told by telephone."),
    "not-told": lazy_gettext("Undone: the owner is to be told still."),
    "end": lazy_gettext(
        "The account is ended: nothing opens it, and its e-mail is what it was. A new letter opens it anew."
    ),
}


@area.get("/office/activations", access=OFFICES)
def index() -> ResponseReturnValue:
    return _show(Form())


@area.post("/office/activations/<activated>", access=OFFICES)
def submit(activated: str) -> ResponseReturnValue:
    """One form for each account, with a button for each of what can be done."""
    form, what = Form(), request.form.get("what", "")
    if what not in DOING:
        raise NotFound
    try:
        DOING[what](activated, viewer().actor, office_schools())
    except Refused as refused:
        if refused.code == "no_activation":
            raise NotFound from None
        form.refuse(refused)
        return _show(form, 422)
    return go_to("office.activations.index", done=what)


def _show(form: Form, status: int = 200) -> ResponseReturnValue:
    by, schools = viewer().actor, office_schools()
    to_call, over = to_be_told(by, schools, page_number()), settled(by, schools)
    note_contacts(child for each in (*to_call.page.rows, *over.page.rows) for child in each.children)
    return render(
        "office/activations/index.html",
        status,
        form=form,
        open=to_call,
        settled=over,
        done=DONE.get(request.args.get("done", "")) if status == 200 else None,
    )
