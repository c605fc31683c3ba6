"""A student's grades, ready to show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

from peewee import JOIN, fn

from app.database import Translated, statement
from app.sis.access.queries import Child
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.courses.queries import last_first, teaches_on, title_of
from app.sis.grading.calculation import Category, Entry, Grade, Line, Method, Policy, ScaleStep, calculate
from app.sis.grading.models import (
    Assignment,
    AssignmentCategory,
    GradingScale,
    GradingScaleEntry,
    PostedGrade,
    Score,
    SectionGrading,
)
from app.sis.grading.weeks import Week, by_week
from app.sis.people.models import Person
from app.sis.schedule.models import SectionMeeting
from app.sis.schedule.queries import Teacher, period_order
from app.sis.schools.queries import Span, Year


@dataclass(frozen=True)
class Posted:
    """A grade as its teacher posted it; later scores do not change it."""

    grading_period_id: int
    letter: str
    percent: Decimal | None


@dataclass(frozen=True)
class Work:
    """An assignment and what this student has for it; `title` and `comment` as the teacher wrote them."""

    id: int
    grading_period_id: int
    category: Category
    category_title: Translated
    title: Translated
    assigned_on: date
    comment: Translated
    entry: Entry

    @property
    def is_missing(self) -> bool:
        return self.entry.missing and self.entry.points is None


@dataclass(frozen=True)
class ClassGrade:
    """A class in one grading period: the grade in progress and the work behind it, and what is posted so far."""

    key: str
    title: Translated
    period: str
    room: str
    teacher: Teacher | None
    posted: dict[int, Posted]  # by grading period
    policy: Policy
    grade: Grade
    work: tuple[Work, ...]  # newest due first
    entered_on: date | None  # where the student came after the class began: earlier work does not count
    last_on: date | None  # of the student in it, where they left
    meets: bool  # in this grading period

    @property
    def missing(self) -> int:
        return sum(each.is_missing for each in self.work)

    def by_week(self, until: date) -> tuple[Week, ...]:
        """The grade at the end of each week so far, the last of which is that of `until`."""
        return by_week(self.policy, [each.entry for each in self.work], until, self.entered_on)

    def work_of(self, line: Line) -> Work:
        return next(each for each in self.work if each.id == line.entry.id)


@dataclass(frozen=True)
class PeriodGrades:
    """All classes of a student in one grading period; `on_opening` is the period shown unless another is asked for."""

    period: Span | None
    on_opening: Span | None
    classes: tuple[ClassGrade, ...]


def period_grades(
    child: Child, year: Year, asked: Span | None, today: date, section: str | None = None
) -> PeriodGrades:
    """The grades of a student in the grading period asked for, else the current one.

    Where none runs today it is the latest with scores. `section` (a key) narrows it to one class, which is there in
    periods in which it does not meet too. Three reads.
    """
    current = year.period_on(today)
    sections = _sections(child, year, today, section)
    known = asked or current
    periods = (known,) if known else year.grading_periods
    work = _work(child, [row.id for row in sections.values()], periods, today)
    latest = max(
        (each.grading_period_id for each in _all(work) if each.entry.points is not None),
        default=None,
        key=_start_in(year),
    )
    on_opening = current or next((span for span in year.grading_periods if span.id == latest), None)
    on_opening = on_opening or (year.grading_periods[-1] if year.grading_periods else None)
    period = asked or on_opening
    if period is None:
        return PeriodGrades(None, None, ())
    scales = _scales(child)
    classes = [
        _class_grade(row, [each for each in work[row.id] if each.grading_period_id == period.id], scales, period)
        for row in sections.values()
        if section or row.meets_in(period)
    ]
    shown = [each for each in classes if section or each.work or each.posted or not sections[each.key].homeroom]
    return PeriodGrades(period, on_opening, tuple(sorted(shown, key=lambda each: period_order(each.period))))


@dataclass
class _SectionRow:
    id: int
    key: str
    title: Translated
    homeroom: bool
    room: str
    starts_on: date  # of the student in it
    ends_on: date
    entered_on: date | None
    left_on: date | None
    method: Method
    scale_id: int | None
    missing_counts_as_zero: bool
    period: str
    teacher: Teacher | None
    posted: dict[int, Posted]

    def meets_in(self, period: Span) -> bool:
        return self.starts_on < period.ends_on and self.ends_on > period.starts_on


def _sections(child: Child, year: Year, today: date, section: str | None) -> dict[str, _SectionRow]:
    """The student's sections of a year by key, with teacher, policy and posted grades. One read.

    Who left a section and came back is in it from the first day to the last.
    """
    sections: dict[str, _SectionRow] = {}
    for row in _section_rows(child.id, year.span.starts_on, year.span.ends_on, today):
        if section is not None and row.key != section:
            continue
        entered = row.entered_on if row.entered_on and row.entered_on > row.begins_on else None
        left = row.left_on if row.left_on and row.left_on < row.closes_on else None
        if row.key not in sections:
            sections[row.key] = _SectionRow(
                id=row.id,
                key=row.key,
                title=title_of(row.title, row.course),
                homeroom=row.homeroom,
                room=row.room,
                starts_on=entered or row.begins_on,
                ends_on=left or row.closes_on,
                entered_on=entered,
                left_on=left,
                method=Method(row.method or Method.TOTAL_POINTS),
                scale_id=row.scale_id,
                missing_counts_as_zero=row.missing_counts_as_zero is not False,
                period=row.period or "",
                teacher=Teacher(f"{row.given_name} {row.family_name}", row.email) if row.family_name else None,
                posted={},
            )
        known = sections[row.key]
        if (entered or row.begins_on) < known.starts_on:
            known.starts_on, known.entered_on = entered or row.begins_on, entered
        if (left or row.closes_on) > known.ends_on:
            known.ends_on, known.left_on = left or row.closes_on, left
        if row.posted_in:
            known.posted[row.posted_in] = Posted(row.posted_in, row.letter, row.percent)
    return sections


@statement
def _section_rows(student_id: int, from_on: date, until_on: date, today: date) -> Any:
    teaches = (SectionTeacher.section == Section.id) & teaches_on(today)
    posted_here = (PostedGrade.section == Section.id) & (PostedGrade.student == student_id)
    meets = SectionMeeting.select(fn.MIN(SectionMeeting.period)).where(SectionMeeting.section == Section.id)
    return (
        SectionEnrollment.select(
            Section.id,
            Section.key,
            Section.title,
            Course.title.alias("course"),
            Section.homeroom,
            Section.room,
            Section.starts_on.alias("begins_on"),
            Section.ends_on.alias("closes_on"),
            SectionEnrollment.starts_on.alias("entered_on"),
            SectionEnrollment.ends_on.alias("left_on"),
            SectionGrading.method,
            SectionGrading.scale.alias("scale_id"),
            SectionGrading.missing_counts_as_zero,
            meets.alias("period"),
            Person.given_name,
            Person.family_name,
            Person.email,
            PostedGrade.grading_period.alias("posted_in"),
            PostedGrade.letter,
            PostedGrade.percent,
        )
        .join(Section)
        .join(Course)
        .join_from(Section, SectionGrading, JOIN.LEFT_OUTER)
        .join_from(Section, SectionTeacher, JOIN.LEFT_OUTER, on=teaches)
        .join(Person, JOIN.LEFT_OUTER)
        .join_from(Section, PostedGrade, JOIN.LEFT_OUTER, on=posted_here)
        .where(
            (SectionEnrollment.student == student_id)
            & SectionEnrollment.withdrawn_at.is_null()
            & Section.withdrawn_at.is_null()
            & (Section.starts_on < until_on)
            & (Section.ends_on > from_on)
        )
        .order_by(Section.id, *last_first(SectionTeacher))
    )


def _work(child: Child, section_ids: list[int], periods: Sequence[Span], today: date) -> dict[int, list[Work]]:
    """What is assigned so far in these grading periods, by section, newest due first. One read."""
    work: dict[int, list[Work]] = defaultdict(list)
    for row in _work_rows(child.id, section_ids, [period.id for period in periods], today):
        work[row.section_id].append(
            Work(
                id=row.id,
                grading_period_id=row.grading_period_id,
                category=Category(row.category_id, row.weight, row.drop_lowest),
                category_title=row.category_title,
                title=row.title,
                assigned_on=row.assigned_on,
                comment=row.comment or Translated(),
                entry=Entry(
                    id=row.id,
                    category_id=row.category_id,
                    due_on=row.due_on,
                    points_possible=row.points_possible,
                    points=row.points,
                    missing=bool(row.missing),
                    exempt=bool(row.exempt),
                    late=bool(row.late),
                    incomplete=bool(row.incomplete),
                ),
            )
        )
    return work


@statement
def _work_rows(student_id: int, section_ids: list[int], period_ids: list[int], today: date) -> Any:
    own_score = (Score.assignment == Assignment.id) & (Score.student == student_id) & Score.withdrawn_at.is_null()
    return (
        Assignment.select(
            Assignment.section.alias("section_id"),
            Assignment.id,
            Assignment.grading_period.alias("grading_period_id"),
            AssignmentCategory.id.alias("category_id"),
            AssignmentCategory.title.alias("category_title"),
            AssignmentCategory.weight,
            AssignmentCategory.drop_lowest,
            Assignment.title,
            Assignment.assigned_on,
            Assignment.due_on,
            Assignment.points_possible,
            Score.points,
            Score.missing,
            Score.exempt,
            Score.late,
            Score.incomplete,
            Score.comment,
        )
        .join(AssignmentCategory)
        .join_from(Assignment, Score, JOIN.LEFT_OUTER, on=own_score)
        .where(
            Assignment.section.in_(section_ids)
            & Assignment.grading_period.in_(period_ids)
            & Assignment.withdrawn_at.is_null()
            & (Assignment.assigned_on <= today)
        )
        .order_by(Assignment.due_on.desc(), Assignment.id.desc())
    )


def _scales(child: Child) -> dict[int | None, list[ScaleStep]]:
    """The scales that may hold for a student, by id; under None the school's own or the district's. One read."""
    scales: dict[int | None, list[ScaleStep]] = defaultdict(list)
    for scale_id, letter, cutoff in _scale_rows(child.school.id if child.school else None):
        scales[scale_id].append(ScaleStep(letter, cutoff))
    scales[None] = next(iter(scales.values()), [])
    return scales


@statement
def _scale_rows(school_id: int | None) -> Any:
    return (
        GradingScaleEntry.select(GradingScale.id, GradingScaleEntry.letter, GradingScaleEntry.cutoff)
        .join(GradingScale)
        .where(GradingScale.school.is_null() | (GradingScale.school == school_id))
        .order_by(GradingScale.school.is_null(), GradingScale.id)
    )


def _class_grade(
    row: _SectionRow, work: list[Work], scales: dict[int | None, list[ScaleStep]], period: Span
) -> ClassGrade:
    policy = Policy(
        row.method, sorted({each.category for each in work}, key=attrgetter("id")), row.missing_counts_as_zero
    )
    scale = scales.get(row.scale_id) or scales[None]
    return ClassGrade(
        key=row.key,
        title=row.title,
        period=row.period,
        room=row.room,
        teacher=row.teacher,
        posted=row.posted,
        policy=policy,
        grade=calculate(policy, [each.entry for each in work], scale, row.entered_on),
        work=tuple(work),
        entered_on=row.entered_on,
        last_on=row.left_on and row.left_on - timedelta(days=1),
        meets=row.meets_in(period),
    )


def _all(work: dict[int, list[Work]]) -> list[Work]:
    return [each for of_section in work.values() for each in of_section]


def _start_in(year: Year) -> Any:
    """Orders grading periods, given by id, by their first day."""
    starts = {span.id: span.starts_on for span in year.grading_periods}
    return lambda id_: starts.get(id_, date.min)
