"""Schedule: the day with the period that is now, the week, the term."""

from datetime import date, timedelta

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.sis.access.queries import Child
from app.sis.schedule.queries import schedule
from app.sis.schools.queries import year_of
from app.web.area import Area, student_record
from app.web.render import render

area = Area("schedule")
ONE_WEEK = timedelta(weeks=1)


@area.get("/students/<s>/schedule", access=student_record, records="schedule")
def index(student: Child) -> ResponseReturnValue:
    """The day named by ?on=, else today, else the next school day."""
    return _show(student, "day")


@area.get("/students/<s>/schedule/week", access=student_record, records="schedule")
def week(student: Child) -> ResponseReturnValue:
    """The week of the day named by ?on=, else of today."""
    return _show(student, "week")


@area.get("/students/<s>/schedule/term", access=student_record, records="schedule")
def term(student: Child) -> ResponseReturnValue:
    """Every class of the school year, term by term."""
    return _show(student, "term")


def _show(student: Child, view: str) -> ResponseReturnValue:
    today = clock.today()
    year = year_of(student.school_year_id, today)
    if year is None:
        return render("portal/schedule/empty.html", student=student)
    on = _asked_day() or min(max(today, year.span.starts_on), year.span.last_on)
    if not year.span.starts_on - ONE_WEEK <= on <= year.span.ends_on + ONE_WEEK:
        raise NotFound
    return render(
        f"portal/schedule/{view}.html",
        student=student,
        year=year,
        schedule=schedule(student, year),
        on=on,
        today=today,
        now=clock.local(clock.now()).time(),
        one_week=ONE_WEEK,
    )


def _asked_day() -> date | None:
    asked = request.args.get("on")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError:
        raise NotFound from None
