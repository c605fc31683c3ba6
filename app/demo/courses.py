"""The catalogue, the teachers, and the classes with their rosters and meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.demo import story, words
from app.demo.district import District, pick
from app.demo.people import People
from app.demo.schools import Campus
from app.demo.timetable import Group
from app.demo.year import Span
from app.sis.access.models import Role
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionSession, SectionTeacher
from app.sis.schedule.models import SectionMeeting

MOST_CLASSES = 5  # of a teacher
QUARTERS = {"YEAR": (1, 2, 3, 4), "S1": (1, 2), "S2": (3, 4), "Q1": (1,), "Q2": (2,), "Q3": (3,), "Q4": (4,)}
GYM, BAND_ROOM, ART_ROOM = "G1", "M110", "A12"
ROOMS = {
    "PE9": GYM, "WELL": GYM, "PE6": GYM, "PE-K5": GYM, "BAND": BAND_ROOM, "BAND6": BAND_ROOM, "MUS-K5": "M1",
    "ORCH": "M112", "ORCH6": "M112", "CHOIR": "M114", "ART1": ART_ROOM, "ART6": ART_ROOM,
    "ART-K5": ART_ROOM, "CERAM": "A14", "WOODS": "T8", "FOODS": "K2",
}  # fmt: skip


@dataclass
class Teacher:
    """Somebody who teaches at a school; `busy` has a bit for each quarter, weekday and period."""

    person: int
    room: str
    courses: set[str]
    classes: int = 0
    busy: int = 0


class Catalogue:
    """The district's courses."""

    def __init__(self, district: District) -> None:
        self.courses: dict[str, dict[str, Any]] = dict(words.read("courses"))
        self.subjects = self.courses.pop("subjects")
        self.ids = {
            code: district.add(Course, code=code, title=course["title"], subject=self.subjects[course["subject"]])
            for code, course in self.courses.items()
        }

    def subject(self, code: str) -> str:
        return str(self.courses[code]["subject"])


class Faculty:
    """The teachers of one school, hired as its classes need them."""

    def __init__(
        self, district: District, people: People, catalogue: Catalogue, campus: Campus, staff: dict[str, story.Staff]
    ) -> None:
        self.people = people
        self.catalogue = catalogue
        self.campus = campus
        self.chance: Random = district.chance("faculty", campus.code)
        self.names = words.read("names")
        self.hired = 0
        self.departments: dict[str, list[Teacher]] = {}
        self.everybody: list[Teacher] = []
        self.named = {
            name: self._teacher(each.person, set(story.ALSO_TEACHES.get(name, ())))
            for name, each in staff.items()
            if each.campus is campus
        }
        for name, teacher in self.named.items():
            for code in story.ALSO_TEACHES.get(name, ()):
                department = self.departments.setdefault(catalogue.subject(code), [])
                if teacher not in department:
                    department.append(teacher)

    def assign(self, groups: Sequence[Group]) -> list[tuple[Group, Teacher]]:
        """Each class of the school in a school year with a teacher who is free in its periods.

        Those whom the story names go first.
        """
        for hired in self.everybody:
            hired.classes = hired.busy = 0
        assigned: dict[int, Teacher] = {}
        classrooms: dict[str, Teacher] = {}
        for place, group in sorted(enumerate(groups), key=lambda each: self._chosen(each[1]) is None):
            teacher = self._chosen(group) or classrooms.get(group.classroom) or self._free(group)
            teacher = teacher or self._hire(group.course)
            if group.course == "HOMEROOM":  # its teacher has the class for the other subjects too
                classrooms[group.classroom] = teacher
            teacher.busy |= busy(group)
            teacher.classes += 1
            teacher.courses.add(group.course)
            assigned[place] = teacher
        return [(group, assigned[place]) for place, group in enumerate(groups)]

    def _chosen(self, group: Group) -> Teacher | None:
        names = (story.TEACHERS.get(named) for named in group.named())
        return next((self.named[name] for name in names if name in self.named), None)

    def _free(self, group: Group) -> Teacher | None:
        when = busy(group)
        if group.classroom:
            return None  # an elementary class has a teacher of its own
        free = [
            teacher
            for teacher in self.departments.get(self.catalogue.subject(group.course), [])
            if not teacher.busy & when and teacher.classes < MOST_CLASSES
        ]
        return max(free, key=lambda teacher: (group.course in teacher.courses, teacher.classes), default=None)

    def _hire(self, course: str) -> Teacher:
        roots = pick(self.chance, {name: each["share"] for name, each in self.names.items()})
        given = self.chance.choice(self.names[roots][self.chance.choice(("women", "women", "men"))])
        family = self.chance.choice(self.names[roots]["surnames"])
        username = self.people.username(given, family)
        person = self.people.person(given, family, email=f"{username}@fourlakes.example")
        subject = self.catalogue.subject(course)
        teacher = self._teacher(person, {course})
        self.departments.setdefault(subject, []).append(teacher)
        return teacher

    def _teacher(self, person: int, courses: set[str]) -> Teacher:
        self.people.role(person, Role.TEACHER, self.campus.id)
        teacher = Teacher(person, self._room(), courses)
        self.everybody.append(teacher)
        return teacher

    def _room(self) -> str:
        self.hired += 1
        floor, door = divmod(self.hired - 1, 24)
        return f"{100 * (floor + 1) + 2 + door}"


@dataclass(frozen=True)
class Held:
    """A class with its number, and from when to when it is taught."""

    group: Group
    section: int
    span: Span


def busy(group: Group) -> int:
    """The hours of a class as bits."""
    bits = 0
    for quarter in QUARTERS[group.session]:
        for on, period in group.meetings:
            for weekday in range(5) if on is None else (on,):
                bits |= 1 << ((quarter * 5 + weekday) * 10 + (int(period) if period.isdigit() else 0))
    return bits


def span_of(district: District, session: str) -> Span:
    quarters = [district.year.quarters[number - 1] for number in QUARTERS[session]]
    return Span(quarters[0].starts_on, quarters[-1].ends_on)


def lay_section(district: District, catalogue: Catalogue, campus: Campus, group: Group, teacher: Teacher) -> Held:
    """The rows of a class, but for its gradebook."""
    span = span_of(district, group.session)
    section = district.add(
        Section,
        key=district.key("section"),
        school=campus.id,
        course=catalogue.ids[group.course],
        title=catalogue.courses[group.course]["title"],
        code=f"{group.course}-{group.number}",
        homeroom=group.course in ("HOMEROOM", "ADVISORY"),
        room=ROOMS.get(group.course, teacher.room),
        starts_on=span.starts_on,
        ends_on=span.ends_on,
    )
    district.add(SectionSession, section=section, session=district.sessions[group.session])
    district.add(SectionTeacher, section=section, teacher=teacher.person)
    for weekday, period in group.meetings:
        district.add(SectionMeeting, section=section, weekday=weekday, period=period)
    for seat in group.seats:
        district.add(
            SectionEnrollment,
            section=section,
            student=seat.pupil.id,
            starts_on=max(seat.starts_on, span.starts_on),
            ends_on=seat.ends_on,
        )
    return Held(group, section, span)
