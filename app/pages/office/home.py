"""The school office: what waits today, finding a student of the school, and who turns 18."""

from flask import request
from flask.typing import ResponseReturnValue

from app.sis.access import policy
from app.sis.access.finding import Search, turning_18
from app.sis.access.roles import Role, schools_of
from app.sis.activation.waiting import waiting
from app.web.area import Area, staff
from app.web.render import render
from app.web.sessions import viewer
from app.web.student_search import StudentSearch, searched

area = Area("home")


@area.get("/office", access=staff(Role.SCHOOL_OFFICE))
def index() -> ResponseReturnValue:
    return _show(StudentSearch())


@area.post("/office", access=staff(Role.SCHOOL_OFFICE))
def search() -> ResponseReturnValue:
    """Answers 200 with what was found."""
    return _show(*searched(Role.SCHOOL_OFFICE))


def _show(form: StudentSearch, found: Search | None = None, status: int = 200) -> ResponseReturnValue:
    schools = schools_of(viewer().roles, Role.SCHOOL_OFFICE)
    return render(
        "office/home/index.html",
        status,
        waiting=waiting(viewer().actor, schools) if request.method == "GET" else None,
        form=form,
        found=found,
        birthdays=turning_18(viewer().person_id, schools),
        parents_may_stay=policy.current().parents_of_adults,
    )
