"""agentSourcedIds: which adults are tied to which students, and which of them may see the records.

A tie comes from the student's row, the adult's or both. It opens nothing: a right comes from our own column
metadata.rightsToRecords, or from the operator's word that the district vouches for the ties of a role.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app import clock
from app.intake.cells import shown
from app.intake.sheet import Row
from app.intake.store import BATCH
from app.intake.ties import held_words, ties_of
from app.oneroster.columns import ADULTS, RIGHTS, RIGHTS_BASIS
from app.oneroster.run import Run
from app.sis.access.actions import Grant, end_rights_given_by, grant_rights, standings
from app.sis.access.models import Basis
from app.sis.people.models import Person, StudentContact
from app.sis.refused import Refused

FILE = "users.csv"
TIES = "contact ties"
RIGHTS_KIND = "rights"
SOURCE = "oneroster"


class Wanted(NamedTuple):
    """A tie that the file has: both sourcedIds, the adult's role, whether it gives a right, on which basis, where."""

    student: str
    contact: str
    role: str
    right: int  # 0 or 1
    basis: str | None
    line: int


AGENTS = "CREATE TABLE IF NOT EXISTS agent (user TEXT, agent TEXT, line INT, rights INT, basis TEXT)"


def remember(rows: list[Row], run: Run) -> None:
    """Keep the agents of these users until every user is there."""
    run.scratch.execute(AGENTS)
    for row in rows:
        agents, rights = row["agentSourcedIds"] or (), row[RIGHTS] or ()
        for stray in (each for each in rights if each not in agents):
            run.report.reject(TIES, FILE, row.line, RIGHTS, f"names {shown(stray)}, who is not among agentSourcedIds")
        run.scratch.executemany(
            "INSERT INTO agent VALUES (?, ?, ?, ?, ?)",
            ((row["sourcedId"], each, row.line, each in rights, row[RIGHTS_BASIS]) for each in agents),
        )


def tie(run: Run, speaks_of_rights: bool) -> None:
    """Bring the ties on record in line with the file's, and the rights that it gives or no longer gives."""
    run.counts(TIES), run.counts(RIGHTS_KIND)  # said even where there are none
    run.scratch.execute(AGENTS)
    adults = ", ".join(f"'{role}'" for role in ADULTS)
    run.scratch.executescript(
        f"""
        CREATE TABLE tied (id INTEGER PRIMARY KEY);
        CREATE VIEW link AS
            SELECT agent.*, own.note AS own, theirs.note AS theirs, theirs.taken AS known,
                own.note = 'student' AND theirs.note IN ({adults}) AS names_adult,
                theirs.note = 'student' AND own.note IN ({adults}) AS names_student
            FROM agent
            JOIN seen AS own ON own.file = 'users' AND own.id = user
            LEFT JOIN seen AS theirs ON theirs.file = 'users' AND theirs.id = agent;
        CREATE VIEW pair AS
            SELECT user AS student, agent AS contact, theirs AS role, rights, basis, line
            FROM link WHERE known AND names_adult
            UNION ALL
            SELECT agent, user, own, rights, basis, line FROM link WHERE known AND names_student;
        """
    )
    _report_strays(run)
    for wanted in _in_batches(run):
        _tie(wanted, run, speaks_of_rights)
    _untie(run)


def _report_strays(run: Run) -> None:
    """Agents who are not there, and those whose role ties nobody to a student."""
    unknown = run.scratch.execute("SELECT agent, line FROM link WHERE known IS NOT 1 ORDER BY line")
    for agent, line in unknown:
        run.report.reject(TIES, FILE, line, "agentSourcedIds", run.why_lost("users", agent))
    others = run.scratch.execute(
        "SELECT theirs, line FROM link WHERE known AND NOT names_adult AND NOT names_student ORDER BY line"
    )
    for role, line in others:
        run.report.note(FILE, f"agentSourcedIds names a {role}: no tie comes of it", line)


def _in_batches(run: Run) -> Iterator[list[Wanted]]:
    cursor = run.scratch.execute(
        "SELECT student, contact, role, MAX(rights), MAX(basis), MIN(line) FROM pair GROUP BY student, contact"
    )
    while rows := cursor.fetchmany(BATCH):
        yield [Wanted(*row) for row in rows]


