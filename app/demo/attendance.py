"""Who was away or late: marks in class in middle and high school, thirds of days in elementary school.

Who is in class leaves no row. What the attendance office has verified is older than two school days; what teachers
marked on the last two is still open. Of today there is what is over at the moment of laying.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from app import clock
from app.demo import story
from app.demo.courses import Held
from app.demo.district import District, pick
from app.demo.people import Pupil
from app.demo.schools import BELLS, HOMEROOM, MONDAY, Campus, Level, times
from app.sis.attendance.actions import derive_days, lay_starting_codes
from app.sis.attendance.codes import ABSENT, PRESENT, TARDY
from app.sis.attendance.daily import HALVES, THIRDS
from app.sis.attendance.models import DailyAttendance, DayCredit, PeriodAttendance

OPEN = 2  # school days that the office has not verified yet, the last one among them

OFTEN_AWAY = 0.07  # of the students; they miss more than a tenth of the days
AWAY, AWAY_OFTEN = 0.022, 0.09  # that an absence begins on a day
LENGTHS = {1: 62, 2: 25, 3: 10, 5: 3}  # days
WHY = {"E": 44, "M": 14, "PA": 15, "U": 19, "R": 3, "SR": 5}
WHY_OFTEN = {"E": 48, "M": 10, "PA": 14, "U": 28}
PART = {"late": 62, "appointment": 16, "one": 12, "left": 10}  # what happens on a part of a day
IN_PART = 0.03  # of the days
LAST_YEAR = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11)  # days missed
THIRD, TWO_THIRDS = Decimal("0.33"), Decimal("0.67")
DAY_IN_PARTS = range(6)  # of elementary school: homeroom and five periods

Classes = dict[str, int]  # of a student on a day: the sections by period, in the order of the bells


@dataclass(frozen=True)
class Meeting:
    """A period of a class as one student attends it, in [starts_on, ends_on)."""

    section: int
    period: str
    weekday: int | None
    starts_on: date
    ends_on: date


class Attendance:
    def __init__(self, district: District, past: District) -> None:
        self.district = district
        self.past = past
        self.now = clock.now()
        year = district.year
        self.codes = lay_starting_codes()
        self.days = [day for quarter in (1, 2) for day in year.school_days(year.quarters[quarter - 1])]
        self.days = self.days[: self.days.index(year.last_school_day) + 1]
        self.days_before = [day for quarter in past.year.quarters for day in past.year.school_days(quarter)]
        self._instants: dict[tuple[date, time], datetime] = {}
        self._thresholds(None)

    def _thresholds(self, school: int | None) -> None:
        for step in HALVES if school is None else THIRDS:
            self.district.add(DayCredit, school=school, at_least_percent=step.at_least_percent, credit=step.credit)

    def lay(self, campus: Campus, pupils: Sequence[Pupil], held: Sequence[Held], away: story.Away) -> None:
        """The year so far at one school, and what is left of the year before; `away`: what its gradebooks tell."""
        chance = self.district.chance("attendance", campus.code)
        meetings = _meetings(held)
        if campus.level is Level.ELEMENTARY:
            self._thresholds(campus.id)
        for pupil in pupils:
            of_story = pupil.name in story.MISSED
            for missed in self._of_story(pupil, away) if of_story else self._missed(pupil, chance):
                day = self.days[-1 - missed.ago]
                if day < pupil.entered_on:
                    continue
                if campus.level is Level.ELEMENTARY:
                    self._day(campus, pupil, day, missed)
                else:
                    is_laid = self._marks(campus, pupil, day, missed, _classes(meetings[pupil.id], day))
                    if of_story and missed.ago == 0 and not is_laid:  # that class is still to come: the day before
                        day = self.days[-2]
                        self._marks(campus, pupil, day, replace(missed, ago=1), _classes(meetings[pupil.id], day))
            if pupil.before:
                self._year_before(pupil, chance)

    def derive(self, campus: Campus) -> None:
        """The days of a middle or high school from its marks, when they are all written; today is not over."""
        if campus.level is not Level.ELEMENTARY:
            derive_days(campus.id, self.district.year.starts_on, self.district.year.today)

    def _of_story(self, pupil: Pupil, away: story.Away) -> Iterator[story.Missed]:
        """What the story tells; where two fall on one day, the one that no gradebook speaks of is a day earlier."""
        told = [story.Missed(len(self.days) - 1 - self.days.index(day), code) for day, code in away[pupil.name].items()]
        yield from told
        taken = {missed.ago for missed in told}
        for missed in story.MISSED[pupil.name]:
            ago = next(ago for ago in count(missed.ago) if ago not in taken)
            taken.add(ago)
            yield replace(missed, ago=ago)

    def _missed(self, pupil: Pupil, chance: Random) -> Iterator[story.Missed]:
        often = chance.random() < OFTEN_AWAY
        begins, why = (AWAY_OFTEN, WHY_OFTEN) if often else (AWAY, WHY)
        ago = len(self.days) - 1
        while ago >= 0:
            luck = chance.random()
            if luck < begins:
                code = pick(chance, why)
                length = 1 if code in ("SR", "R") else pick(chance, LENGTHS)
                yield from (story.Missed(day, code) for day in range(ago, max(ago - length, -1), -1))
                ago -= length
            elif luck < begins + IN_PART and pupil.grade > 0:
                yield self._in_part(ago, chance)
            ago -= 1

    def _in_part(self, ago: int, chance: Random) -> story.Missed:
        kind = pick(chance, PART)
        if kind == "late":
            return story.Missed(ago, "TE" if chance.random() < 0.25 else TARDY, slice(1))
        if kind == "appointment":
            many = chance.randint(2, 4)
            return story.Missed(ago, "M", slice(many) if chance.random() < 0.4 else slice(-many, None))
        if kind == "left":
            return story.Missed(ago, "L", slice(-1, None))
        place = chance.randint(1, 5)
        return story.Missed(ago, pick(chance, {"U": 6, "E": 3, PRESENT: 2}), slice(place, place + 1))

    def _marks(self, campus: Campus, pupil: Pupil, day: date, missed: story.Missed, classes: Classes) -> bool:
        """Whether any of the marks can be known already."""
        bells = BELLS[campus.level]
        rung = times(bells, bells.early if day.weekday() == MONDAY else bells.regular)
        is_open = missed.ago < OPEN
        if missed.code == "L" and is_open:
            return False  # the office alone knows of it
        teachers = {TARDY: TARDY, "TE": TARDY, "L": PRESENT}.get(missed.code, ABSENT)
        over = [period for period in list(classes)[missed.part] if self._at(day, rung[period][1]) <= self.now]
        for period in over:
            self.district.add(
                PeriodAttendance,
                student=pupil.id,
                section=classes[period],
                day_on=day,
                period=period,
                code=self.codes[teachers],
                office_code=None if is_open or teachers == missed.code else self.codes[missed.code],
                marked_at=self._at(day, rung[period][0]) + timedelta(minutes=6),
                verified_at=None if is_open else self._verified_at(missed.ago),
            )
        return bool(over)

    def _day(self, campus: Campus, pupil: Pupil, day: date, missed: story.Missed) -> None:
        """A day of an elementary school: a tardy takes nothing of it, an appointment or an early leaving a third."""
        is_open = missed.ago < OPEN
        if missed.code == PRESENT or (missed.code == "L" and is_open):
            return
        bells = BELLS[campus.level]
        rung = times(bells, bells.early if day.weekday() == MONDAY else bells.regular)
        if self._at(day, [ends for _, ends in rung.values()][missed.part][0]) > self.now:
            return
        is_late = missed.code in (TARDY, "TE")
        share = len(DAY_IN_PARTS[missed.part])
        absent = Decimal(0) if is_late else THIRD if share <= 2 else TWO_THIRDS if share <= 4 else Decimal(1)
        code = (TARDY if is_late else ABSENT) if is_open else missed.code
        self.district.add(
            DailyAttendance,
            student=pupil.id,
            school=campus.id,
            day_on=day,
            code=self.codes[code],
            absent=absent,
            verified_at=None if is_open else self._verified_at(missed.ago),
        )

    def _year_before(self, pupil: Pupil, chance: Random) -> None:
        """The days missed in the year before, excused or not; the marks in class are not kept."""
        assert pupil.before
        days = self.days_before
        for place in sorted(chance.sample(range(len(days)), chance.choice(LAST_YEAR))):
            self.past.add(
                DailyAttendance,
                student=pupil.id,
                school=pupil.before.id,
                day_on=days[place],
                code=self.codes[pick(chance, WHY)],
                absent=Decimal(1),
                verified_at=self._at(days[place], time(15, 50)),
            )

    def _verified_at(self, ago: int) -> datetime:
        return self._at(self.days[-ago], time(10, 20))  # on the next school day

    def _at(self, day: date, wall: time) -> datetime:
        if (day, wall) not in self._instants:
            self._instants[day, wall] = clock.instant(day, wall)
        return self._instants[day, wall]


def _meetings(held: Sequence[Held]) -> defaultdict[int, list[Meeting]]:
    """When each student has which class."""
    found: defaultdict[int, list[Meeting]] = defaultdict(list)
    for each in held:
        for seat in each.group.seats:
            starts_on = max(seat.starts_on, each.span.starts_on)
            ends_on = seat.ends_on or each.span.ends_on
            found[seat.pupil.id] += [
                Meeting(each.section, period, weekday, starts_on, ends_on) for weekday, period in each.group.meetings
            ]
    return found


def _classes(meetings: Sequence[Meeting], day: date) -> Classes:
    on = [
        meeting
        for meeting in meetings
        if meeting.weekday in (None, day.weekday()) and meeting.starts_on <= day < meeting.ends_on
    ]
    on.sort(key=lambda meeting: (meeting.period != HOMEROOM, meeting.period))
    return {meeting.period: meeting.section for meeting in on}
