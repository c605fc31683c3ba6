"""users.csv and demographics.csv: persons, students, the schools they attend, the adults they are tied to."""

from app.database import tuples
from app.intake.sheet import Row
from app.intake.store import store
from app.oneroster import ties as tying
from app.oneroster.columns import RIGHTS
from app.oneroster.placements import place
from app.oneroster.run import Run
from app.sis.accounts.emails import confirmed_of
from app.sis.accounts.recovery import folded
from app.sis.people.models import Person, Student


def users(rows: list[Row], run: Run) -> None:
    """One person for each user, with a student record for the role student.

    An e-mail that its owner has confirmed stays: it is where a link for a new password goes.
    """
    confirmed = confirmed_of([row["sourcedId"] for row in rows])
    wanted = {
        row["sourcedId"]: {
            "number": row["identifier"],
            "given_name": row["givenName"],
            "middle_name": row["middleName"] or "",
            "family_name": row["familyName"],
            "email": confirmed.get(row["sourcedId"], row["email"] or ""),
        }
        for row in rows
    }
    for row in rows:
        own = confirmed.get(row["sourcedId"])
        if own is not None and row["email"] and folded(row["email"]) != folded(own):
            run.report.hold("users.csv", row.line, "email", "held: the owner has confirmed another e-mail")
    stored = store(Person, wanted)
    stored.count(run.counts("users"))
    students = {stored.ids[row["sourcedId"]]: row for row in rows if row["role"] == "student"}
    there = {key for (key,) in tuples(Student.select(Student.person).where(Student.person.in_(list(students))))}
    if new := [{"person": key} for key in students if key not in there]:
        Student.insert_many(new).execute()
    place({stored.ids[row["sourcedId"]]: _place_of(row, run) for row in rows}, run)
    tying.remember(rows, run)


def _place_of(row: Row, run: Run) -> tuple[list[int], str]:
    """The schools a user attends, and the grade level; none for who is no student."""
    if row["role"] != "student":
        return [], ""
    schools = [key for key in row.refs["orgSourcedIds"] if key is not None]
    if not schools:
        run.report.note("users.csv", "orgSourcedIds of a student names no school: enrolled in none", row.line)
    elif not row["grades"]:
        run.report.note("users.csv", "grades of a student is empty", row.line)
    return schools, row["grades"] or ""


def ties(run: Run) -> None:
    """Once all users are there: the ties between them, and the rights to records that the file gives."""
    if run.sheets["users"].has("agentSourcedIds"):
        tying.tie(run, speaks_of_rights=run.sheets["users"].has(RIGHTS))


def demographics(rows: list[Row], run: Run) -> None:
    """Birth dates, and nothing else. A person whose row is empty or missing keeps theirs."""
    counts = run.counts("demographics")
    born = {row.refs["sourcedId"]: row["birthDate"] for row in rows if row["birthDate"]}
    for person in Person.select(Person.id, Person.birth_on).where(Person.id.in_(list(born))):
        if person.birth_on == born[person.id]:
            counts.unchanged += 1
        else:
            counts.created += person.birth_on is None
            counts.changed += person.birth_on is not None
            Person.update(birth_on=born[person.id]).where(Person.id == person.id).execute()
    counts.unchanged += len(rows) - len(born)
