"""Grades: every class with its grade in progress and posted; a class with its assignments and its calculation."""

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.sis.access.queries import Child
from app.sis.grading.queries import period_grades
from app.sis.schools.queries import year_of
from app.web.area import Area, student_record
from app.web.periods import asked_period
from app.web.render import render

area = Area("grades")


@area.get("/students/<s>/grades", access=student_record, records="grades")
def index(student: Child) -> ResponseReturnValue:
    """The grading period named by ?period=, else the current one."""
    return _show(student, "portal/grades/index.html")


@area.get("/students/<s>/grades/<section>", access=student_record, records="grades")
def show(student: Child, section: str) -> ResponseReturnValue:
    """One class of the student; 404 for a class that is not theirs."""
    return _show(student, "portal/grades/show.html", section)


def _show(student: Child, template: str, section: str | None = None) -> ResponseReturnValue:
    today = clock.today()
    year = year_of(student.school_year_id, today)
    if year is None or not year.grading_periods:
        return render("portal/grades/empty.html", student=student)
    grades = period_grades(student, year, asked_period(year), today, section)
    if section is not None and not grades.classes:
        raise NotFound
    return render(template, student=student, year=year, today=today, grades=grades, period=grades.period)
