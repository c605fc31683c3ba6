"""Routes that declare who may enter.

A route without an access rule cannot be written: `access` has no default. A rule returns what the view is given,
or raises: NotSignedIn for nobody, Stranger for somebody without a right.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import NotFound

from app.database import transaction
from app.sis.access.queries import Child, student_for_staff, student_on_roster, students_of
from app.sis.access.roles import GUARDIAN, STUDENT, Role, role_that_opens
from app.sis.access.sections import Taught, roster_ids, section_today
from app.sis.accounts.sessions import touch
from app.sis.audit.actions import record_accesses
from app.sis.people.queries import student_id_of
from app.web.keys import plain
from app.web.render import render
from app.web.schools import office_schools
from app.web.sessions import viewer

View = Callable[..., ResponseReturnValue]
Access = Callable[..., dict[str, Any]]
WINDOWED = frozenset({"schedule", "grades", "attendance", "report_cards"})  # what an elementary school's dates close


class NotSignedIn(Exception):
    """The page needs a signed-in person."""


class SecondFactorFirst(Exception):
    """The district requires a second factor of its staff, and this one has none yet."""


class FirstPassword(Exception):
    """The password is still the one from a slip: its owner sets an own one before anything else."""


class Stranger(Exception):
    """Somebody asks for a student, or a roster, that they may not see; `key` is the student's in the address."""

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self.key = key


class Area:
    """The routes of one tab. `records` names the category of the student's record that a route opens."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)

    def get(self, rule: str, *, access: Access, records: str = "") -> Callable[[View], View]:
        return self._route("GET", rule, access, records)

    def post(self, rule: str, *, access: Access, records: str = "") -> Callable[[View], View]:
        return self._route("POST", rule, access, records)

    def _route(self, method: str, rule: str, access: Access, records: str) -> Callable[[View], View]:
        def declare(view: View) -> View:
            @wraps(view)
            def answer(**arguments: Any) -> ResponseReturnValue:
                keys = {name: plain(str(key)) for name, key in arguments.items()}
                try:
                    given = access(records, **keys)
                except Stranger as stranger:
                    _note_visit({student_id_of(stranger.key): ""}, records, "refused")
                    raise NotFound from None
                student = given.get("student")
                if student is not None and records in WINDOWED and not student.is_open:
                    _note_visit()
                    return render("portal/closed.html", student=student, tab=records)
                opened = _opened(student, given.get("section"), records)
                is_head = request.method == "HEAD"
                if opened and not is_head:
                    _note_visit(opened, records, "seen")
                    return view(**given)
                response = make_response(view(**given))  # which may note what it shows: see note_contacts
                if not is_head or response.status_code != 204:  # that what was seen has changed is a look, too
                    _note_visit(opened, records, "seen")
                return response

            answer.access = access  # type: ignore[attr-defined]
            self.blueprint.add_url_rule(rule, view.__name__, answer, methods=[method])
            return answer

        return declare


def anyone(_records: str, **arguments: Any) -> dict[str, Any]:
    """Everybody, signed in or not."""
    return arguments


def own_account(_records: str, **arguments: Any) -> dict[str, Any]:
    """Whoever has an account: for the pages on which its owner changes it."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    if viewer().has_first_password:
        raise FirstPassword
    return arguments


def first_sign_in(_records: str, **arguments: Any) -> dict[str, Any]:
    """Whoever has signed in with a first password; to all others `is_over` is given."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    return {"is_over": not viewer().has_first_password, **arguments}


def signed_in(_records: str, **arguments: Any) -> dict[str, Any]:
    """Whoever has an account, and as staff the second factor where the district requires one."""
    own_account(_records)
    if viewer().is_staff and not viewer().has_second_factor and current_app.config["SETTINGS"].staff_second_factor:
        raise SecondFactorFirst
    return arguments


def staff(*roles: str) -> Access:
    """Whoever has one of these roles in force somewhere."""

    def rule(_records: str, **arguments: Any) -> dict[str, Any]:
        signed_in(_records)
        if not any(each.role in roles for each in viewer().roles):
            raise NotFound
        return arguments

    return rule


def teacher(_records: str, **arguments: Any) -> dict[str, Any]:
    """Whoever is a teacher somewhere, or has a substitute's pass for today."""
    signed_in(_records)
    if not viewer().has_classes:
        raise NotFound
    return arguments


