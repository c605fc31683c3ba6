"""Which school a student attends, from when: the school enrollments behind users.csv.

OneRoster names a student's schools and grade level, and no dates. A student first met in a school year is enrolled
from its first day; one who is met at another school than before moves today. What the office entered stays as it is.
"""

from collections import defaultdict
from datetime import date

from app import clock
from app.oneroster.run import Run
from app.sis.enrollment.models import Enrollment
from app.sis.schools.models import AcademicSession

KIND = "school enrollments"
SOURCE = "oneroster"


def place(wanted: dict[int, tuple[list[int], str]], run: Run) -> None:
    """Enroll persons in these schools at this grade level (none: in no school) and end what they no longer have."""
    year = run.school_year
    if year is None:
        run.report.note("users.csv", "there is no school year on record: no student is enrolled in a school")
        return
    on_record: defaultdict[int, list[Enrollment]] = defaultdict(list)
    for enrollment in Enrollment.select().where(Enrollment.student.in_(list(wanted))).order_by(Enrollment.entry_on):
        on_record[enrollment.student_id].append(enrollment)
    new: list[dict[str, object]] = []
    for person, (schools, grade_level) in wanted.items():
        there = [each for each in on_record[person] if year.starts_on <= each.entry_on < year.ends_on]
        for school in schools:
            if not _stays(there, school, grade_level, year, run):
                entry_on = max(clock.today(), year.starts_on) if there else year.starts_on
                new.append(
                    {
                        "student": person,
                        "school": school,
                        "school_year": year.id,
                        "grade_level": grade_level,
                        "entry_on": entry_on,
                        "source": SOURCE,
                    }
                )
        stays = [each for each in there if each.school_id in schools]
        _end([each for each in on_record[person] if each not in stays], run)
    if new:
        Enrollment.insert_many(new).execute()
        run.counts(KIND).created += len(new)


def leave(persons: list[int], run: Run) -> None:
    """End today the enrollments of people whom the bundle no longer has."""
    _end(list(Enrollment.select().where(Enrollment.student.in_(persons))), run)


def _stays(there: list[Enrollment], school: int, grade_level: str, year: AcademicSession, run: Run) -> bool:
    """Whether the student is at this school already, or left it no earlier than today and so never left."""
    for enrollment in reversed(there):
        if enrollment.school_id != school or (enrollment.exit_on is not None and enrollment.exit_on < clock.today()):
            continue
        wanted = {"exit_on": None, "withdrawn_at": None, "grade_level": grade_level, "school_year": year}
        changes = {name: value for name, value in wanted.items() if getattr(enrollment, name) != value}
        if changes and enrollment.source == SOURCE:
            Enrollment.update(changes).where(Enrollment.id == enrollment.id).execute()
            run.counts(KIND).changed += 1
        else:
            run.counts(KIND).unchanged += 1
        return True
    return False


def _end(enrollments: list[Enrollment], run: Run) -> None:
    for enrollment in enrollments:
        if enrollment.source == SOURCE and enrollment.exit_on is None and enrollment.withdrawn_at is None:
            enrollment.exit_on = max(enrollment.entry_on, min(clock.today(), _last_day(enrollment)))
            if enrollment.exit_on == enrollment.entry_on:
                enrollment.withdrawn_at = clock.now()  # it never was
            enrollment.save()
            run.counts(KIND).withdrawn += 1


def _last_day(enrollment: Enrollment) -> date:
    year: AcademicSession | None = enrollment.school_year
    return year.ends_on if year is not None else clock.today()
