"""A section of today: its roster, and of each student on it what they did in this class."""

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.sis.access.queries import Child
from app.sis.access.sections import Taught, roster
from app.sis.grading.queries import period_grades
from app.sis.schedule.teaching import periods_of
from app.sis.schools.queries import year_of
from app.web.area import Area, own_section, student_of_section
from app.web.periods import asked_period
from app.web.render import render
from app.web.sessions import viewer

area = Area("sections")


@area.get("/teacher/sections/<section>", access=own_section, records="roster")
def index(section: Taught) -> ResponseReturnValue:
    return render(
        "teacher/sections/index.html",
        section=section,
        periods=periods_of(section.id),
        pupils=roster(section, viewer().person_id),
    )


@area.get("/teacher/sections/<section>/students/<s>", access=student_of_section, records="grades")
def student(section: Taught, student: Child) -> ResponseReturnValue:
    """The student's work and grade in this class alone, in the grading period named by ?period=, else the current."""
    today = clock.today()
    year = year_of(student.school_year_id, today)
    if year is None or not year.grading_periods:
        return render("teacher/sections/empty.html", section=section, student=student)
    grades = period_grades(student, year, asked_period(year), today, section.key)
    if not grades.classes:
        raise NotFound
    return render(
        "teacher/sections/student.html",
        section=section,
        student=student,
        year=year,
        today=today,
        grades=grades,
        period=grades.period,
    )
