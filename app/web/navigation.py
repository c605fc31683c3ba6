"""The menu, and where a page may send its reader."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.sis.access.queries import Child
from app.sis.access.roles import Role
from app.web.area import own_students
from app.web.help import help_address
from app.web.sessions import viewer

OURS = re.compile(r"[a-z0-9-]{1,10}")  # names and values of our links: a key, a day, a number, a kind


@dataclass(frozen=True)
class Tab:
    """A link of the menu; one with `records` shows that category of one student's record."""

    endpoint: str
    text: LazyString
    records: str = ""


HOME = Tab("portal.home.index", lazy_gettext("Home"))
HOUSEHOLD = Tab("portal.household.index", lazy_gettext("Household"))
STUDENT_TABS = (
    Tab("portal.schedule.index", lazy_gettext("Schedule"), "schedule"),
    Tab("portal.grades.index", lazy_gettext("Grades"), "grades"),
    Tab("portal.attendance.index", lazy_gettext("Attendance"), "attendance"),
)
STAFF_TABS = (*STUDENT_TABS, Tab("portal.household.of_student", lazy_gettext("Household"), "household"))
STAFF_HOMES = {
    Role.TEACHER: Tab("teacher.home.index", lazy_gettext("My Classes")),
    Role.COUNSELOR: Tab("counselor.home.index", lazy_gettext("Counselor")),
    Role.SCHOOL_OFFICE: Tab("office.home.index", lazy_gettext("School Office")),
    Role.ATTENDANCE_OFFICE: Tab("attendance_office.home.index", lazy_gettext("Attendance Office")),
    Role.DISTRICT_OFFICE: Tab("district.home.index", lazy_gettext("District Office")),
}
ACCESS_LOG = Tab("portal.access_log.index", lazy_gettext("View Access Log"))
ACCOUNT_TABS = (Tab("portal.account.index", lazy_gettext("Change Account Information")), ACCESS_LOG)

SIGNED_OUT = (
    Tab("public.sign_in.index", lazy_gettext("Sign in")),
    Tab("public.activation.index", lazy_gettext("I have a letter with a key")),
    Tab("public.recovery.index", lazy_gettext("Forgotten user name or password")),
)


@dataclass(frozen=True)
class Link:
    url: str
    text: str
    current: bool


def menu() -> list[Link]:
    """The pages of whoever is signed in; a student's tabs lead to the one on screen, else to the eldest child."""
    if not current_user.is_authenticated or viewer().has_first_password:
        return []
    own = own_students()
    homes = _staff_homes()
    tabs = [*([HOME, HOUSEHOLD] if own or not homes else []), *homes]
    pages = [(url_for(tab.endpoint), tab) for tab in tabs]
    student = g.get("student") or (own[0] if own else None)
    if student is not None:
        pages += [(url_for(tab.endpoint, s=student.key), tab) for tab in _student_tabs(student)]
    return _links(pages)


def account_menu() -> list[Link]:
    """The pages of the account, below the others."""
    tabs = () if viewer().has_first_password else ACCOUNT_TABS
    return _links([(url_for(tab.endpoint), tab) for tab in tabs])


def ways_on() -> list[Link]:
    """Where somebody may go from an address that is none."""
    if current_user.is_authenticated:
        return [*menu(), *account_menu()]
    return _links([(url_for(tab.endpoint), tab) for tab in SIGNED_OUT])


def _links(pages: list[tuple[str, Tab]]) -> list[Link]:
    """Of these pages the one on screen lies the deepest above its address."""
    above = [url for url, _ in pages if f"{request.path}/".startswith(f"{url}/")]
    current = max(above, key=len, default="")
    return [Link(url, str(tab.text), url == current) for url, tab in pages]


def landing() -> str:
    """The endpoint where somebody who has signed in begins: Home for families, else the first of the staff's pages."""
    homes = _staff_homes()
    return homes[0].endpoint if homes and not own_students() else HOME.endpoint


def _staff_homes() -> list[Tab]:
    roles = {each.role for each in viewer().roles} | ({Role.TEACHER} if viewer().has_classes else set())
    return [tab for role, tab in STAFF_HOMES.items() if role in roles]


def _student_tabs(student: Child) -> list[Tab]:
    """What the viewer may open of a student: all of their own child's, or what a role opens."""
    if student.opens is None:
        return list(STUDENT_TABS)
    return [tab for tab in STAFF_TABS if tab.records in student.opens]


def switcher() -> list[Link]:
    """The viewer's children, each on the tab that is on screen; empty where there is only one."""
    students = own_students()
    if "student" not in g or not g.student.is_own or len(students) < 2:
        return []
    tab = (request.endpoint or "").rpartition(".")[0] + ".index"
    return [Link(url_for(tab, s=each.key), each.given_name, each.key == g.student.key) for each in students]


def tab_title(records: str) -> str:
    """The name of a tab, by the category of records it shows."""
    return next(str(tab.text) for tab in STUDENT_TABS if tab.records == records)


RECORDS = {"roster": lazy_gettext("Roster"), "home": HOME.text, "access_log": ACCESS_LOG.text} | {
    tab.records: tab.text for tab in STAFF_TABS
}


def record_name(category: str) -> str:
    """What a category of records, or of refused requests, is called."""
    return str(RECORDS.get(category, category))


WELCOME = "/home?welcome=1"  # Home after an account's first sign-in


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
    """The address on screen, for the language switch: of a page that answered a POST, its own GET, or the one above.

    Of what follows the ? only what a link of ours may carry: no other text of an address comes into a page.
    """
    asked = [pair for pair in request.args.items() if all(map(OURS.fullmatch, pair))]
    above = request.path.rpartition("/")[0]
    return own_page(f"{request.path}?{urlencode(asked)}".rstrip("?")) or own_page(above) or "/"


def init_app(app: Flask) -> None:
    given = (menu, account_menu, switcher, here, tab_title, record_name, help_address)
    app.jinja_env.globals.update({each.__name__: each for each in given})
