"""The attendance office: finding a student of the school."""

from flask.typing import ResponseReturnValue

from app.sis.access.finding import Search
from app.sis.access.roles import Role
from app.web.area import Area, staff
from app.web.render import render
from app.web.student_search import StudentSearch, searched

area = Area("home")


@area.get("/attendance-office", access=staff(Role.ATTENDANCE_OFFICE))
def index() -> ResponseReturnValue:
    return _show(StudentSearch())


@area.post("/attendance-office", access=staff(Role.ATTENDANCE_OFFICE))
def search() -> ResponseReturnValue:
    """Answers 200 with what was found."""
    return _show(*searched(Role.ATTENDANCE_OFFICE))


def _show(form: StudentSearch, found: Search | None = None, status: int = 200) -> ResponseReturnValue:
    return render("attendance_office/home/index.html", status, form=form, found=found)
