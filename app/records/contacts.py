"""contacts: the adults around a student, how they belong together, and who of them may see the records.

A blank cell says nothing: what is on record stays. What the office decided stays in any case.
"""

from typing import Any, NamedTuple

from app import clock
from app.database import tuples
from app.intake.cells import day, one_of, shown, text, truth, whole_number
from app.intake.sheet import Column, Row, Table
from app.intake.taking import Taking
from app.intake.ties import Pair, held_words, ties_of
from app.records.persons import persons_known_as
from app.sis.access.actions import OFFICE, Grant, deny_rights, end_rights_given_by, grant_rights, standings
from app.sis.access.models import Basis
from app.sis.people.models import Student, StudentContact

KIND = "contacts"
RIGHTS = "rights"
SOURCE = "contacts"

TABLE = Table(
    KIND,
    (
        Column("student_id", required=True),
        Column("contact_id", required=True),
        Column("relation", text(40)),
        Column("primary", truth),
        Column("priority", whole_number(1, 99)),
        Column("lives_with", truth),
        Column("emergency_contact", truth),
        Column("legal_guardian", truth),
        Column("receives_mail", truth),
        Column("restrictions", text(1000)),
        Column("rights_to_records", truth),
        Column("basis", one_of(*(basis for basis in Basis if basis is not Basis.DISTRICT_VOUCHED))),
        Column("starts_on", day),
        Column("ends_on", day),
        Column("document_seen"),
    ),
    key=("student_id", "contact_id"),
    closed=True,
)

# What a tie holds, and the column that says it.
FIELDS = {
    "relation": "relation",
    "priority": "priority",
    "lives_with": "lives_with",
    "emergency": "emergency_contact",
    "legal_guardian": "legal_guardian",
    "receives_mail": "receives_mail",
}


class Named(NamedTuple):
    """A row and the tie it speaks of."""

    row: Row
    tie: StudentContact


def load(rows: list[Row], taking: Taking) -> None:
    """Make or complete the ties, then give or deny the rights."""
    by_pair = _by_pair(rows, taking)
    on_record = ties_of(by_pair)
    if new := [pair for pair in by_pair if pair not in on_record]:
        made = [{"student": student, "contact": contact, "source": SOURCE} for student, contact in new]
        StudentContact.insert_many(made).execute()
    named = []
    for pair, tie in ties_of(by_pair).items():
        row = by_pair[pair]
        changed = _complete(tie, row, taking)
        counts = taking.counts(KIND)
        if pair not in on_record:
            counts.created += 1
        elif changed:
            counts.changed += 1
        else:
            counts.unchanged += 1
        if tie.withdrawn_at is None:
            named.append(Named(row, tie))
    _give([each for each in named if each.row["rights_to_records"] is True], taking)
    _deny([each for each in named if each.row["rights_to_records"] is False], taking)


def _by_pair(rows: list[Row], taking: Taking) -> dict[Pair, Row]:
    """The rows by the primary keys of student and contact; those that name nobody, or one pair twice, are rejected."""
    people = persons_known_as({row[column] for row in rows for column in TABLE.key})
    keys = {key for key in people.values() if key is not None}
    students = {key for (key,) in tuples(Student.select(Student.person).where(Student.person.in_(list(keys))))}
    found: dict[Pair, Row] = {}
    for row in rows:
        for column in TABLE.key:
            if row[column] not in people and not row.rejected:
                taking.reject(KIND, row, column, f"names nobody on record: {shown(row[column])}")
            elif people.get(row[column]) is None and not row.rejected:
                taking.reject(KIND, row, column, f"{shown(row[column])} is the number of several: write the sourcedId")
        if row.rejected:
            continue
        student, contact = (people[row[column]] for column in TABLE.key)
        assert student is not None
        assert contact is not None
        if student not in students:
            taking.reject(KIND, row, "student_id", f"{shown(row['student_id'])} is no student")
        elif student == contact:
            taking.reject(KIND, row, "contact_id", "is the student: nobody is their own contact")
        elif row["starts_on"] and row["ends_on"] and row["ends_on"] <= row["starts_on"]:
            taking.reject(KIND, row, "ends_on", f"{row['ends_on']} is not after starts_on {row['starts_on']}")
        elif (student, contact) in found:
            first = found[student, contact].line
            taking.reject(KIND, row, "contact_id", f"the same two people stand on line {first} already")
        else:
            found[student, contact] = row
    return found


