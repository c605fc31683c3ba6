"""Laying the demonstration district: "Four Lakes School District", invented people around a day."""

from collections.abc import Callable
from datetime import date

from app import clock
from app.demo import year
from app.demo.courses import Catalogue, Faculty, lay_section
from app.demo.district import District
from app.demo.families import Families
from app.demo.gradebook import Gradebook
from app.demo.people import People
from app.demo.schools import Campus, lay_schools, lay_year
from app.demo.state import LOADED
from app.demo.story import Story
from app.demo.timetable import timetable
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
        lay_year(district)
        campuses = lay_schools(district, students)
        people = People(district, campuses, students)
        story = Story(people)
        story.lay()
        Families(district, people).fill()
        catalogue = Catalogue(district)
        gradebook = Gradebook(district, catalogue)
        for campus in campuses:
            _school(district, campus, people, story, catalogue, gradebook, progress)
        district.batch.finish()


def _school(
    district: District,
    campus: Campus,
    people: People,
    story: Story,
    catalogue: Catalogue,
    gradebook: Gradebook,
    progress: Callable[[int], object],
) -> None:
    """The classes of one school."""
    gradebook.open_school(campus)
    faculty = Faculty(district, people, catalogue, campus, story.staff)
    pupils = [pupil for pupil in people.pupils if pupil.campus is campus]
    numbers: dict[str, int] = {}
    groups = list(timetable(campus, pupils, district.year, district.chance("timetable", campus.code)))
    teachers = faculty.assign(groups)
    for place, group in enumerate(groups):
        group.number = numbers[group.course] = numbers.get(group.course, 0) + 1
        gradebook.lay(campus, group, lay_section(district, catalogue, campus, group, teachers[place]))
        progress(len(pupils) * (place + 1) // len(groups) - len(pupils) * place // len(groups))
