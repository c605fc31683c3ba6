"""View Access Log: one's own sign-ins, who opened a child's record, and what was changed about it."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import SelectField, ValidationError

from app.database import Page
from app.sis.access.queries import Child
from app.sis.access_log.queries import Span
from app.web.access_log import KINDS, Table, as_file
from app.web.area import Area, Stranger, own_students, signed_in
from app.web.files import csv
from app.web.forms import DayField, Form
from app.web.keys import sent_key
from app.web.paging import page_number
from app.web.render import render

area = Area("access_log")
ROWS = 20  # of a page
AT_ONCE = 1000  # of the page that is made for the printer
OF_RECORDS = ("views", "own")
NAMES = {
    "views": lazy_gettext("Who opened the record"),
    "own": lazy_gettext("What I opened"),
    "changes": lazy_gettext("What was changed"),
    "sign-ins": lazy_gettext("My sign-ins"),
}


def log_reader(records: str, **arguments: Any) -> dict[str, Any]:
    """Whoever is signed in; a child that the address names must be their own: gives the view `children`."""
    signed_in(records)
    key = sent_key("child")
    children = tuple(child for child in own_students() if key in ("", child.key))
    if key and not children:
        raise Stranger(key)
    return {"children": children, **arguments}


class Choice(Form):
    """Which part of the log, said in the address."""

    class Meta(Form.Meta):
        csrf = False

    kind = SelectField(lazy_gettext("Show"), validate_choice=False)
    child = SelectField(lazy_gettext("Child"), validate_choice=False)
    since = DayField(lazy_gettext("From"))
    until = DayField(lazy_gettext("Until"))

    def validate_until(self, field: DayField) -> None:
        if field.day and self.since.day and field.day < self.since.day:
            raise ValidationError(gettext("This day lies before the first one. Please exchange the two."))

    @property
    def is_narrowed(self) -> bool:
        return any(field.data for field in (self.child, self.since, self.until))


@dataclass(frozen=True)
class Part:
    """What was asked for. `page` 0 is everything at once."""

    choice: Choice
    kind: str
    page: int
    children: tuple[Child, ...]

    def table(self, skip: int = 0, at_most: int | None = None) -> Table:
        """Its lines; none where the days are no days."""
        if not self.choice.validate():
            at_most = 0
        span = Span(self.choice.since.day, self.choice.until.day, skip, at_most)
        return KINDS[self.kind](self.children, span, bool(self.choice.child.data))


@area.get("/account/access-log", access=log_reader, records="access_log")
def index(children: tuple[Child, ...]) -> ResponseReturnValue:
    """The kind named by ?kind=, of ?child=, from ?since= to ?until=, page by page; ?page=all is for the printer."""
    part = _asked(children)
    rows = ROWS if part.page else AT_ONCE
    table = part.table(skip=max(part.page - 1, 0) * rows, at_most=rows + 1)
    return render(
        "portal/access_log/index.html",
        student=children[0] if children else None,
        choice=part.choice,
        kind=part.kind,
        name=NAMES[part.kind],
        table=table,
        page=Page(part.page, 1, table.lines[:rows], len(table.lines) > rows),
        asked={name: value for name, value in part.choice.data.items() if value},
    )


@area.get("/account/access-log.csv", access=log_reader, records="access_log")
def download(children: tuple[Child, ...]) -> ResponseReturnValue:
    """The same part, all of it, as a file."""
    return csv(as_file(_asked(children).table()), "access-log")


def _asked(children: tuple[Child, ...]) -> Part:
    """What the address asks for; 404 for what there is not."""
    kinds = [kind for kind in KINDS if own_students() or kind not in OF_RECORDS]
    choice = Choice(request.args)
    kind = choice.kind.data or kinds[0]
    if kind not in kinds:
        raise NotFound
    choice.kind.data = kind
    choice.kind.choices = [(each, NAMES[each]) for each in kinds]
    children_of_viewer = [(child.key, child.given_name, {"translate": "no"}) for child in own_students()]
    choice.child.choices = [("", lazy_gettext("all children")), *children_of_viewer]
    return Part(choice, kind, 0 if request.args.get("page") == "all" else page_number(), children)
