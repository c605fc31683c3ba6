"""The counter: for an adult who has lost the letter, or forgotten the password and has no e-mail.

Find them, see an ID, check the right; then print a new letter, or a slip with a first password.
"""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import Length

from app.sis.access.roles import Role
from app.sis.activation.id_kinds import kinds
from app.sis.activation.identification import adult_within, find_adults, new_letter, new_password
from app.sis.refused import Refused
from app.web.area import Area, note_contacts, staff
from app.web.forms import Form
from app.web.i18n import language
from app.web.person_search import PersonSearch, name_field
from app.web.render import go_to, render
from app.web.schools import office_schools
from app.web.sessions import viewer
from app.web.slips import slips_file

area = Area("counter")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)


class AdultSearch(PersonSearch):
    text = name_field(lazy_gettext("Name of the adult"))


class IdentificationForm(Form):
    kind = SelectField(lazy_gettext("Kind of ID that you have seen"), validate_choice=False)
    checked = SelectMultipleField(lazy_gettext("Right to the record checked"), validate_choice=False)
    reason = StringField(
        lazy_gettext("Reason for enabling it"),
        [Length(max=200, message=lazy_gettext("Please use at most 200 letters."))],
    )

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices if choice[0]}:
            raise ValidationError(gettext("Please choose the kind of ID that you have seen."))


@area.get("/office/counter", access=OFFICES)
def index() -> ResponseReturnValue:
    return render("office/counter/index.html", form=AdultSearch(), found=None)


@area.post("/office/counter", access=OFFICES)
def search() -> ResponseReturnValue:
    form = AdultSearch()
    found = form.find(lambda text: find_adults(text, viewer().actor, office_schools()))
    return render("office/counter/index.html", 422 if found is None else 200, form=form, found=found)


@area.get("/office/counter/<person>", access=OFFICES)
def show(person: str) -> ResponseReturnValue:
    return _show(person, _form())


@area.post("/office/counter/<person>", access=OFFICES)
def submit(person: str) -> ResponseReturnValue:
    """Asks for a letter, or answers with the slip, which is kept nowhere."""
    form, seen_by = _form(), (viewer().actor, office_schools())
    if adult_within(person, *seen_by) is None:
        raise NotFound
    if not form.validate_on_submit():
        return _show(person, form, 422)
    kind, checked = form.kind.data, form.checked.data or ()
    try:
        if request.form.get("what") == "password":
            slip = new_password(person, kind, checked, form.reason.data or "", *seen_by)
            return slips_file([slip], slip.name)
        batch = new_letter(person, kind, checked, *seen_by)
    except Refused as refused:
        form.refuse(refused)
        return _show(person, form, 422)
    return go_to("office.letters.show", batch=batch.key)


def _form() -> IdentificationForm:
    form = IdentificationForm()
    names = [(each.key, each.name.read(language())) for each in kinds()]
    listed = [(key, name.text, {"translate": "no", "lang": name.language}) for key, name in names]
    form.kind.choices = [("", gettext("Please choose")), *listed]
    return form


def _show(key: str, form: IdentificationForm, status: int = 200) -> ResponseReturnValue:
    found = adult_within(key, viewer().actor, office_schools())
    if found is None:
        raise NotFound
    adult, children = found
    note_contacts([*(each.id for each in adult.relatives), *(child.id for child in children)])
    return render(
        "office/counter/show.html",
        status,
        form=form,
        adult=adult,
        children=children,
        has_kinds=len(form.kind.choices) > 1,
        checked=form.checked.data or () if request.method == "POST" else (),
        clerk=viewer().name,
    )
