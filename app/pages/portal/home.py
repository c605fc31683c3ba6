"""Home: the children, and links to their tabs."""

from flask.typing import ResponseReturnValue

from app.web.area import Area, own_students, signed_in
from app.web.render import render

area = Area("home")


@area.get("/home", access=signed_in)
def index() -> ResponseReturnValue:
    return render("portal/home/index.html", students=own_students())
