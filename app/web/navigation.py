"""The menu, and where a page may send its reader."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.web.area import own_students


@dataclass(frozen=True)
class Tab:
    """A link of the menu; a `of_student` tab shows one student's record."""

    endpoint: str
    text: LazyString
    of_student: bool = False


TABS = (
    Tab("portal.home.index", lazy_gettext("Home")),
    Tab("portal.schedule.index", lazy_gettext("Schedule"), of_student=True),
    Tab("portal.grades.index", lazy_gettext("Grades"), of_student=True),
)


@dataclass(frozen=True)
class Link:
    url: str
    text: str
    current: bool


def menu() -> list[Link]:
    """The tabs of whoever is signed in; those of a student lead to the one on screen, else to the eldest."""
    if not current_user.is_authenticated:
        return []
    students = own_students()
    student = g.get("student") or (students[0] if students else None)
    here = (request.endpoint or "").rpartition(".")[0]
    return [
        Link(
            url_for(tab.endpoint, s=student.key if tab.of_student and student else None),
            str(tab.text),
            tab.endpoint.rpartition(".")[0] == here,
        )
        for tab in TABS
        if student or not tab.of_student
    ]


def switcher() -> list[Link]:
    """The viewer's children, each on the tab that is on screen; empty where there is only one."""
    students = own_students()
    if len(students) < 2 or "student" not in g:
        return []
    tab = (request.endpoint or "").rpartition(".")[0] + ".index"
    return [Link(url_for(tab, s=each.key), each.given_name, each.key == g.student.key) for each in students]


TAB_TITLES = {"schedule": lazy_gettext("Schedule"), "grades": lazy_gettext("Grades")}


def tab_title(records: str) -> str:
    """The name of a tab, by the category of records it shows."""
    return str(TAB_TITLES[records])


def own_page(target: str | None) -> str | None:
    """The target if it is the path of one of our own pages that can be opened with a GET, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(letter) < 32 for letter in target):
        return None
    try:
        current_app.create_url_adapter(request).match(parts.path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return None
    return target


def here() -> str:
    """The address on screen, for the language switch: of a page that answered a POST, its own GET."""
    return own_page(request.full_path.rstrip("?")) or "/"


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(menu=menu, switcher=switcher, here=here, tab_title=tab_title)
