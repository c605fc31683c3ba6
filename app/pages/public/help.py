"""/help: directions topic by topic, and a search in them."""

import re
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from wtforms import StringField

from app.sis.access.queries import SchoolOfChild
from app.sis.accounts.passwords import SHORTEST
from app.sis.accounts.recovery import LINK_MINUTES
from app.sis.accounts.sessions import LONGEST_HOURS
from app.sis.attendance.queries import codes_of
from app.sis.schools.queries import all_schools
from app.web.area import Area, anyone, own_students
from app.web.forms import Form
from app.web.help import BY_NAME, OF_PART, TOPICS, find, groups
from app.web.render import go_to, render

area = Area("help")
LONGEST_SEARCH = 100
BLOCK = re.compile(r"<svg.*?</svg>|</?(?:p|h2|li|dt|dd|tr|caption)\b[^>]*>", re.DOTALL)  # what a line of text ends at


class Search(Form):
    class Meta(Form.Meta):
        csrf = False

    q = StringField(lazy_gettext("Words to look for"))


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


def _schools() -> dict[int, SchoolOfChild]:
    children = own_students() if current_user.is_authenticated else ()
    return {child.school.id: child.school for child in children if child.school}


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
