"""The schools, their bells, the year's sessions and days, the elementary schools' portal window."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from app.database import Translated
from app.demo import words
from app.demo.district import District
from app.demo.year import WEEK, Span, Year
from app.sis.schools.models import AcademicSession, BellPeriod, CalendarDay, PortalWindow, School, SessionKind


class Level(StrEnum):
    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True)
class Shape:
    """What the schools of a level have in common."""

    suffix: str
    grades: range  # 0 is kindergarten
    fewest: int
    pupils: int  # of an ordinary school; a larger district has more schools


SHAPES = {
    Level.HIGH: Shape("High School", range(9, 13), 2, 1300),
    Level.MIDDLE: Shape("Middle School", range(6, 9), 2, 480),
    Level.ELEMENTARY: Shape("Elementary School", range(6), 3, 360),
}
GRADES = 13


@dataclass(frozen=True)
class Day:
    """Bells of a weekday: when the first rings, how long a period is, how long the way to the next."""

    first: str
    minutes: int
    passing: int = 5
    lunch_after: int = 4  # the period
    lunch: int = 30


@dataclass(frozen=True)
class Bells:
    periods: int
    homeroom: int  # minutes; 0: none
    regular: Day
    early: Day  # Mondays
    assembly: Day | None = None


BELLS = {
    Level.HIGH: Bells(8, 0, Day("8:20", 45), Day("8:20", 34), Day("8:20", 40)),
    Level.MIDDLE: Bells(7, 15, Day("8:40", 53, 4, 4, 35), Day("8:40", 38, 4, 4, 30)),
    Level.ELEMENTARY: Bells(5, 15, Day("7:45", 68, 2, 3, 48), Day("7:45", 52, 2, 3, 40)),
}
MONDAY, WEDNESDAY = 0, 2
HOMEROOM = "HR"


@dataclass
class Campus:
    """A school, with what the rest of the laying needs of it."""

    id: int
    level: Level
    index: int  # among the schools of its level
    code: str
    name: str
    scales: dict[str, int] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        return SHAPES[self.level]


def lay_year(district: District) -> None:
    """The school year, two semesters, four quarters, and the days without school."""
    year = district.year
    short = f"{year.number - 1}–{year.number % 100:02}"
    title = Translated(en=f"School year {short}", es=f"Año escolar {short}")
    _session(district, "YEAR", SessionKind.SCHOOL_YEAR, title, Span(year.starts_on, year.ends_on))
    for number, span in enumerate(year.semesters, 1):
        ordinal = ("Primer", "Segundo")[number - 1]
        title = Translated(en=f"Semester {number}", es=f"{ordinal} semestre")
        _session(district, f"S{number}", SessionKind.TERM, title, span, "YEAR")
    for number, span in enumerate(year.quarters, 1):
        ordinal = ("1.er", "2.º", "3.er", "4.º")[number - 1]
        title = Translated(en=f"Quarter {number}", es=f"{ordinal} período de calificaciones (Q{number})")
        _session(district, f"Q{number}", SessionKind.GRADING_PERIOD, title, span, f"S{(number + 1) // 2}")
    for day, label in sorted(year.closed.items()):
        district.add(CalendarDay, day_on=day, in_session=False, label=label)


def _session(district: District, code: str, kind: SessionKind, title: Translated, span: Span, parent: str = "") -> None:
    district.sessions[code] = district.add(
        AcademicSession,
        key=district.key("session"),
        kind=kind,
        title=title,
        parent=district.sessions.get(parent),
        year=district.year.number,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
    )


def lay_schools(district: District, students: int) -> list[Campus]:
    """The schools for so many students, high schools first."""
    names = words.read("schools")
    campuses: list[Campus] = []
    for level, shape in SHAPES.items():
        wanted = round(students * len(shape.grades) / GRADES / shape.pupils)
        count = min(max(shape.fewest, wanted), len(names[level]))
        for index, name in enumerate(names[level][:count]):
            campuses.append(_school(district, level, index, name, len(campuses)))
    return campuses


def _school(district: District, level: Level, index: int, name: str, ordinal: int) -> Campus:
    first = 40 + 3 * ordinal  # 608-555-0100 to 0199 belong to nobody; a large district uses some of them twice
    office, attendance, spanish = (f"608-555-01{(first + line) % 100:02}" for line in (0, 2, 1))
    code = name.upper().replace(" ", "")
    full_name = f"{name} {SHAPES[level].suffix}"
    school = district.add(
        School,
        key=district.key("school"),
        code=code,
        name=full_name,
        phone=office,
        attendance_phone=attendance,
        spanish_phone=spanish,
    )
    campus = Campus(school, level, index, code, full_name)
    _bells(district, campus)
    if level is Level.ELEMENTARY:
        opens_on = district.year.week(2, 9)
        district.add(PortalWindow, school=school, opens_on=opens_on, closes_on=opens_on + 8 * WEEK)
    return campus


def _bells(district: District, campus: Campus) -> None:
    bells = BELLS[campus.level]
    for weekday in range(5):
        schedule, day = ("Early release", bells.early) if weekday == MONDAY else ("Regular", bells.regular)
        _ring(district, campus, schedule, weekday, bells, day)
    if bells.assembly and campus.index == 0:
        _ring(district, campus, "Assembly", WEDNESDAY, bells, bells.assembly, usual=False)
        district.add(
            CalendarDay,
            school=campus.id,
            day_on=_assembly_on(district.year),
            bell_schedule="Assembly",
            label=Translated(en="Assembly: shorter periods", es="Asamblea: clases más cortas"),
        )


def _assembly_on(year: Year) -> date:
    days = year.school_days(year.quarters[1])
    return next(day for day in days if day >= year.week(2, 6) and day.weekday() == WEDNESDAY)


def _ring(
    district: District, campus: Campus, schedule: str, weekday: int, bells: Bells, day: Day, usual: bool = True
) -> None:
    for period, (starts, ends) in times(bells, day).items():
        district.add(
            BellPeriod,
            school=campus.id,
            schedule=schedule,
            weekday=weekday,
            period=period,
            starts=starts,
            ends=ends,
            usual=usual,
        )


def times(bells: Bells, day: Day) -> dict[str, tuple[time, time]]:
    """From when to when each period of a day lasts, in order."""
    hour, minute = map(int, day.first.split(":"))
    at = 60 * hour + minute
    lengths = [(HOMEROOM, bells.homeroom)] if bells.homeroom else []
    lengths += [(str(number), day.minutes) for number in range(1, bells.periods + 1)]
    found = {}
    for period, minutes in lengths:
        found[period] = time(*divmod(at, 60)), time(*divmod(at + minutes, 60))
        at += minutes + (day.lunch if period == str(day.lunch_after) else day.passing)
    return found


def feeders(campuses: list[Campus]) -> list[dict[Level, Campus]]:
    """Where the children of one street go: each elementary school with its middle and its high school."""
    high, middle = by_level(campuses, Level.HIGH), by_level(campuses, Level.MIDDLE)
    paths = []
    for elementary in by_level(campuses, Level.ELEMENTARY):
        then = middle[elementary.index % len(middle)]
        last = high[then.index % len(high)]
        paths.append({Level.ELEMENTARY: elementary, Level.MIDDLE: then, Level.HIGH: last})
    return paths


def by_level(campuses: list[Campus], level: Level) -> list[Campus]:
    return [campus for campus in campuses if campus.level is level]