def _tie(batch: list[Wanted], run: Run, speaks_of_rights: bool) -> None:
    students = run.primary_keys("students", {each.student for each in batch})
    contacts = run.primary_keys("users", {each.contact for each in batch})
    pairs = {(students[each.student], contacts[each.contact]): each for each in batch}
    on_record = ties_of(pairs)
    new = [
        {"student": student, "contact": contact, "relation": wanted.role, "source": SOURCE}
        for (student, contact), wanted in pairs.items()
        if (student, contact) not in on_record
    ]
    if new:
        StudentContact.insert_many(new).execute()
        run.counts(TIES).created += len(new)
    living = []
    for pair, record in ties_of(pairs).items():
        wanted = pairs[pair]
        if pair in on_record:
            _bring_in_line(record, wanted, run)
        if record.withdrawn_at is None:
            living.append((wanted, record))
    run.scratch.executemany("INSERT INTO tied VALUES (?)", [(record.id,) for _, record in living])
    _give_rights(living, run, speaks_of_rights)


def _bring_in_line(record: StudentContact, wanted: Wanted, run: Run) -> None:
    """What an import made follows the file; what the office or a contacts file said stays."""
    if record.source != SOURCE:
        if record.withdrawn_at is not None:
            run.report.hold(FILE, wanted.line, "agentSourcedIds", "held: the office has withdrawn this contact")
    elif (record.relation, record.withdrawn_at) != (wanted.role, None):
        record.relation, record.withdrawn_at = wanted.role, None
        record.save()
        run.counts(TIES).changed += 1
        return
    run.counts(TIES).unchanged += 1


def _give_rights(living: list[tuple[Wanted, StudentContact]], run: Run, speaks_of_rights: bool) -> None:
    given = [(wanted, record) for wanted, record in living if wanted.right]
    grants = [Grant(record, Basis(wanted.basis or Basis.PARENT)) for wanted, record in given]
    _count_rights(given, grant_rights(grants, by=run.by, source=SOURCE), RIGHTS, run)
    if speaks_of_rights:
        silent = [record for wanted, record in living if not wanted.right]
        ended = end_rights_given_by(SOURCE, silent, by=run.by, but=(Basis.DISTRICT_VOUCHED,))
        run.counts(RIGHTS_KIND).withdrawn += len(ended)
    vouched = [(wanted, record) for wanted, record in living if wanted.role in run.vouch and not wanted.right]
    grants = [Grant(record, Basis.DISTRICT_VOUCHED) for _, record in vouched]
    refusals = grant_rights(grants, by=run.by, source=SOURCE, undecided_only=True)
    _count_rights(vouched, refusals, "agentSourcedIds", run)


def _count_rights(
    asked: list[tuple[Wanted, StudentContact]], refusals: list[Refused | None], column: str, run: Run
) -> None:
    for (wanted, _), refusal in zip(asked, refusals, strict=True):
        if refusal is None:
            run.counts(RIGHTS_KIND).created += 1
        elif words := held_words(refusal):
            run.report.hold(FILE, wanted.line, column, f"{words}: {shown(wanted.contact)} to {shown(wanted.student)}")
        else:
            run.counts(RIGHTS_KIND).unchanged += 1


def _untie(run: Run) -> None:
    """Withdraw the ties that an import made and the file no longer has; the rights that it gave end.

    A right that the office or a contacts file gave stays, and its tie with it. Whose row in the file is rejected
    keeps their ties: what the row says is not known.
    """
    student, contact = Person.alias(), Person.alias()
    last = 0
    while True:
        rows = list(
            StudentContact.select(StudentContact, student.sourced_id.alias("of"), contact.sourced_id.alias("to"))
            .join(student, on=StudentContact.student == student.id)
            .join_from(StudentContact, contact, on=StudentContact.contact == contact.id)
            .where(StudentContact.id > last, StudentContact.withdrawn_at.is_null())
            .order_by(StudentContact.id)
            .limit(BATCH)
            .objects()
        )
        if not rows:
            return
        last = rows[-1].id
        missing = _not_tied(rows, run)
        ended = end_rights_given_by(SOURCE, missing, by=run.by)
        run.counts(RIGHTS_KIND).withdrawn += len(ended)
        decided = standings(missing)
        lost = [row.id for row in missing if row.source == SOURCE and decided[row.id].open is None]
        if lost:
            StudentContact.update(withdrawn_at=clock.now()).where(StudentContact.id.in_(lost)).execute()
            run.counts(TIES).withdrawn += len(lost)


def _not_tied(rows: list[Any], run: Run) -> list[Any]:
    marks = ", ".join("?" * len(rows))
    found = run.scratch.execute(f"SELECT id FROM tied WHERE id IN ({marks})", [row.id for row in rows])
    tied = {key for (key,) in found}
    missing = [row for row in rows if row.id not in tied]
    sights = run.seen.find("users", [each for row in missing for each in (row.of, row.to) if each])
    unread = {each for each, sight in sights.items() if not sight.taken and not sight.gone}
    return [row for row in missing if not unread & {row.of, row.to}]
