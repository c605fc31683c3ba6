"""A search for people by name, the same on each page of the offices."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length

from app.sis.refused import Refused
from app.web.forms import Form

Found = TypeVar("Found")


def name_field(label: Any) -> StringField:
    """A line for a name, and whatever else `label` says."""
    return StringField(label, [Length(max=200, message=lazy_gettext("Please type at most 200 letters."))])


class PersonSearch(Form):
    """Sent by POST and answered 200 with who was found, so that no name stands in an address or a log."""

    text = name_field(lazy_gettext("Name"))

    def find(self, search: Callable[[str], Found]) -> Found | None:
        """What `search` finds for the words that were typed; None where the form was refused."""
        if not self.validate_on_submit():
            return None
        try:
            return search(self.text.data or "")
        except Refused as refused:
            self.refuse(refused)
            return None
