"""Household: one's own home, and per child who is on file."""

from flask.typing import ResponseReturnValue

from app.sis.access.contacts import contacts_of
from app.sis.access.queries import Child
from app.sis.households.queries import homes_for_office, own_homes
from app.web.area import Area, own_students, signed_in, staff_student
from app.web.render import render
from app.web.sessions import viewer

area = Area("household")


@area.get("/household", access=signed_in, records="household")
def index() -> ResponseReturnValue:
    """The viewer's own home; of a child's other home nothing but the names of its contacts."""
    person_id = viewer().person_id
    students = own_students()
    return render(
        "portal/household/index.html",
        students=students,
        homes=own_homes(person_id),
        contacts=contacts_of([child.id for child in students if not child.is_self], person_id),
    )


@area.get("/students/<s>/household", access=staff_student, records="household")
def of_student(student: Child) -> ResponseReturnValue:
    """What the office has on file: every home and every contact."""
    return render(
        "portal/household/of_student.html",
        student=student,
        homes=homes_for_office(student.id),
        contacts=contacts_of([student.id], None).get(student.id, ()),
    )