def own_student(records: str, s: str, **arguments: Any) -> dict[str, Any]:
    """The guardian with a right to this student's records in force, or the student: gives the view `student`."""
    signed_in(records)
    student = next((child for child in own_students() if child.key == s), None)
    if student is None:
        raise Stranger(s)
    g.student = student
    return {"student": student, **arguments}


def staff_student(records: str, s: str, **arguments: Any) -> dict[str, Any]:
    """Staff whose role opens this category of the student's record: gives the view `student`."""
    signed_in(records)
    student = student_for_staff(viewer().person_id, viewer().roles, s, records)
    if student is None:
        raise Stranger(s)
    g.student = student
    return {"student": student, **arguments}


def student_record(records: str, s: str, **arguments: Any) -> dict[str, Any]:
    """As own_student, else as staff_student: gives the view `student`."""
    signed_in(records)
    rule = own_student if any(child.key == s for child in own_students()) else staff_student
    return rule(records, s, **arguments)


def own_section(records: str, section: str, **arguments: Any) -> dict[str, Any]:
    """Who teaches this section today, or has a substitute's pass for it: gives the view `section`."""
    signed_in(records)
    found = section_today(viewer().person_id, viewer().roles, section)
    if found is None:
        raise Stranger
    return {"section": found, **arguments}


def student_of_section(records: str, section: str, s: str) -> dict[str, Any]:
    """Who teaches this section today, of a student on its roster: gives the view `section` and `student`.

    Not with a substitute's pass, which opens no grades.
    """
    signed_in(records)
    found = section_today(viewer().person_id, viewer().roles, section)
    student = found and not found.by_pass and student_on_roster(viewer().person_id, viewer().roles, found.id, s)
    if not student:
        raise Stranger(s)
    g.student = student
    return {"section": found, "student": student}


def own_students() -> tuple[Child, ...]:
    """Whom the viewer may see, asked of the database once a request; the menu and the switcher show them too."""
    if "students" not in g:
        g.students = () if viewer().has_first_password else students_of(viewer().person_id)
    found: tuple[Child, ...] = g.students
    return found


def note_contacts(student_ids: Iterable[int]) -> None:
    """Keep that an office was shown the contacts of these students, on a page of its own."""
    role = Role.DISTRICT_OFFICE if office_schools() is None else Role.SCHOOL_OFFICE
    _note_visit(dict.fromkeys(student_ids, role), "household", "seen")


def _opened(student: Child | None, section: Taught | None, records: str) -> dict[int, str]:
    """Whose records a view opens, and as what.

    Of the student in the address, else of all on the section's roster, else of all the viewer's children.
    """
    if student is not None:
        return {student.id: _role(student, records)}
    if section is not None:
        return dict.fromkeys(roster_ids(section), Role.TEACHER)
    is_known = records and current_user.is_authenticated
    return {child.id: _role(child, records) for child in own_students()} if is_known else {}


def _role(student: Child, records: str) -> str:
    """As what the viewer opens a student's record."""
    if student.is_own:
        return STUDENT if student.is_self else GUARDIAN
    return role_that_opens(viewer().roles, student.school_ids, records)


def _note_visit(opened: Mapping[int, str] | None = None, category: str = "", outcome: str = "") -> None:
    """Keep whose records were opened as what, or refused, and that the session is in use: at most one transaction."""
    if not current_user.is_authenticated:
        return
    who = viewer()
    # An open page asks by HEAD, by itself: that is no use.
    is_stale = who.seen_minutes_ago >= 1 and request.method != "HEAD" and "touched" not in g
    if not is_stale and not opened:
        return
    with transaction():
        if is_stale:
            touch(who.session_id)
            g.touched = True
        if opened:
            record_accesses(who.account_id, who.session_id, opened, category, outcome)
