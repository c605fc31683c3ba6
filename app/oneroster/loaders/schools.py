"""orgs.csv and academicSessions.csv."""

from app.database import tuples
from app.intake.cells import shown
from app.intake.sheet import Row
from app.intake.store import Stored, store
from app.oneroster.run import Run
from app.sis.schools.models import AcademicSession, School, SessionKind

ALL_AT_ONCE = 10_000  # sessions are few, and name one another in any order

KINDS = {
    "schoolYear": SessionKind.SCHOOL_YEAR,
    "semester": SessionKind.TERM,
    "term": SessionKind.TERM,
    "gradingPeriod": SessionKind.GRADING_PERIOD,
}


def orgs(rows: list[Row], run: Run) -> None:
    """Schools. Districts, departments and states are no records of their own; others may refer to them."""
    schools = {row["sourcedId"]: row for row in rows if row["type"] == "school"}
    codes = {sourced_id: row["identifier"] or sourced_id for sourced_id, row in schools.items()}
    same_code = School.select(School.code, School.sourced_id).where(School.code.in_(list(codes.values())))
    owners: dict[str, str] = dict(tuples(same_code))
    for sourced_id, code in codes.items():
        owner = owners.setdefault(code, sourced_id)
        if owner != sourced_id:
            whose = f"the school {shown(owner)}" if owner else "a school that the office entered"
            run.reject("orgs", schools[sourced_id], "identifier", f"{shown(code)} is the code of {whose}")
    wanted = {
        sourced_id: {"code": codes[sourced_id], "name": row["name"]}
        for sourced_id, row in schools.items()
        if not row.rejected
    }
    store(School, wanted).count(run.counts("orgs"))


def academic_sessions(rows: list[Row], run: Run) -> None:
    """School years, terms (semesters too) and grading periods, parents before their parts."""
    file = "academicSessions"
    for row in rows:
        if row["endDate"] <= row["startDate"]:
            run.reject(file, row, "endDate", f"{row['endDate']} is not after startDate {row['startDate']}")
    rows = [row for row in rows if not row.rejected]
    years = _years(rows)
    _note_what_ends_late(rows, run)
    waiting = {row["sourcedId"]: row for row in rows}
    parents = {row["parentSourcedId"] for row in rows if row["parentSourcedId"]}
    known = run.primary_keys(file, parents - waiting.keys())
    while waiting:
        ready = [row for row in waiting.values() if not row["parentSourcedId"] or row["parentSourcedId"] in known]
        if not ready:
            for row in waiting.values():
                run.reject(file, row, "parentSourcedId", _why_waiting(row["parentSourcedId"], waiting, run))
            return
        stored = _store(ready, years, known, run)
        stored.count(run.counts(file))
        known.update(stored.ids)
        for row in ready:
            del waiting[row["sourcedId"]]


def _store(rows: list[Row], years: dict[int, int], known: dict[str, int], run: Run) -> Stored:
    return store(
        AcademicSession,
        {
            row["sourcedId"]: {
                "kind": KINDS[row["type"]],
                "title": row["title"],
                "parent": known.get(row["parentSourcedId"]),
                "year": years.get(row["schoolYear"], row["schoolYear"]),
                "starts_on": row["startDate"],
                "ends_on": row["endDate"],
            }
            for row in rows
        },
    )


def _why_waiting(parent: str, waiting: dict[str, Row], run: Run) -> str:
    if parent in waiting:
        return f"names {shown(parent)}, which cannot be taken before it"
    return run.why_lost("academicSessions", parent)


def _years(rows: list[Row]) -> dict[int, int]:
    """What `schoolYear` means in this file: some exports write the year of the start instead of that of the end."""
    spans = [row for row in rows if row["type"] == "schoolYear"] or rows
    return {
        row["schoolYear"]: row["endDate"].year
        for row in spans
        if row["schoolYear"] == row["startDate"].year == row["endDate"].year - 1
    }


def _note_what_ends_late(rows: list[Row], run: Run) -> None:
    ends = {row["schoolYear"]: row["endDate"] for row in rows if row["type"] == "schoolYear"}
    for row in rows:
        if row["endDate"] > ends.get(row["schoolYear"], row["endDate"]):
            run.report.note("academicSessions.csv", "endDate lies after the end of its school year", row.line)
