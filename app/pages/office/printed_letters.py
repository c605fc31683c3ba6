"""What became of the letters, and who still has no account."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound

from app.database import Page
from app.sis.access.roles import Role
from app.sis.activation import printed
from app.sis.activation.printed import STATES, Lacking, Printed
from app.sis.activation.returned import give_out_again, take_back
from app.sis.enrollment.grade_levels import place
from app.sis.refused import Refused
from app.sis.schedule.homerooms import by_homeroom
from app.web.area import Area, note_contacts, staff
from app.web.homerooms import called
from app.web.letters import STATE_NAMES
from app.web.paging import page_number
from app.web.person_search import PersonSearch, name_field
from app.web.render import go_to, render
from app.web.schools import chosen_school, office_schools
from app.web.sessions import viewer

area = Area("printed_letters")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)
DONE = {
    "back": lazy_gettext("It is noted that the letter came back; its key has ended."),
    "out": lazy_gettext("The letter counts as delivered again, and its key is good again."),
}


class NameForm(PersonSearch):
    text = name_field(lazy_gettext("Name of the parent or contact"))


@area.get("/office/letters/printed", access=OFFICES)
def index() -> ResponseReturnValue:
    """What became of the letters: those in the state named by ?state=."""
    return _listed(NameForm(formdata=None))


@area.post("/office/letters/printed", access=OFFICES)
def search() -> ResponseReturnValue:
    """The letters to whoever is named so."""
    form = NameForm()
    found = form.find(lambda text: printed.letters_within(viewer().actor, office_schools(), text=text))
    return _listed(form, 422 if found is None else 200, found)


@area.post("/office/letters/printed/<person>", access=OFFICES)
def returned(person: str) -> ResponseReturnValue:
    """A letter came back, or did not after all."""
    acts: dict[str, Callable[..., None]] = {"back": take_back, "out": give_out_again}
    what, form = request.form.get("what", ""), NameForm(formdata=None)
    if what not in acts:
        raise NotFound
    try:
        acts[what](person, office_schools(), viewer().actor)
    except Refused as refused:
        form.refuse(refused)
        return _listed(form, 422)
    return go_to("office.printed_letters.index", state="returned" if what == "back" else "live", done=what)


@area.get("/office/letters/without-account", access=OFFICES)
def without_account() -> ResponseReturnValue:
    """A list to print: who still has no account, by homeroom."""
    school, schools = chosen_school()
    rows = printed.without_account(school, viewer().actor) if school else ()
    note_contacts(child.id for each in rows for child in each.guardian.children if school.id in child.school_ids)
    return render(
        "office/printed_letters/without_account.html",
        school=school,
        schools=schools,
        count=len(rows),
        homerooms=_by_homeroom(school, rows) if school else [],
        states=STATE_NAMES,
    )


def _listed(form: NameForm, status: int = 200, found: Page[Printed] | None = None) -> ResponseReturnValue:
    state = request.args.get("state", "")
    letters = found or printed.letters_within(
        viewer().actor, office_schools(), state=state if state in STATES else "", page=page_number()
    )
    return render(
        "office/printed_letters/index.html",
        status,
        form=form,
        letters=letters,
        state=state,
        searched=found is not None,
        states=STATE_NAMES,
        done=DONE.get(request.args.get("done", "")) if status == 200 else None,
    )


def _by_homeroom(school: Any, rows: tuple[Lacking, ...]) -> list[tuple[str, list[tuple[str, Lacking]]]]:
    """Each homeroom, else grade level, with the students whose guardian has no account, by grade level and name."""
    students = ((child, row) for row in rows for child in row.guardian.children if school.id in child.school_ids)
    found = [(place(level), called(room, level), of_one) for room, level, of_one in by_homeroom(school, students)]
    return [(title, of_one) for _, title, of_one in sorted(found, key=lambda each: each[:2])]
