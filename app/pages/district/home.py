"""The district office: finding any student, who turns 18, and who was refused a record."""

from flask.typing import ResponseReturnValue

from app.sis.access import policy
from app.sis.access.finding import Search, turning_18
from app.sis.access.roles import Role
from app.sis.accounts.openings import AT_MOST, own_child_attempts, refused_openings
from app.sis.support.queries import open_reports
from app.web.area import Area, staff
from app.web.render import render
from app.web.sessions import viewer
from app.web.student_search import StudentSearch, searched

area = Area("home")


@area.get("/district", access=staff(Role.DISTRICT_OFFICE))
def index() -> ResponseReturnValue:
    return _show(StudentSearch())


@area.post("/district", access=staff(Role.DISTRICT_OFFICE))
def search() -> ResponseReturnValue:
    """Answers 200 with what was found."""
    return _show(*searched(Role.DISTRICT_OFFICE))


def _show(form: StudentSearch, found: Search | None = None, status: int = 200) -> ResponseReturnValue:
    return render(
        "district/home/index.html",
        status,
        form=form,
        found=found,
        birthdays=turning_18(viewer().person_id, None),
        parents_may_stay=policy.current().parents_of_adults,
        own_child=own_child_attempts(),
        refusals=refused_openings(),
        at_most=AT_MOST,
        open_reports=open_reports(),
    )
