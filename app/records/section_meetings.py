"""section-meetings: when and where sections meet. A section that the file names gets exactly the file's meetings."""

from typing import Any

from app.database import tuples
from app.intake.cells import one_line, period, shown, text
from app.intake.sheet import Column, Row, Table
from app.intake.store import batches
from app.intake.taking import Taking
from app.records.cells import weekdays
from app.records.schools import schools_known_as
from app.sis.access.actions import OFFICE
from app.sis.courses.models import Section
from app.sis.schedule.models import SectionMeeting

KIND = "section-meetings"
SOURCE = "section-meetings"
EVERY_DAY = -1  # in the scratch table, whose keys cannot be empty

TABLE = Table(
    KIND,
    (
        Column("section", one_line, required=True),
        Column("school"),
        Column("weekday", weekdays),
        Column("period", period, required=True),
        Column("room", text(60)),
    ),
    key=("section", "school", "weekday", "period"),
    closed=True,
)

GATHERED = (
    "CREATE TABLE IF NOT EXISTS meeting (section INT, weekday INT, period TEXT, room TEXT, line INT, "
    "PRIMARY KEY (section, weekday, period))"
)


def load(rows: list[Row], taking: Taking) -> None:
    """Gather the meetings: a section's are written together, at the end."""
    taking.scratch.execute(GATHERED)
    schools = schools_known_as({row["school"] for row in rows if row["school"]})
    sections = _sections_known_as({row["section"] for row in rows})
    for row in rows:
        section = _section_of(row, schools, sections, taking)
        if section is None:
            continue
        days = row["weekday"] or (EVERY_DAY,)
        marks = ", ".join("?" * len(days))
        same = taking.scratch.execute(
            f"SELECT line FROM meeting WHERE section = ? AND period = ? AND weekday IN ({marks})",
            (section, row["period"], *days),
        ).fetchone()
        if same:
            taking.reject(KIND, row, "period", f"the same meeting stands on line {same[0]} already")
            continue
        taking.scratch.executemany(
            "INSERT INTO meeting VALUES (?, ?, ?, ?, ?)",
            ((section, weekday, row["period"], row["room"] or "", row.line) for weekday in days),
        )


def _sections_known_as(ids: set[str]) -> dict[str, list[tuple[int, int, bool]]]:
    """Sections by sourcedId or code: primary key, school, whether it is the sourcedId."""
    found: dict[str, list[tuple[int, int, bool]]] = {}
    query = Section.select(Section.sourced_id, Section.code, Section.id, Section.school).where(
        Section.sourced_id.in_(list(ids)) | Section.code.in_(list(ids)), Section.withdrawn_at.is_null()
    )
    for sourced_id, code, key, school in tuples(query):
        for name in {sourced_id, code} & ids:
            found.setdefault(name, []).append((key, school, name == sourced_id))
    return found


def _section_of(row: Row, schools: dict[str, int], sections: dict[str, Any], taking: Taking) -> int | None:
    """The section that a row names: by sourcedId, else by code within the school; None where it is rejected."""
    if row["school"] and row["school"] not in schools:
        taking.reject(KIND, row, "school", f"names no school on record: {shown(row['school'])}")
        return None
    school = schools.get(row["school"])
    named = [(key, is_id) for key, at, is_id in sections.get(row["section"], ()) if school in (None, at)]
    exact = [key for key, is_id in named if is_id] or [key for key, _ in named]
    if len(exact) == 1:
        return int(exact[0])
    reason = "is the code of several sections: write the sourcedId" if exact else "names no section on record"
    taking.reject(KIND, row, "section", f"{shown(row['section'])} {reason}")
    return None


def finish(taking: Taking) -> None:
    """Bring each section's meetings in line with the file; those that the office has set stay."""
    taking.scratch.execute(GATHERED)
    sections = (key for (key,) in taking.scratch.execute("SELECT DISTINCT section FROM meeting ORDER BY section"))
    for batch in batches(sections):
        there: dict[int, dict[tuple[int, str], SectionMeeting]] = {section: {} for section in batch}
        for meeting in SectionMeeting.select().where(SectionMeeting.section.in_(batch)):
            weekday = EVERY_DAY if meeting.weekday is None else meeting.weekday
            there[meeting.section_id][weekday, meeting.period] = meeting
        for section in batch:
            if any(meeting.source == OFFICE for meeting in there[section].values()):
                _hold(section, taking)
            else:
                _write(section, there[section], taking)


def _hold(section: int, taking: Taking) -> None:
    file = taking.sheets[KIND].file
    for (line,) in taking.scratch.execute("SELECT DISTINCT line FROM meeting WHERE section = ?", (section,)):
        taking.report.hold(file, line, "section", "held: the office has set when this section meets")


def _write(section: int, there: dict[tuple[int, str], SectionMeeting], taking: Taking) -> None:
    counts = taking.counts(KIND)
    wanted = taking.scratch.execute("SELECT weekday, period, room FROM meeting WHERE section = ?", (section,))
    for weekday, code, room in wanted.fetchall():
        meeting = there.pop((weekday, code), None)
        if meeting is None:
            day = None if weekday == EVERY_DAY else weekday
            SectionMeeting.create(section=section, weekday=day, period=code, room=room, source=SOURCE)
            counts.created += 1
        elif (meeting.room, meeting.source) != (room, SOURCE):
            meeting.room, meeting.source = room, SOURCE
            meeting.save()
            counts.changed += 1
        else:
            counts.unchanged += 1
    if there:
        SectionMeeting.delete().where(SectionMeeting.id.in_([each.id for each in there.values()])).execute()
        counts.withdrawn += len(there)
