"""Contacts of students on whom nobody has decided: a right to the record or none, on which basis, the document seen."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import Length

from app.sis.access import ties
from app.sis.access.roles import Role
from app.sis.access.ties import ENDS, RIGHTS, Basis, Decision, EndBasis
from app.sis.refused import Refused
from app.web.area import Area, note_contacts, staff
from app.web.forms import DayField, Form
from app.web.paging import page_number
from app.web.render import go_to, render
from app.web.schools import chosen_school, office_schools
from app.web.sessions import viewer

area = Area("ties")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)


# A court order may give a right or end one, so the name says which.
DECISIONS: dict[str, Basis | EndBasis] = {
    **{f"right-{basis}": basis for basis in RIGHTS},
    **{f"none-{basis}": basis for basis in ENDS},
}
NO_PARENT = f"none-{EndBasis.NO_PARENT}"  # needs no document
BASES = {
    "parent": lazy_gettext("parent"),
    "court_order": lazy_gettext("court order"),
    "educational_guardian": lazy_gettext("educational guardian"),
    "foster_or_agency": lazy_gettext("foster parent or agency"),
    "district_vouched": lazy_gettext("the district vouched for a whole file"),
    "placement_denied": lazy_gettext("denied periods of physical placement"),
    "district_decision": lazy_gettext("decision of the district"),
    "no_parent": lazy_gettext("emergency contact, not a parent or guardian"),
    "source_withdrew": lazy_gettext("the file no longer has it"),
    "": lazy_gettext("a file said so"),
}


class DecisionForm(Form):
    basis = SelectField(lazy_gettext("Decision and its basis"), validate_choice=False)
    ends_on = DayField(lazy_gettext("Last day of the right, where it ends on one"))
    document_seen = StringField(
        lazy_gettext("Document seen"),
        [Length(max=200, message=lazy_gettext("Please use at most 200 letters."))],
    )

    def validate_basis(self, field: SelectField) -> None:
        if field.data not in DECISIONS:
            raise ValidationError(gettext("Please choose what was decided."))

    def validate_document_seen(self, field: StringField) -> None:
        if not field.data and self.basis.data != NO_PARENT:
            raise ValidationError(gettext("Please say which document was seen."))


@area.get("/office/ties", access=OFFICES)
def index() -> ResponseReturnValue:
    school, schools = chosen_school()
    reach = [school.id] if school else office_schools()
    who = viewer().person_id
    return render(
        "office/ties/index.html",
        school=school,
        schools=schools,
        undecided=ties.undecided(who, reach, page_number()),
        held=ties.held(who, reach),
        lately=ties.decided_lately(who, reach),
        bases=BASES,
        is_done="done" in request.args,
    )


@area.get("/office/ties/<pupil>/<person>", access=OFFICES)
def show(pupil: str, person: str) -> ResponseReturnValue:
    return _show(pupil, person, DecisionForm())


@area.post("/office/ties/<pupil>/<person>", access=OFFICES)
def submit(pupil: str, person: str) -> ResponseReturnValue:
    form = DecisionForm()
    found = ties.tie_within(pupil, person, viewer().person_id, office_schools())
    if found is None:
        raise NotFound
    if not form.validate_on_submit():
        return _show(pupil, person, form, 422)
    basis, last_on = DECISIONS[form.basis.data], form.ends_on.day
    try:
        ties.decide(pupil, person, basis, form.document_seen.data, viewer().actor, office_schools(), last_on)
    except Refused as refused:
        form.refuse(refused)
        return _show(pupil, person, form, 422)
    return go_to("office.ties.index", done=1)


def _show(pupil: str, person: str, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    found = ties.tie_within(pupil, person, viewer().person_id, office_schools())
    if found is None:
        raise NotFound
    tie, history = found
    note_contacts([tie.student_id])
    form.basis.choices = [("", gettext("Please choose")), *((name, _said(each)) for name, each in DECISIONS.items())]
    latest: Decision | None = history[0] if history else None
    return render(
        "office/ties/show.html",
        status,
        form=form,
        tie=tie,
        history=history,
        is_open=latest is not None and latest.is_open,
        bases=BASES,
    )


def _said(basis: Basis | EndBasis) -> str:
    text = BASES[basis]
    if isinstance(basis, EndBasis):
        return gettext("No right: %(basis)s", basis=text)
    return gettext("Right: %(basis)s", basis=text)
