"""The search for a student, the same on each of the staff's homes."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length

from app.sis.access.finding import Search, find_students
from app.sis.refused import Refused
from app.web.forms import Form
from app.web.sessions import viewer


class StudentSearch(Form):
    """Sent by POST and answered 200 with what was found, so that no name stands in an address or a log."""

    text = StringField(
        lazy_gettext("Name, student number, or name of a parent or contact"),
        [Length(max=200, message=lazy_gettext("Please type at most 200 letters."))],
    )

    def find(self, role: str) -> Search | None:
        """The students of the viewer's schools in this role; None where the form was refused."""
        if not self.validate_on_submit():
            return None
        try:
            return find_students(self.text.data or "", viewer().person_id, viewer().roles, role)
        except Refused as refused:
            self.refuse(refused)
            return None


def searched(role: str) -> tuple[StudentSearch, Search | None, int]:
    """The form that was sent, what it found for the viewer in this role, and the status to answer with."""
    form = StudentSearch()
    found = form.find(role)
    return form, found, 422 if found is None else 200
