"""A student's classes: by the day with its bells, by the week, by the term."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from operator import attrgetter

from peewee import JOIN

from app.database import Translated, tuples
from app.sis.access.queries import Child
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
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
    entered_on: date | None  # where the student came after the section began
    left_on: date | None  # exclusive

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
    left_on: date | None


@dataclass(frozen=True)
class Schedule:
    """All that the tab shows of one student in one school year."""

    year: Year
    meetings: tuple[Meeting, ...]
    bells: tuple[Bell, ...]
    special_days: dict[date, SpecialDay]

    def day(self, on: date) -> Day:
        special = self.special_days.get(on)
        label = special.label if special else None
        if on.weekday() not in WEEKDAYS or not self.year.span.covers(on) or (special and not special.in_session):
            return Day(on, False, label, False, ())
        bells = self._bells(on, special.schedule if special else "")
        meetings = [meeting for meeting in self.meetings if meeting.is_on(on) and meeting.period]
        slots = [Slot(bell.period, bell.starts, bell.ends, _in(meetings, bell.period)) for bell in bells]
        without_bell = {meeting.period for meeting in meetings} - {bell.period for bell in bells}
        slots += [Slot(period, None, None, _in(meetings, period)) for period in sorted(without_bell, key=period_order)]
        last = max((bell.ends for bell in bells), default=None)
        is_early = last is not None and last < max(bell.ends for bell in self.bells if bell.usual)
        return Day(on, True, label, is_early, tuple(slots))

    def _bells(self, on: date, schedule: str) -> list[Bell]:
        """The bells of a day: of the schedule the calendar names, else the usual ones of its weekday."""
        return [
            bell
            for bell in self.bells
            if bell.weekday == on.weekday() and (bell.schedule == schedule if schedule else bell.usual)
        ]

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
            first = meetings[0]
            weekdays = sorted({each.weekday for each in meetings if each.weekday is not None})
            in_term.append(
                Class(
                    title=first.title,
                    period=", ".join(sorted({each.period for each in meetings}, key=period_order)),
                    weekdays=tuple(weekdays) if weekdays and len(weekdays) < len(WEEKDAYS) else None,
                    room=first.room,
                    teacher=first.teacher,
                    entered_on=first.entered_on if first.entered_on and first.entered_on > span.starts_on else None,
                    left_on=first.left_on if first.left_on and first.left_on < span.ends_on else None,
                )
            )
        return sorted(in_term, key=lambda each: (period_order(each.period), each.entered_on or span.starts_on))


def schedule(child: Child, year: Year) -> Schedule:
    """A student's schedule in a school year. Three reads."""
    teacher = (SectionTeacher.section == Section.id) & SectionTeacher.is_primary & SectionTeacher.withdrawn_at.is_null()
    rows = (
        SectionEnrollment.select(
            Section.key,
            Section.title,
            Course.title,
            Section.room,
            Section.starts_on,
            Section.ends_on,
            SectionEnrollment.starts_on,
            SectionEnrollment.ends_on,
            SectionMeeting.weekday,
            SectionMeeting.period,
            SectionMeeting.room,
            Person.given_name,
            Person.family_name,
            Person.email,
        )
        .join(Section)
        .join(Course)
        .join_from(Section, SectionMeeting, JOIN.LEFT_OUTER)
        .join_from(Section, SectionTeacher, JOIN.LEFT_OUTER, on=teacher)
        .join(Person, JOIN.LEFT_OUTER)
        .where(
            (SectionEnrollment.student == child.id)
            & SectionEnrollment.withdrawn_at.is_null()
            & Section.withdrawn_at.is_null()
            & (Section.starts_on < year.span.ends_on)
            & (Section.ends_on > year.span.starts_on)
        )
        .order_by(Section.starts_on, Section.id, SectionTeacher.id)
    )
    meetings: dict[tuple[str, int | None, str], Meeting] = {}
    for (
        key,
        title,
        course,
        room,
        begins,
        ends,
        entered,
        left,
        weekday,
        period,
        own_room,
        given,
        family,
        email,
    ) in tuples(rows):
        meetings.setdefault(
            (key, weekday, period or ""),
            Meeting(
                section_key=key,
                title=title if any(title.values()) else course,
                weekday=weekday,
                period=period or "",
                room=own_room or room,
                teacher=Teacher(f"{given} {family}", email) if family else None,
                starts_on=max(begins, entered or begins),
                ends_on=min(ends, left or ends),
                entered_on=entered if entered and entered > begins else None,
                left_on=left if left and left < ends else None,
            ),
        )
    in_order = sorted(meetings.values(), key=lambda each: (period_order(each.period), each.starts_on))
    school = child.school
    return Schedule(
        year,
        tuple(in_order),
        bells(school.id) if school else (),
        special_days(school.id, year.span.starts_on, year.span.ends_on) if school else {},
    )


def _in(meetings: list[Meeting], period: str) -> tuple[Meeting, ...]:
    return tuple(meeting for meeting in meetings if meeting.period == period)


def _by_section(meeting: Meeting) -> tuple[str, tuple[int, str]]:
    return meeting.section_key, period_order(meeting.period)


def period_order(period: str) -> tuple[int, str]:
    """Numbers by size, then words: 1, 2, 10, HR."""
    digits = re.match(r"\d+", period)
    return (int(digits[0]), period) if digits else (99, period)
