"""The search for a student, the same on each of the staff's homes."""

from flask_babel import lazy_gettext

from app.sis.access.finding import Search, find_students
from app.web.person_search import PersonSearch, name_field
from app.web.sessions import viewer


class StudentSearch(PersonSearch):
    text = name_field(lazy_gettext("Name, student number, or name of a parent or contact"))


def searched(role: str) -> tuple[StudentSearch, Search | None, int]:
    """The form that was sent, what it found for the viewer in this role, and the status to answer with."""
    form = StudentSearch()
    found = form.find(lambda text: find_students(text, viewer().person_id, viewer().roles, role))
    return form, found, 422 if found is None else 200
