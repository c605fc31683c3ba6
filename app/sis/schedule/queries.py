"""A student's classes: by the day with its bells, by the week, by the term."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from peewee import JOIN

from app import clock
from app.database import Translated, statement
from app.sis.access.queries import Child
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.courses.queries import last_first, teaches_on, title_of
from app.sis.people.models import Person
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.queries import Bell, Span, SpecialDay, Year, bells, special_days

WEEKDAYS = range(5)


@dataclass(frozen=True)
class Teacher:
    name: str
    email: str


@dataclass(frozen=True)
class Meeting:
    """A class in a period; `weekday` None means every school day."""

    section_key: str
    title: Translated
    weekday: int | None
    period: str
    room: str
    teacher: Teacher | None
    starts_on: date
    ends_on: date  # exclusive

    def is_on(self, day: date) -> bool:
        return self.weekday in (None, day.weekday()) and self.starts_on <= day < self.ends_on


@dataclass(frozen=True)
class Slot:
    """A period of a day and the class in it, if any. Times are wall times; none where no bell is known."""

    period: str
    starts: time | None
    ends: time | None
    meetings: tuple[Meeting, ...]

    def is_now(self, wall: time | None) -> bool:
        return (
            wall is not None and self.starts is not None and self.ends is not None and self.starts <= wall < self.ends
        )


@dataclass(frozen=True)
class Day:
    """A day at school: why there is none, or its slots in order. `ends` is when the last bell rings."""

    on: date
    in_session: bool
    label: Translated | None
    is_early: bool  # ends before the other days of its week
    slots: tuple[Slot, ...]

    @property
    def has_classes(self) -> bool:
        return any(slot.meetings for slot in self.slots)

    def now_or_next(self, wall: time) -> Slot | None:
        """The class that is now, else the next one of the day."""
        ahead = [slot for slot in self.slots if slot.meetings and slot.ends and slot.ends > wall]
        return min(ahead, key=lambda slot: slot.starts or wall, default=None)

    def slot(self, period: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.period == period), None)

    @property
    def ends(self) -> time | None:
        return max((slot.ends for slot in self.slots if slot.ends), default=None)


@dataclass(frozen=True)
class Class:
    """A section in a term: its periods, and from when to when where the student came later or left."""

    title: Translated
    period: str
    weekdays: tuple[int, ...] | None  # none: every day
    room: str
    teacher: Teacher | None
    entered_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class Schedule:
    """All that the tab shows of one student in one school year."""

    year: Year
    meetings: tuple[Meeting, ...]
    bells: tuple[Bell, ...]
    special_days: dict[date, SpecialDay]

    def day(self, on: date) -> Day:
        if not self.year.span.covers(on):
            return Day(on, False, None, False, ())
        return _day(on, self.meetings, self.bells, self.special_days.get(on))

    def week(self, of: date) -> tuple[Day, ...]:
        """Monday to Friday of the week in which the day lies."""
        monday = of - timedelta(days=of.weekday())
        return tuple(self.day(monday + timedelta(days=number)) for number in WEEKDAYS)

    def next_school_day(self, after: date, step: int = 1) -> date | None:
        """The nearest day in session after (or, with step -1, before) a day, within two weeks."""
        days = (after + timedelta(days=step * number) for number in range(1, 15))
        return next((day for day in days if self.day(day).in_session), None)

    def periods(self, days: tuple[Day, ...]) -> list[str]:
        """The periods of some days, in order."""
        return sorted({slot.period for day in days for slot in day.slots}, key=period_order)

    def by_term(self) -> list[tuple[Span, list[Class]]]:
        """The classes of each term, or of the year where it has no terms."""
        return [(span, self._classes(span)) for span in self.year.terms or (self.year.span,)]

    def _classes(self, span: Span) -> list[Class]:
        here = [each for each in self.meetings if each.starts_on < span.ends_on and each.ends_on > span.starts_on]
        in_term: list[Class] = []
        for _, of_section in groupby(sorted(here, key=_by_section), key=attrgetter("section_key")):
            meetings = list(of_section)
            first, last = min(meetings, key=attrgetter("starts_on")), max(meetings, key=attrgetter("ends_on"))
            weekdays = sorted({each.weekday for each in meetings if each.weekday is not None})
            in_term.append(
                Class(
                    title=first.title,
                    period=", ".join(sorted({each.period for each in meetings}, key=period_order)),
                    weekdays=tuple(weekdays) if weekdays and len(weekdays) < len(WEEKDAYS) else None,
                    room=first.room,
                    teacher=first.teacher,
                    entered_on=first.starts_on if first.starts_on > span.starts_on else None,
                    last_on=last.ends_on - timedelta(days=1) if last.ends_on < span.ends_on else None,
                )
            )
        return sorted(in_term, key=lambda each: (period_order(each.period), each.entered_on or span.starts_on))


def schedule(child: Child, year: Year) -> Schedule:
    """A student's schedule in a school year. Three reads."""
    span, schools = year.span, [child.school.id] if child.school else []
    return Schedule(
        year,
        _meetings([child.id], span.starts_on, span.ends_on)[child.id],
        bells(schools).get(schools[0], ()) if schools else (),
        special_days(schools, span.starts_on, span.ends_on).get(schools[0], {}) if schools else {},
    )


