"""A teacher's classes: today in the order of the day, and all of the year."""

from flask.typing import ResponseReturnValue

from app import clock
from app.sis.schedule.teaching import teaching
from app.sis.schools.queries import year_of
from app.web.area import Area, teacher
from app.web.render import render
from app.web.sessions import viewer

area = Area("home")


@area.get("/teacher", access=teacher)
def index() -> ResponseReturnValue:
    today = clock.today()
    year = year_of(None, today)
    return render(
        "teacher/home/index.html",
        year=year,
        teaching=teaching(viewer().person_id, viewer().roles, year, today) if year else None,
        today=today,
        now=clock.local(clock.now()).time(),
    )