def _complete(tie: StudentContact, row: Row, taking: Taking) -> bool:
    """Put what the row says into the tie; whether that changed anything."""
    file = taking.sheets[KIND].file
    if tie.source == OFFICE and tie.withdrawn_at is not None:
        taking.report.hold(file, row.line, "contact_id", "held: the office has withdrawn this contact")
        return False
    wanted: dict[str, Any] = {
        name: row[column] for name, column in FIELDS.items() if row[column] is not None
    } | {"withdrawn_at": None, "source": OFFICE if tie.source == OFFICE else SOURCE}  # fmt: skip
    if row["primary"] and row["priority"] is None:
        wanted["priority"] = 1
    if row["restrictions"]:
        if tie.restrictions and tie.restrictions != row["restrictions"]:
            taking.report.hold(file, row.line, "restrictions", "held: other restrictions are on record")
        else:
            wanted["restrictions"] = row["restrictions"]
    changes = {name: value for name, value in wanted.items() if getattr(tie, name) != value}
    for name, value in changes.items():
        setattr(tie, name, value)
    if changes:
        tie.save()
    return bool(changes)


def _give(named: list[Named], taking: Taking) -> None:
    """Rights of the rows that say so; one that says it otherwise than before takes the place of the old one."""
    file, counts = taking.sheets[KIND].file, taking.counts(RIGHTS)
    asked = []
    for row, tie in named:
        if row["ends_on"] and row["ends_on"] <= clock.today():
            taking.report.note(file, "ends_on is past: no right comes of it", row.line)
        else:
            asked.append(Named(row, tie))
    decided = standings([tie for _, tie in asked])
    outdated = [tie for row, tie in asked if _differs(decided[tie.id].open, row)]
    ended = end_rights_given_by(SOURCE, outdated, by=taking.by)
    grants = [
        Grant(
            tie,
            Basis(row["basis"] or Basis.PARENT),
            row["starts_on"],
            row["ends_on"],
            row["document_seen"] or "",
        )
        for row, tie in asked
    ]
    for (row, tie), refusal in zip(asked, grant_rights(grants, by=taking.by, source=SOURCE), strict=True):
        if refusal is None:
            counts.changed += tie.id in ended
            counts.created += tie.id not in ended
        elif words := held_words(refusal):
            taking.report.hold(file, row.line, "rights_to_records", words)
        else:
            counts.unchanged += 1


def _differs(right: Any, row: Row) -> bool:
    """Whether an open right that a contacts file gave is another one than the row's."""
    if right is None or right.source != SOURCE:
        return False
    said = (
        row["basis"] or Basis.PARENT,
        row["starts_on"] or right.starts_on,
        row["ends_on"],
        row["document_seen"] or "",
    )
    return bool(said != (right.basis, right.starts_on, right.ends_on, right.document_seen))


def _deny(named: list[Named], taking: Taking) -> None:
    """No right, where the row says so and the office has not given one."""
    denied = deny_rights([tie for _, tie in named], by=taking.by, source=SOURCE)
    decided = standings([tie for _, tie in named])
    counts = taking.counts(RIGHTS)
    for row, tie in named:
        if tie.id in denied:
            counts.withdrawn += 1
        elif decided[tie.id].open is not None:
            words = "held: the office gave this right; only the office can end it"
            taking.report.hold(taking.sheets[KIND].file, row.line, "rights_to_records", words)
        else:
            counts.unchanged += 1
