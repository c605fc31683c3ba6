"""attendance: events by the day. A student's day that the file names gets exactly the file's events.

The attendance office of the system they come from has verified them. What this district's own office or classes have
on record of a day stays.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from app import clock
from app.database import tuples
from app.intake.cells import BadCell, day, one_of, points, shown, text
from app.intake.sheet import Column, Row, Table
from app.intake.store import batches
from app.intake.taking import Taking
from app.records.persons import persons_known_as
from app.records.schools import schools_known_as
from app.sis.attendance.actions import lay_starting_codes
from app.sis.attendance.codes import ABSENT, EXCUSED, LEFT_EARLY, PRESENT, TARDY, UNEXCUSED
from app.sis.attendance.models import DailyAttendance
from app.sis.people.models import Student

KIND = "attendance"
SOURCE = "attendance"
SATURDAY = 5

# The categories of Ed-Fi's attendance events, and the district's codes they become.
CATEGORIES = {
    "Excused Absence": EXCUSED,
    "Unexcused Absence": UNEXCUSED,
    "Partial": ABSENT,  # it does not say whether it is excused
    "Tardy": TARDY,
    "Early Departure": LEFT_EARLY,
    "In Attendance": PRESENT,  # no event: what an earlier file said of the day is withdrawn
}


def part_of_a_day(cell: str) -> Decimal:
    """A number from 0 to 1, kept to two decimals."""
    part = points(cell)
    if not 0 <= part <= 1:
        raise BadCell(f"{shown(cell)} is not from 0 to 1")
    return part


def day_past(cell: str) -> date:
    """A date that is not to come."""
    on = day(cell)
    if on > clock.today():
        raise BadCell(f"{shown(cell)} is still to come")
    return on


TABLE = Table(
    KIND,
    (
        Column("student_id", required=True),
        Column("school_id", required=True),
        Column("date", day_past, required=True),
        Column("category", one_of(*CATEGORIES), required=True),
        Column("reason", text(255)),
        Column("duration_days", part_of_a_day),
        Column("session", None),  # the date says in which term it lies
    ),
    key=("student_id", "date", "category"),
    closed=True,
)

GATHERED = (
    "CREATE TABLE IF NOT EXISTS event (student INT, day_on TEXT, category TEXT, school INT, absent TEXT, reason TEXT, "
    "line INT, PRIMARY KEY (student, day_on, category))"
)


def load(rows: list[Row], taking: Taking) -> None:
    """Gather the events: a student's are written together, at the end."""
    taking.scratch.execute(GATHERED)
    schools = schools_known_as({row["school_id"] for row in rows})
    students = _students(rows, taking)
    for row in rows:
        if row.rejected:
            continue
        if row["school_id"] not in schools:
            taking.reject(KIND, row, "school_id", f"names no school on record: {shown(row['school_id'])}")
            continue
        key = (students[row["student_id"]], row["date"].isoformat(), row["category"])
        same = taking.scratch.execute(
            "SELECT line FROM event WHERE student = ? AND day_on = ? AND category = ?", key
        ).fetchone()
        if same:
            taking.reject(KIND, row, "category", f"the same event stands on line {same[0]} already")
            continue
        if row["date"].weekday() >= SATURDAY:
            taking.report.note(taking.sheets[KIND].file, "date is a Saturday or Sunday", row.line)
        absent = None if row["duration_days"] is None else str(row["duration_days"])
        event = (*key, schools[row["school_id"]], absent, row["reason"] or "", row.line)
        taking.scratch.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", event)


def _students(rows: list[Row], taking: Taking) -> dict[str, int]:
    """Students by what the file calls them; the rows that name none are rejected."""
    people = persons_known_as({row["student_id"] for row in rows})
    keys = [key for key in people.values() if key is not None]
    students = {key for (key,) in tuples(Student.select(Student.person).where(Student.person.in_(keys)))}
    for row in rows:
        name = shown(row["student_id"])
        if row["student_id"] not in people:
            taking.reject(KIND, row, "student_id", f"names nobody on record: {name}")
        elif people[row["student_id"]] is None:
            taking.reject(KIND, row, "student_id", f"{name} is the number of several: write the sourcedId")
        elif people[row["student_id"]] not in students:
            taking.reject(KIND, row, "student_id", f"{name} is no student")
    return {name: key for name, key in people.items() if key is not None and key in students}


class Event(NamedTuple):
    student: int
    on: str
    category: str
    school: int
    absent: str | None
    reason: str
    line: int

    def values(self) -> dict[str, Any]:
        """What a row on record holds of it."""
        absent = None if self.absent is None else Decimal(self.absent)
        return {"school_id": self.school, "absent": absent, "reason": self.reason}


def finish(taking: Taking) -> None:
    """Bring the days that the file names in line with it."""
    taking.scratch.execute(GATHERED)
    codes = lay_starting_codes()
    events = map(Event._make, taking.scratch.execute("SELECT * FROM event ORDER BY student, day_on"))
    for batch in batches((key, list(of_day)) for key, of_day in groupby(events, key=attrgetter("student", "on"))):
        on_record = _on_record([(student, date.fromisoformat(on)) for (student, on), _ in batch])
        new: list[dict[str, Any]] = []
        for (student, on), of_day in batch:
            there = on_record[student, date.fromisoformat(on)]
            if any(row.source != SOURCE for row in there.values()):
                _hold(of_day, taking)
            else:
                new += _settle(of_day, there, codes, taking)
        for rows in batches(new):
            DailyAttendance.insert_many(rows).execute()


def _on_record(days: list[tuple[int, date]]) -> dict[tuple[int, date], dict[int, DailyAttendance]]:
    """What these days of students hold, by code. One read."""
    rows = DailyAttendance.select().where(
        DailyAttendance.student.in_(list({student for student, _ in days})),
        DailyAttendance.day_on.in_(list({on for _, on in days})),
    )
    found: defaultdict[tuple[int, date], dict[int, DailyAttendance]] = defaultdict(dict)
    for row in rows:
        found[row.student_id, row.day_on][row.code_id] = row
    return found


def _hold(events: list[Event], taking: Taking) -> None:
    for event in events:
        words = "held: the district has attendance of this day on record already"
        taking.report.hold(taking.sheets[KIND].file, event.line, "date", words)


def _settle(
    events: list[Event], there: dict[int, DailyAttendance], codes: dict[str, int], taking: Taking
) -> list[dict[str, Any]]:
    """Change and withdraw what a day has on record from an earlier file; what it lacks is returned."""
    counts, new = taking.counts(KIND), []
    for event in events:
        code = CATEGORIES[event.category]
        if code == PRESENT:
            counts.unchanged += 1
            continue
        row = there.pop(codes[code], None)
        if row is None:
            on = date.fromisoformat(event.on)
            key = {"student_id": event.student, "day_on": on, "code_id": codes[code], "source": SOURCE}
            new.append({**key, **event.values(), "verified_at": clock.now()})
            counts.created += 1
        elif {name: getattr(row, name) for name in event.values()} != event.values():
            changes = {**event.values(), "verified_at": clock.now()}
            DailyAttendance.update(**changes).where(DailyAttendance.id == row.id).execute()
            counts.changed += 1
        else:
            counts.unchanged += 1
    if there:
        DailyAttendance.delete().where(DailyAttendance.id.in_([row.id for row in there.values()])).execute()
        counts.withdrawn += len(there)
    return new
