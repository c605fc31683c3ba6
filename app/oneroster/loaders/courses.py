"""courses.csv, classes.csv and enrollments.csv."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.database import tuples
from app.intake.cells import shown
from app.intake.sheet import Row
from app.intake.store import store
from app.oneroster.columns import STAFF
from app.oneroster.run import Run
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionSession, SectionTeacher
from app.sis.people.models import Student
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import AcademicSession

SOURCE = "oneroster"


def courses(rows: list[Row], run: Run) -> None:
    """The catalogue. A course of an org that is no school is the district's."""
    wanted = {
        row["sourcedId"]: {
            "school": row.refs["orgSourcedId"],
            "code": row["courseCode"] or "",
            "title": row["title"],
            "subject": ", ".join(row["subjects"] or ()),
        }
        for row in rows
    }
    store(Course, wanted).count(run.counts("courses"))


def classes(rows: list[Row], run: Run) -> None:
    """Sections, from the first day of their sessions to the last, with the periods in which they meet."""
    named = {key for row in rows for key in row.refs["termSourcedIds"]}
    sessions = {session.id: session for session in AcademicSession.select().where(AcademicSession.id.in_(list(named)))}
    wanted = {}
    for row in rows:
        spans = [sessions[key] for key in row.refs["termSourcedIds"]]
        wanted[row["sourcedId"]] = {
            "school": row.refs["schoolSourcedId"],
            "course": row.refs["courseSourcedId"],
            "title": row["title"],
            "code": row["classCode"] or "",
            "homeroom": row["classType"] == "homeroom",
            "room": row["location"] or "",
            "starts_on": min(span.starts_on for span in spans),
            "ends_on": max(span.ends_on for span in spans),
        }
    stored = store(Section, wanted)
    names = {key: sourced_id for sourced_id, key in stored.ids.items()}
    terms = {stored.ids[row["sourcedId"]]: set(row.refs["termSourcedIds"]) for row in rows}
    periods = {stored.ids[row["sourcedId"]]: set(row["periods"] or ()) for row in rows}
    changed = _put(SectionSession, SectionSession.session, terms)
    changed |= _put(SectionMeeting, SectionMeeting.period, _not_set_elsewhere(periods), source=SOURCE)
    stored.changed |= {names[key] for key in changed}
    stored.count(run.counts("classes"))


def _put(model: Any, column: Any, wanted: dict[int, set[Any]], **values: object) -> set[int]:
    """Let each section have exactly these rows, of this source where one is named; the sections that changed."""
    there: defaultdict[int, set[Any]] = defaultdict(set)
    query = model.select(model.section, column).where(model.section.in_(list(wanted)))
    if values:
        query = query.where(*(getattr(model, name) == value for name, value in values.items()))
    for section, item in tuples(query):
        there[section].add(item)
    changed = {section for section, items in wanted.items() if there[section] != items}
    for section in changed:
        gone = there[section] - wanted[section]
        if gone:
            model.delete().where(model.section == section, column.in_(list(gone))).execute()
    new = [
        {"section": section, column.name: item, **values}
        for section in changed
        for item in sorted(wanted[section] - there[section])
    ]
    if new:
        model.insert_many(new).execute()
    return changed


def _not_set_elsewhere(periods: dict[int, set[str]]) -> dict[int, set[str]]:
    """Without the sections whose meetings the office or a section-meetings file has set: those know the weekdays."""
    others = SectionMeeting.select(SectionMeeting.section).where(
        SectionMeeting.section.in_(list(periods)), SectionMeeting.source != SOURCE
    )
    elsewhere = {section for (section,) in tuples(others)}
    return {section: items for section, items in periods.items() if section not in elsewhere}


def enrollments(rows: list[Row], run: Run) -> None:
    """Who teaches and who sits in a section. Administrators and proctors of a class are not kept."""
    people = {row.refs["userSourcedId"] for row in rows}
    students = {key for (key,) in tuples(Student.select(Student.person).where(Student.person.in_(list(people))))}
    sights = run.seen.find("users", [row["userSourcedId"] for row in rows])
    for row in rows:
        is_student = row.refs["userSourcedId"] in students
        role = sights[row["userSourcedId"]].note if row["userSourcedId"] in sights else ""
        user = f"names {shown(row['userSourcedId'])}, {f'a {role} in users.csv' if role else 'who has another role'}"
        if row["beginDate"] and row["endDate"] and row["endDate"] < row["beginDate"]:
            run.reject("enrollments", row, "endDate", f"{row['endDate']} lies before beginDate {row['beginDate']}")
        elif row["role"] == "student" and not (is_student if not role else role == "student"):
            run.reject("enrollments", row, "userSourcedId", f"{user}: a student is needed")
        elif row["role"] == "teacher" and (is_student if not role else role not in STAFF):
            run.reject("enrollments", row, "userSourcedId", f"{user}: a teacher must be staff")
    _store_roster(SectionTeacher, "teacher", [row for row in rows if row["role"] == "teacher"], run)
    _store_roster(SectionEnrollment, "student", [row for row in rows if row["role"] == "student"], run)


def _store_roster(model: Any, person: str, rows: Iterable[Row], run: Run) -> None:
    wanted = {
        row["sourcedId"]: {
            "section": row.refs["classSourcedId"],
            person: row.refs["userSourcedId"],
            "starts_on": row["beginDate"],
            "ends_on": row["endDate"],
        }
        | ({"is_primary": row["primary"] is not False} if person == "teacher" else {})
        for row in rows
        if not row.rejected
    }
    store(model, wanted).count(run.counts("enrollments"))
