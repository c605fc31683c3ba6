"""Who sits in which class, and when: classes without clashes for a whole school. No database.

In middle and high school the students of a grade make blocks of up to four teams. A team has its main subjects
together; for the others the whole block chooses, each subject in one period. So no student is ever wanted in two rooms.
Two teams hold each pair of subjects the other way round: whoever moves from one to the other in a pair has no clash.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil
from random import Random

from app.demo import story
from app.demo.district import pick
from app.demo.people import Pupil
from app.demo.schools import HOMEROOM, Campus, Level
from app.demo.year import Year

TEAM = 26  # students at most, as in a class
TEAMS = 4  # in a block
CLASSROOM = 23  # students at most of an elementary class
FEW = 16  # so many make two teams
FEWEST = 4  # students of a class that is chosen

Choice = dict[str, int]  # course, or courses by session as in "GOV@S1 ECON@S2", or "" for none; with its share


@dataclass(frozen=True)
class Offer:
    """What a grade learns: pairs of subjects that teams hold, and what is chosen."""

    pairs: tuple[tuple[str, str], tuple[str, str]]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Periods:
    """In which periods, before they are shifted so that each grade and block has its own."""

    count: int
    pairs: tuple[tuple[int, int], tuple[int, int]]
    choices: tuple[int, ...]


PERIODS = {
    Level.HIGH: Periods(8, ((1, 6), (3, 4)), (2, 5, 7, 8)),
    Level.MIDDLE: Periods(7, ((1, 2), (4, 5)), (3, 6, 7)),
}
MUSIC_AND_ART = {"ORCH": 25, "BAND": 25, "CHOIR": 20, "ART1": 30}
MIDDLE_CHOICES = (
    {"PE6": 1},
    {"BAND6": 35, "ORCH6": 30, "ART6": 35},
    {"TECH6": 35, "EXSPAN": 35, "FAMILY": 30},
)
OFFERS = {
    6: Offer((("LA6", "MATH6"), ("SCI6", "SOC6")), MIDDLE_CHOICES),
    7: Offer((("LA7", "MATH7"), ("SCI7", "SOC7")), MIDDLE_CHOICES),
    8: Offer((("LA8", "MATH8"), ("SCI8", "SOC8")), MIDDLE_CHOICES),
    9: Offer(
        (("ENG9", "PE9"), ("PHYSCI", "GEOG")),
        ({"ALG1": 65, "GEOM": 35}, {"SPAN1": 45, "FREN1": 25, "HERIT1": 30}, MUSIC_AND_ART, {"FOODS": 50, "WOODS": 50}),
    ),
    10: Offer(
        (("ENG10", "PE9"), ("BIO", "WHIST")),
        (
            {"ALG2": 50, "GEOM": 35, "HALG2": 15},
            {"SPAN2": 45, "FREN2": 25, "HERIT2": 30},
            MUSIC_AND_ART,
            {"STUDY@Q1 HEALTH@Q2 CODING@S2": 1},
        ),
    ),
    11: Offer(
        (("ENG11", "WELL"), ("CHEM", "USHIST")),
        (
            {"PRECALC": 50, "ALG2": 30, "STATS": 20},
            {"SPAN3": 45, "PSYCH": 55},
            {"BAND": 30, "CERAM": 40, "CHOIR": 30},
            {"FINANCE": 60, "WRITING": 40},
        ),
    ),
    12: Offer(
        (("ENG12", "WELL"), ("PHYS", "GOV@S1 ECON@S2")),
        (
            {"STATS": 40, "CALC": 40, "PRECALC": 20},
            {"ENVSCI": 40, "SPAN3": 35, "": 25},
            {"CERAM": 40, "ORCH": 30, "ART1": 30},
            {"FOODS": 35, "WOODS": 30, "": 35},
        ),
    ),
}
HERITAGE = ("HERIT1", "HERIT2")  # for those who speak Spanish at home
SPECIALS = {"PE-K5": (0, 3), "MUS-K5": (1, 4), "ART-K5": (2,)}  # by weekday


@dataclass(frozen=True, slots=True)
class Seat:
    """A student in a class, from a day to a day (exclusive) where it is not the whole of it."""

    pupil: Pupil
    starts_on: date
    ends_on: date | None = None


@dataclass
class Group:
    """A class: a course, when it meets (weekday or None for every day, and the period), and who is in it."""

    course: str
    session: str
    grade: int
    meetings: tuple[tuple[int | None, str], ...]
    seats: list[Seat] = field(default_factory=list)
    number: int = 0  # of the classes of this course at this school
    classroom: str = ""  # whose teacher it has, in elementary school

    def named(self) -> Iterator[tuple[str, str]]:
        """The people of the story in it, with the course."""
        return ((seat.pupil.name, self.course) for seat in self.seats if seat.pupil.name)


def timetable(campus: Campus, pupils: Sequence[Pupil], year: Year, chance: Random) -> Iterator[Group]:
    """The classes of a school."""
    for grade in campus.shape.grades:
        of_grade = [pupil for pupil in pupils if pupil.grade == grade]
        chance.shuffle(of_grade)
        of_grade.sort(key=lambda pupil: not pupil.name)  # the story's people share the first classes
        if campus.level is Level.ELEMENTARY:
            for number, classroom in enumerate(_split(of_grade, CLASSROOM)):
                yield from _classroom(grade, number, [_seat(pupil, year) for pupil in classroom])
        else:
            for number, block in enumerate(_split(of_grade, TEAM * TEAMS)):
                yield from _block(PERIODS[campus.level], grade, number, block, year, chance)


def _seat(pupil: Pupil, year: Year) -> Seat:
    return Seat(pupil, max(pupil.entered_on, year.starts_on))


def _split(pupils: Sequence[Pupil], most: int, fewest: int = 1) -> list[Sequence[Pupil]]:
    """As even parts as can be, none with more than `most`."""
    parts = max(ceil(len(pupils) / most), fewest)
    bounds = [len(pupils) * part // parts for part in range(parts + 1)]
    return [pupils[start:end] for start, end in pairwise(bounds) if end > start]


def _classroom(grade: int, number: int, seats: list[Seat]) -> list[Group]:
    """An elementary class: a homeroom, its subjects, and one period of art, music and sport by the weekday."""
    band = "K2" if grade <= 2 else "35"
    special = (grade + number) % 5 + 1
    periods = [str(period) for period in range(1, 6) if period != special]
    meetings: dict[str, tuple[tuple[int | None, str], ...]] = {
        "HOMEROOM": ((None, HOMEROOM),),
        f"RW-{band}": ((None, periods[0]), (None, periods[1])),
        f"MATH-{band}": ((None, periods[2]),),
        f"WORLD-{band}": ((None, periods[3]),),
    }
    name = f"{grade}-{number}"
    groups = [Group(course, "YEAR", grade, when, list(seats), classroom=name) for course, when in meetings.items()]
    for course, weekdays in SPECIALS.items():
        when = tuple((weekday, str(special)) for weekday in weekdays)
        groups.append(Group(course, "YEAR", grade, when, list(seats)))
    return groups


def _block(
    periods: Periods, grade: int, number: int, pupils: Sequence[Pupil], year: Year, chance: Random
) -> list[Group]:
    def at(period: int) -> tuple[tuple[int | None, str], ...]:
        return ((None, str((period - 1 + grade - 10 + number) % periods.count + 1)),)

    groups: list[Group] = []
    offer = OFFERS[grade]
    moves = any(pupil.name in story.MOVED_IN_WEEK_5 for pupil in pupils)
    teams = _split(pupils, TEAM, 2 if moves or len(pupils) >= FEW else 1)
    for team_number, team in enumerate(teams):
        seats = [_seat(pupil, year) for pupil in team]
        if grade <= 8:
            groups.append(Group("ADVISORY", "YEAR", grade, ((None, HOMEROOM),), list(seats)))
        places = periods.pairs if team_number < 2 else periods.pairs[::-1]
        for pair, (first, second) in zip(offer.pairs, places, strict=True):
            swapped = (second, first) if team_number % 2 else (first, second)
            for courses, period in zip(pair, swapped, strict=True):
                groups += _in_sessions(courses, grade, at(period), seats)
    for choice, period in zip(offer.choices, periods.choices, strict=True):
        groups += _chosen(choice, grade, at(period), [_seat(pupil, year) for pupil in pupils], chance)
    _move(groups, year)
    return groups


def _in_sessions(
    courses: str, grade: int, when: tuple[tuple[int | None, str], ...], seats: Sequence[Seat]
) -> list[Group]:
    """One class for each course in a text such as "ALG2" or "GOV@S1 ECON@S2"."""
    parts = [part.partition("@") for part in courses.split()]
    return [Group(course, session or "YEAR", grade, when, list(seats)) for course, _, session in parts]


def _chosen(
    choice: Choice, grade: int, when: tuple[tuple[int | None, str], ...], seats: Sequence[Seat], chance: Random
) -> list[Group]:
    needed = set().union(*(_decided(seat.pupil) for seat in seats))
    takers: dict[str, list[Seat]] = {courses: [] for courses in _offered(choice, needed, len(seats))}
    for seat in seats:
        takers[_wish(seat.pupil, list(takers), choice, chance)].append(seat)
    most = max(takers, key=lambda courses: len(takers[courses]))
    for courses, those in takers.items():
        if len(those) < FEWEST and courses not in needed and courses != most:
            takers[most] += those
            takers[courses] = []
    groups: list[Group] = []
    for courses, those in takers.items():
        for part in range(parts := ceil(len(those) / TEAM)):
            start, end = (len(those) * bound // parts for bound in (part, part + 1))
            groups += _in_sessions(courses, grade, when, those[start:end])
    return groups


def _offered(choice: Choice, needed: set[str], students: int) -> list[str]:
    """A small school offers what it can fill, and what the story needs."""
    most = max(1, students // 6)
    wanted = sorted(choice, key=lambda courses: (courses not in needed, -choice[courses]))
    return [courses for courses in choice if courses in needed.union(wanted[:most])]


def _wish(pupil: Pupil, offered: list[str], choice: Choice, chance: Random) -> str:
    decided = _decided(pupil).intersection(offered)
    if decided:
        return decided.pop()
    heritage = [courses for courses in offered if courses in HERITAGE]
    if heritage and pupil.language == "es" and chance.random() < 0.7:
        return heritage[0]
    others = [courses for courses in offered if courses not in heritage] or offered
    return pick(chance, {courses: choice[courses] for courses in others})


def _decided(pupil: Pupil) -> set[str]:
    return story.CHOICES.get((pupil.name, pupil.grade), set())


def _move(groups: list[Group], year: Year) -> None:
    """Whoever changed places in week 5 of quarter 1 sat in the other team's two classes until then."""
    moved_on = year.week(1, 5)
    for group in groups:
        for seat in list(group.seats):
            if group.course in story.MOVED_IN_WEEK_5.get(seat.pupil.name, ()) and seat.ends_on is None:
                others = [each for each in groups if each.course == group.course and each is not group]
                if others and seat.starts_on < moved_on:
                    group.seats[group.seats.index(seat)] = Seat(seat.pupil, moved_on)
                    others[0].seats.append(Seat(seat.pupil, seat.starts_on, moved_on))
