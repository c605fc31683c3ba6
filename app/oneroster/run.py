"""A bundle under way, and the references between its files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app import clock
from app.database import Record, tuples
from app.intake.cells import shown
from app.intake.sheet import Column, Row
from app.intake.taking import Taking
from app.sis.courses.models import Course, Section
from app.sis.grading.models import Assignment, AssignmentCategory
from app.sis.people.models import Person, Student
from app.sis.schools.models import AcademicSession, School, SessionKind

MODELS: dict[str, type[Record]] = {
    "orgs": School,
    "schools": School,
    "academicSessions": AcademicSession,
    "courses": Course,
    "users": Person,
    "students": Person,
    "classes": Section,
    "categories": AssignmentCategory,
    "lineItems": Assignment,
}
FILES = {"schools": "orgs", "students": "users"}  # where the ids are found that a column may name only some of


@dataclass
class Run(Taking):
    """A bundle being taken in."""

    vouch: frozenset[str] = frozenset()

    @cached_property
    def school_year(self) -> AcademicSession | None:
        """The year for which students are enrolled: the latest that has begun, else the next one."""
        years = list(
            AcademicSession.select()
            .where(AcademicSession.kind == SessionKind.SCHOOL_YEAR, AcademicSession.withdrawn_at.is_null())
            .order_by(AcademicSession.starts_on)
        )
        begun = [year for year in years if year.starts_on <= clock.today()]
        return begun[-1] if begun else years[0] if years else None

    def resolve(self, rows: Sequence[Row], file: str, columns: Iterable[Column]) -> None:
        """Put the primary keys behind the sourcedIds of these columns into the rows' `refs`; reject what dangles.

        An id of `orgs` that is no school stands for None.
        """
        for column in columns:
            named = {each for row in rows for each in _ids(row[column.name])}
            found = self.primary_keys(column.refers, named)
            for row in rows:
                ids = _ids(row[column.name])
                lost = next((each for each in ids if each not in found), None)
                if lost is not None and not row.rejected:
                    self.reject(file, row, column.name, self.why_lost(column.refers, lost))
                keys = [found.get(each) for each in ids]
                row.refs[column.name] = keys if isinstance(row[column.name], tuple) else next(iter(keys), None)

    def primary_keys(self, refers: str, ids: Iterable[str]) -> dict[str, Any]:
        """The primary keys of the records on file, and not withdrawn, that these sourcedIds name."""
        named = list(ids)
        model: Any = MODELS[refers]
        query = model.select(model.sourced_id, model.id).where(
            model.sourced_id.in_(named), model.withdrawn_at.is_null()
        )
        if refers == "students":
            query = query.join(Student)
        found: dict[str, Any] = dict(tuples(query))
        if refers == "orgs" and "orgs" in self.sheets:
            others = self.seen.find("orgs", [each for each in named if each not in found])
            found.update({each: None for each, sight in others.items() if sight.taken})
        elif refers == "orgs":
            found = {each: found.get(each) for each in named}
        return found

    def why_lost(self, refers: str, sourced_id: str) -> str:
        """Why a sourcedId names nothing that can be referred to."""
        file = FILES.get(refers, refers)
        if file not in self.sheets:
            return f"names {shown(sourced_id)}: the bundle has no row of {file}.csv, and there is none on record"
        sight = self.seen.find(file, [sourced_id]).get(sourced_id)
        if sight is None:
            return f"names {shown(sourced_id)}, which is not in {file}.csv"
        if sight.gone:
            return f"names {shown(sourced_id)}, which {file}.csv marks as deleted"
        if not sight.taken:
            return f"names {shown(sourced_id)}, whose row in {file}.csv is rejected"
        return f"names {shown(sourced_id)}, which is a {sight.note} in {file}.csv: a {refers[:-1]} is needed"


def _ids(cell: Any) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else (cell,) if cell else ()
