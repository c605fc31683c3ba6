"""Home: all children at a glance, what needs attention first."""

from datetime import date, timedelta

from flask import request
from flask.typing import ResponseReturnValue

from app import clock
from app.sis.accounts.emails import asked_for
from app.sis.accounts.owner import account_of
from app.sis.announcements.queries import notices_for
from app.sis.attendance.today import marks_on
from app.sis.grading.attention import attention
from app.sis.schedule.queries import days_of
from app.web.area import Area, own_students, signed_in
from app.web.navigation import landing
from app.web.render import go_to, render
from app.web.sessions import viewer

area = Area("home")
FIRST_LOOK = timedelta(days=7)  # what counts as new on a first visit


@area.get("/home", access=signed_in, records="home")
def index() -> ResponseReturnValue:
    """All the viewer's children, or the viewer, with ?all= every entry of one of them, not the first few.

    With ?welcome= it says what the new account is called, and which e-mail is to be confirmed.

    Staff without children here begin on their own page.
    """
    if landing() != "portal.home.index":
        return go_to(landing())
    today, is_first = clock.today(), "welcome" in request.args
    students = own_students()
    shown = tuple(child for child in students if child.is_open)  # the others' windows are closed today
    ids = [child.id for child in shown]
    since = _last_visit() or today - FIRST_LOOK
    return render(
        "portal/home/index.html",
        students=students,
        notices=notices_for(students),
        work=attention(ids, since, today),
        marks=marks_on(today, ids),
        days=days_of(shown, today),
        since=since,
        account=account_of(viewer()) if is_first else None,
        email_asked=asked_for(viewer().account_id) if is_first else "",
        all_of=request.args.get("all"),
        now=clock.local(clock.now()).time(),
    )


def _last_visit() -> date | None:
    before = viewer().visited_before_at
    return clock.local(before).date() if before else None
