"""Attendance: today, a month as a calendar, the totals of the term; and the term by day and period."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.sis.access.queries import Child
from app.sis.attendance.days import current_term, months_of, terms_of
from app.sis.attendance.queries import attendance
from app.sis.attendance.truancy import truancy
from app.sis.schools.queries import year_of
from app.web.area import Area, student_record
from app.web.render import render

area = Area("attendance")


@area.get("/students/<s>/attendance", access=student_record, records="attendance")
def index(student: Child) -> ResponseReturnValue:
    """The month named by ?month=YYYY-MM, else that of today; 404 for one outside the school year."""
    today = clock.today()
    year = year_of(student.school_year_id, today)
    if year is None or student.school is None:
        return render("portal/attendance/empty.html", student=student, year=year)
    months = months_of(year)
    nearest = min(max(today, year.span.starts_on), year.span.last_on)
    asked = request.args.get("month") or f"{nearest:%Y-%m}"
    place = next((place for place, month in enumerate(months) if month.key == asked), None)
    if place is None:
        raise NotFound
    term = current_term(terms_of(year), today)
    return render(
        "portal/attendance/index.html",
        student=student,
        year=year,
        today=today,
        term=term,
        month=months[place],
        before=months[place - 1] if place else None,
        after=months[place + 1] if place + 1 < len(months) else None,
        attendance=attendance(student, year, clock.local(clock.now()), term, months[place]),
        truancy=truancy,
    )


@area.get("/students/<s>/attendance/term", access=student_record, records="attendance")
def term(student: Child) -> ResponseReturnValue:
    """The term named by ?term=, else the current one, day by day and period by period."""
    today = clock.today()
    year = year_of(student.school_year_id, today)
    if year is None or student.school is None:
        return render("portal/attendance/empty.html", student=student, year=year)
    terms = terms_of(year)
    current = current_term(terms, today)
    asked = request.args.get("term") or current.span.key
    shown = next((term for term in terms if term.span.key == asked), None)
    if shown is None:
        raise NotFound
    return render(
        "portal/attendance/term.html",
        student=student,
        year=year,
        today=today,
        terms=terms,
        current=current,
        term=shown,
        attendance=attendance(student, year, clock.local(clock.now()), shown),
    )
