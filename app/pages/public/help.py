"""/help: whom to call about what."""

from flask.typing import ResponseReturnValue

from app.sis.schools.queries import all_schools
from app.web.area import Area, anyone
from app.web.render import render

area = Area("help")


@area.get("/help", access=anyone)
def index() -> ResponseReturnValue:
    return render("public/help.html", schools=all_schools())
