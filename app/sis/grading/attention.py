"""What of a student's work needs a look, for Home."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from peewee import JOIN

from app.database import Translated, statement
from app.sis.courses.models import Course, Section, SectionEnrollment
from app.sis.courses.queries import on_roster, title_of
from app.sis.grading.models import Assignment, Score
from app.sis.schools.models import AcademicSession


@dataclass(frozen=True)
class WorkInBrief:
    """An assignment as Home shows it."""

    section_key: str
    class_title: Translated
    title: Translated
    due_on: date
    points: Decimal | None
    points_possible: Decimal


@dataclass(frozen=True)
class Attention:
    """What of a student's work needs a look: missing, scored since a day, due within a week."""

    missing: tuple[WorkInBrief, ...] = ()
    new: tuple[WorkInBrief, ...] = ()
    due: tuple[WorkInBrief, ...] = ()


def attention(student_ids: list[int], since: date, today: date) -> dict[int, Attention]:
    """What needs a look in the classes that these students attend today, by student. One read."""
    found: dict[int, dict[str, list[WorkInBrief]]] = {each: defaultdict(list) for each in student_ids}
    for row in _rows(student_ids, since, today, today + timedelta(days=7)):
        title = title_of(row.class_title, row.course)
        kind = "new" if row.points is not None else "missing" if row.missing else "due"
        brief = WorkInBrief(row.key, title, row.title, row.due_on, row.points, row.points_possible)
        found[row.student_id][kind].append(brief)
    return {
        each: Attention(**{kind: tuple(of_kind) for kind, of_kind in kinds.items()}) for each, kinds in found.items()
    }


@statement
def _rows(student_ids: list[int], since: date, today: date, soon: date) -> Any:
    own_score = (
        (Score.assignment == Assignment.id)
        & (Score.student == SectionEnrollment.student)
        & Score.withdrawn_at.is_null()
    )
    is_missing = Score.missing & Score.points.is_null() & (AcademicSession.ends_on > today)
    is_new = Score.points.is_null(False) & (Score.scored_on >= since) & (Score.scored_on <= today)
    is_due = (
        (Assignment.due_on >= today)
        & (Assignment.due_on < soon)
        & Score.points.is_null()
        & (Score.exempt.is_null() | (Score.exempt == False))  # noqa: E712  SQL, not Python
    )
    return (
        Assignment.select(
            SectionEnrollment.student.alias("student_id"),
            Section.key,
            Section.title.alias("class_title"),
            Course.title.alias("course"),
            Assignment.title,
            Assignment.due_on,
            Assignment.points_possible,
            Score.points,
            Score.missing,
        )
        .join(Section)
        .join(Course)
        .join_from(Section, SectionEnrollment)
        .join_from(Assignment, AcademicSession)
        .join_from(Assignment, Score, JOIN.LEFT_OUTER, on=own_score)
        .where(
            SectionEnrollment.student.in_(student_ids)
            & on_roster(today)
            & (Section.ends_on > today)
            & Section.withdrawn_at.is_null()
            & Assignment.withdrawn_at.is_null()
            & (Assignment.assigned_on <= today)
            & (is_missing | is_new | is_due)
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
