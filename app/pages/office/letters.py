"""Letters with activation keys: previewed, asked for, printed file by file, confirmed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from wtforms import BooleanField

from app import clock
from app.documents.letters import letters_pdf, unprintable_names
from app.sis.access.finding import Search
from app.sis.access.queries import Child, student_for_staff
from app.sis.access.roles import Role
from app.sis.activation import batches, printed
from app.sis.activation.letters import Whom, plan_letters
from app.sis.actor import Actor
from app.sis.households.queries import addresses_for_letters
from app.sis.refused import Refused
from app.sis.schools.queries import all_schools
from app.web.area import Area, staff
from app.web.files import pdf
from app.web.forms import DayField, Form
from app.web.keys import sent_key
from app.web.letters import STATE_NAMES, posted_number
from app.web.paging import page_number
from app.web.render import go_to, render
from app.web.schools import chosen_school, is_within, office_schools
from app.web.sessions import viewer
from app.web.student_search import StudentSearch, searched

area = Area("letters")
OFFICES = staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE)
NAMES = 100  # of a preview, at most

DONE = {
    "confirm": lazy_gettext("The letters are printed: their keys are good from now on."),
    "anew": lazy_gettext("The files can be made anew. What was printed before opens nothing: please destroy it."),
    "discard": lazy_gettext(
        "The letters are discarded: their keys never open anything. Please destroy what was printed."
    ),
}


class WantedForm(Form):
    """Whose guardians letters are for; asked as part of an address, so that a preview can be looked at again."""

    since = DayField(lazy_gettext("Only of students who enrolled on this day or later"))
    reprint = BooleanField(lazy_gettext("Reprint: a new letter also for who has a good key; the old key ends"))


@area.get("/office/letters", access=OFFICES)
def index() -> ResponseReturnValue:
    return _index()


@area.post("/office/letters", access=OFFICES)
def search() -> ResponseReturnValue:
    """The students whose guardians may get a letter: answers 200, so that no name stands in an address or a log."""
    form, found, status = searched(Role.DISTRICT_OFFICE if office_schools() is None else Role.SCHOOL_OFFICE)
    return _index(status, form=form, found=found)


@area.get("/office/letters/new", access=OFFICES)
def new() -> ResponseReturnValue:
    """Who would get a letter, before anything is made."""
    return _preview(WantedForm(request.args, meta={"csrf": False}), 200)


@area.post("/office/letters/new", access=OFFICES)
def ask() -> ResponseReturnValue:
    form = WantedForm()
    whom, _ = _whom()
    if whom is None or not form.validate_on_submit():
        return _preview(form, 422)
    try:
        batch = batches.ask(replace(whom, since_on=form.since.day), viewer().actor, bool(form.reprint.data))
    except Refused as refused:
        form.refuse(refused)
        return _preview(form, 422)
    return go_to("office.letters.show", batch=batch.key)


@area.get("/office/letters/<batch>", access=OFFICES)
def show(batch: str) -> ResponseReturnValue:
    return _show(_batch(batch), Form(formdata=None))


@area.post("/office/letters/<batch>", access=OFFICES)
def submit(batch: str) -> ResponseReturnValue:
    """Make one of the files, or say that the letters are printed, to be made anew, or discarded."""
    found, form, by = _batch(batch), Form(), viewer().actor
    acts: dict[str, Callable[[], Any]] = {
        "confirm": lambda: batches.confirm(found, posted_number("version"), by),
        "anew": lambda: batches.make_anew(found, posted_number("version"), by),
        "discard": lambda: _discard(found, by),
    }
    what, number = request.form.get("what", ""), posted_number("file")
    if what not in acts and not number:
        raise NotFound
    try:
        if number:
            return _file(found, number)
        acts[what]()
    except Refused as refused:
        form.refuse(refused)
        return _show(found, form, 422)
    return go_to("office.letters.show", batch=batch, done=what)


def _discard(batch: Any, by: Actor) -> None:
    """It cannot be undone, so that it asks for a tick."""
    if "sure" not in request.form:
        raise Refused("discard_unsure", field="sure")
    batches.discard(batch, posted_number("version"), by)


def _file(batch: Any, number: int) -> ResponseReturnValue:
    """Draw the keys of one file and answer with it, this once; nothing of it is kept."""
    file = batches.draw(batch, number, posted_number("version"), viewer().actor)
    addresses = addresses_for_letters([each.guardian.id for each in file.letters])
    content = letters_pdf(file.letters, addresses) if file.letters else b""
    batches.keep_file(file, viewer().actor)
    if not content:
        return go_to("office.letters.show", batch=batch.key)
    return pdf(content, f"letters-{batch.key}-{number}")


def _index(
    status: int = 200, form: Form | None = None, found: Search | None = None, wanted: WantedForm | None = None
) -> ResponseReturnValue:
    school, schools = chosen_school()
    return render(
        "office/letters/index.html",
        status,
        form=form or StudentSearch(formdata=None),
        found=found,
        wanted=wanted or WantedForm(formdata=None, meta={"csrf": False}),
        school=school,
        schools=schools,
        batches=printed.batches_within(office_schools(), page_number()),
    )


def _preview(form: WantedForm, status: int) -> ResponseReturnValue:
    """Who would get a letter and who would not, and the button that asks for them."""
    whom, child = _whom()
    if whom is None:
        return go_to("office.letters.index")
    if form.since.errors or (request.method == "GET" and not form.validate()):
        return _index(422, wanted=form)
    whom = replace(whom, since_on=form.since.day)
    plan = plan_letters(whom, viewer().actor, bool(form.reprint.data))
    addresses = addresses_for_letters([each.id for each in plan.letters])
    settings = current_app.config["SETTINGS"]
    languages = Counter(
        each.language if each.language in settings.languages else settings.default_language for each in plan.letters
    )
    return render(
        "office/letters/new.html",
        status,
        form=form,
        school=whom.school,
        child=child,
        plan=plan,
        names=NAMES,
        languages=languages,
        to_hand_over=[each for each in plan.letters if each.id not in addresses],
        unprintable=unprintable_names(plan.letters, addresses),
    )


def _show(batch: Any, form: Form, status: int = 200) -> ResponseReturnValue:
    batch = _batch(batch.key)  # as it is now
    within = viewer().actor, office_schools()
    files = printed.files_in(batch)
    return render(
        "office/letters/show.html",
        status,
        form=form,
        batch=batch,
        files=files,
        made=sum(each.made_at is not None for each in files),
        count=sum(each.letters for each in files),
        letters=printed.letters_within(*within, batch=batch, page=page_number()),
        dead=printed.letters_within(*within, batch=batch, state="void").rows if batch.confirmed_at else (),
        adult=printed.at_counter(batch),
        states=STATE_NAMES,
        local=clock.local,
        done=DONE.get(request.args.get("done", "")) if status == 200 else None,
    )


def _whom() -> tuple[Whom | None, Child | None]:
    """Whose guardians are meant: the student’s named as `student`, else the chosen school’s; 404 beyond the office."""
    key = sent_key("student")
    if not key:
        school, _ = chosen_school()
        return Whom(school) if school else None, None
    child = student_for_staff(viewer().person_id, viewer().roles, key, "household")
    found = [school for school in all_schools() if child and school.id in child.school_ids and is_within(school.id)]
    if child is None or not found:
        raise NotFound
    return Whom(found[0], student_id=child.id), child


def _batch(key: str) -> Any:
    batch = printed.batch_within(key, office_schools())
    if batch is None:
        raise NotFound
    return batch