def days_of(children: tuple[Child, ...], on: date) -> dict[int, Day]:
    """One day of several students, by student. Three reads."""
    schools = [child.school.id for child in children if child.school]
    meetings = _meetings([child.id for child in children], on, on + timedelta(days=1))
    rung, special = bells(schools), special_days(schools, on, on + timedelta(days=1))
    return {
        child.id: _day(on, meetings[child.id], rung.get(child.school.id, ()), special.get(child.school.id, {}).get(on))
        for child in children
        if child.school
    }


def _day(on: date, meetings: tuple[Meeting, ...], bells: tuple[Bell, ...], special: SpecialDay | None) -> Day:
    label = special.label if special else None
    if on.weekday() not in WEEKDAYS or (special and not special.in_session):
        return Day(on, False, label, False, ())
    schedule = special.schedule if special else ""  # the one the calendar names, else the usual one of the weekday
    rung = [
        bell
        for bell in bells
        if bell.weekday == on.weekday() and (bell.schedule == schedule if schedule else bell.usual)
    ]
    here = {(each.section_key, each.period): each for each in meetings if each.is_on(on) and each.period}
    held = list(here.values())
    slots = [Slot(bell.period, bell.starts, bell.ends, _in(held, bell.period)) for bell in rung]
    without_bell = {meeting.period for meeting in held} - {bell.period for bell in rung}
    slots += [Slot(period, None, None, _in(held, period)) for period in sorted(without_bell, key=period_order)]
    last = max((bell.ends for bell in rung), default=None)
    is_early = last is not None and last < max(bell.ends for bell in bells if bell.usual)
    return Day(on, True, label, is_early, tuple(slots))


def _meetings(student_ids: list[int], from_on: date, until_on: date) -> dict[int, tuple[Meeting, ...]]:
    """The classes of these students that are taught in [from_on, until_on), by student, in the order of periods.

    Of somebody who left a section and came back they are there twice, each from when to when.
    """
    found: dict[int, dict[tuple[str, int | None, str, date | None], Meeting]] = {
        student_id: {} for student_id in student_ids
    }
    for row in _meeting_rows(student_ids, from_on, until_on, clock.today()):
        entered, left = row.entered_on, row.left_on
        found[row.student_id].setdefault(
            (row.key, row.weekday, row.period or "", entered),
            Meeting(
                section_key=row.key,
                title=title_of(row.title, row.course),
                weekday=row.weekday,
                period=row.period or "",
                room=row.own_room or row.room,
                teacher=Teacher(f"{row.given_name} {row.family_name}", row.email) if row.family_name else None,
                starts_on=max(row.begins_on, entered or row.begins_on),
                ends_on=min(row.closes_on, left or row.closes_on),
            ),
        )
    return {
        student_id: tuple(sorted(meetings.values(), key=lambda each: (period_order(each.period), each.starts_on)))
        for student_id, meetings in found.items()
    }


@statement
def _meeting_rows(student_ids: list[int], from_on: date, until_on: date, today: date) -> Any:
    teaches = (SectionTeacher.section == Section.id) & teaches_on(today)
    return (
        SectionEnrollment.select(
            SectionEnrollment.student.alias("student_id"),
            Section.key,
            Section.title,
            Course.title.alias("course"),
            Section.room,
            Section.starts_on.alias("begins_on"),
            Section.ends_on.alias("closes_on"),
            SectionEnrollment.starts_on.alias("entered_on"),
            SectionEnrollment.ends_on.alias("left_on"),
            SectionMeeting.weekday,
            SectionMeeting.period,
            SectionMeeting.room.alias("own_room"),
            Person.given_name,
            Person.family_name,
            Person.email,
        )
        .join(Section)
        .join(Course)
        .join_from(Section, SectionMeeting, JOIN.LEFT_OUTER)
        .join_from(Section, SectionTeacher, JOIN.LEFT_OUTER, on=teaches)
        .join(Person, JOIN.LEFT_OUTER)
        .where(
            SectionEnrollment.student.in_(student_ids)
            & SectionEnrollment.withdrawn_at.is_null()
            & Section.withdrawn_at.is_null()
            & (Section.starts_on < until_on)
            & (Section.ends_on > from_on)
        )
        .order_by(Section.starts_on, Section.id, *last_first(SectionTeacher))
    )


def _in(meetings: list[Meeting], period: str) -> tuple[Meeting, ...]:
    return tuple(meeting for meeting in meetings if meeting.period == period)


def _by_section(meeting: Meeting) -> tuple[str, tuple[int, str]]:
    return meeting.section_key, period_order(meeting.period)


def period_order(period: str) -> tuple[int, str]:
    """Numbers by size, then words: 1, 2, 10, HR."""
    digits = re.match(r"\d+", period)
    return (int(digits[0]), period) if digits else (99, period)
