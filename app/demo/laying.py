"""Laying the demonstration district: "Four Lakes School District", invented people around a day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app import clock
from app.demo import year
from app.demo.announcements import lay_announcements
from app.demo.attendance import Attendance
from app.demo.cast import Cast
from app.demo.courses import Catalogue, Faculty, lay_section
from app.demo.district import District
from app.demo.families import Families
from app.demo.gradebook import Gradebook
from app.demo.homes import Homes
from app.demo.id_kinds import lay_id_kinds
from app.demo.letters import lay_letters
from app.demo.people import People, Pupil
from app.demo.schools import Campus, lay_schools, lay_year
from app.demo.state import LOADED
from app.demo.timetable import Group, timetable
from app.sis.actor import Actor
from app.sis.audit.actions import audited

DEMO = Actor("demo")
STUDENTS, SEED = 400, 1848  # a year of Wisconsin's
FEWEST = 100  # students, so that every class of the story is held


def load(
    students: int = STUDENTS,
    seed: int = SEED,
    today: date | None = None,
    by: Actor = DEMO,
    progress: Callable[[int], object] = lambda students: None,
) -> None:
    """Lay a district of so many students into an empty, migrated database, whole or not at all.

    The same seed and day lay the same rows. `progress` is told of students as their classes are done. What is held in
    memory grows by a few hundred bytes a student; scores are written school by school.
    Raises ValueError for fewer than FEWEST students.
    """
    if students < FEWEST:
        raise ValueError(f"a demo district has at least {FEWEST} students")
    today = today or clock.today()
    with audited(LOADED, by, on=today.isoformat(), seed=seed, students=students):
        district = District(seed, year.around(today))
        past = district.a_year_ago()
        lay_year(district)
        lay_year(past)
        campuses = lay_schools(district, students)
        people = People(district, past, campuses, students)
        homes = Homes(district)
        cast = Cast(people, homes)
        cast.lay()
        Families(district, people, homes).fill()
        catalogue = Catalogue(district)
        attendance = Attendance(district, past)
        laying = Laying(people, cast, catalogue, Gradebook(district, catalogue), attendance, progress)
        for campus in campuses:
            laying.school(campus)
        cast.lay_pass()
        cast.lay_openings()
        lay_id_kinds(district)
        lay_announcements(district, campuses, cast.sections)
        district.batch.finish()
        lay_letters(district, campuses, cast.unwritten)
        for campus in campuses:
            attendance.derive(campus)


@dataclass
class Laying:
    """What the schools are laid with, one after another."""

    people: People
    cast: Cast
    catalogue: Catalogue
    gradebook: Gradebook
    attendance: Attendance
    progress: Callable[[int], object]

    def school(self, campus: Campus) -> None:
        """The classes of one school with their scores, its attendance, and what is left of the year before."""
        district, past = self.people.district, self.people.past
        pupils = [pupil for pupil in self.people.pupils if pupil.campus is campus]
        faculty = Faculty(district, self.people, self.catalogue, campus, self.cast.staff)
        self.gradebook.open_school(campus)
        held = []
        groups = self._groups(district, campus, pupils)
        for place, (group, teacher) in enumerate(faculty.assign(groups)):
            each = lay_section(district, self.catalogue, campus, group, teacher)
            self.gradebook.lay(campus, group, each.section)
            self.cast.sections.update((named, each.section) for named in group.named())
            held.append(each)
            self.progress(len(pupils) * (place + 1) // len(groups) - len(pupils) * place // len(groups))
        self.attendance.lay(campus, pupils, held, self.gradebook.away)
        for group, teacher in faculty.assign(self._groups(past, campus, self._pupils_before(campus))):
            each = lay_section(past, self.catalogue, campus, group, teacher)
            self.gradebook.post_year(past, campus, group, each.section)

    def _pupils_before(self, campus: Campus) -> list[Pupil]:
        """Who was at this school in the year before, as they were then."""
        starts_on = self.people.past.year.starts_on
        return [
            replace(pupil, campus=campus, grade=pupil.grade - 1, entered_on=starts_on)
            for pupil in self.people.pupils
            if pupil.before is campus
        ]

    def _groups(self, in_year: District, campus: Campus, pupils: list[Pupil]) -> list[Group]:
        """The classes of a school in a year, numbered within each course."""
        groups = list(timetable(campus, pupils, in_year.year, in_year.chance("timetable", campus.code)))
        numbers: Counter[str] = Counter()
        for group in groups:
            numbers[group.course] += 1
            group.number = numbers[group.course]
        return groups
