"""A student's classes: by the day with its bells, by the week, by the term."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from peewee import JOIN

from app.database import Translated
from app.sis.access.queries import Child
from app.sis.courses.models import Course, Section, SectionEnrollment, SectionTeacher
from app.sis.people.models import Person
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.queries import Bell, SpecialDay, Year, bells, special_days

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
        return wall is not None and self.starts is not None and self.ends is not None and self.starts <= wall < self.ends


@dataclass(frozen=True)
class Day:
    """A day at school: why there is none, or its slots in order. `ends` is when the last bell rings."""

    on: date
    in_session: bool
    label: Translated | None
    schedule: str  # the bell schedule's name where it is not the usual one of most days
    slots: tuple[Slot, ...]

    @property
    def ends(self) -> time | None:
        return max((slot.ends for slot in self.slots if slot.ends), default=None)


@dataclass(frozen=True)
class Schedule:
    """All that the tab shows of one student in one school year."""

    year: Year
    meetings: tuple[Meeting, ...]
    bells: tuple[Bell, ...]
    special_days: dict[date, SpecialDay]

    def day(self, on: date) -> Day:
        special = self.special_days.get(on)
        if special is not None and not special.in_session:
            return Day(on, False, special.label, "", ())
        if on.weekday() not in WEEKDAYS or not self.year.span.covers(on):
            return Day(on, False, None, "", ())
        named = special.schedule if special else ""
        rung = [
            bell
            for bell in self.bells
            if bell.weekday == on.weekday() and (bell.schedule == named if named else bell.usual)
        ]
        meetings = [meeting for meeting in self.meetings if meeting.is_on(on)]
        rung_periods = {bell.period for bell in rung}
        unrung = sorted({meeting.period for meeting in meetings} - rung_periods, key=_period_order)
        slots = [Slot(bell.period, bell.starts, bell.ends, _in(meetings, bell.period)) for bell in rung]
        slots += [Slot(period, None, None, _in(meetings, period)) for period in unrung]
        label = special.label if special else None
        return Day(on, True, label, rung[0].schedule if rung else "", tuple(slots))

    def week(self, of: date) -> tuple[Day, ...]:
        """Monday to Friday of the week in which the day lies."""
        monday = of - timedelta(days=of.weekday())
        return tuple(self.day(monday + timedelta(days=number)) for number in WEEKDAYS)

    def next_school_day(self, after: date, step: int = 1) -> date | None:
        """The nearest day in session after (or, with step -1, before) a day, within two weeks."""
        days = (after + timedelta(days=step * number) for number in range(1, 15))
        return next((day for day in days if self.day(day).in_session), None)


def schedule(child: Child, year: Year) -> Schedule:
    """A student's schedule in a school year. Three reads."""
    teacher = (
        (SectionTeacher.section == Section.id) & SectionTeacher.is_primary & SectionTeacher.withdrawn_at.is_null()
    )
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
        .tuples()
    )
    meetings: dict[tuple[str, int | None, str], Meeting] = {}
    for key, title, course, room, begins, ends, entered, left, weekday, period, own_room, given, family, email in rows:
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
            ),
        )
    in_order = sorted(meetings.values(), key=lambda each: (_period_order(each.period), each.starts_on))
    school = child.school
    return Schedule(
        year,
        tuple(in_order),
        bells(school.id) if school else (),
        special_days(school.id, year.span.starts_on, year.span.ends_on) if school else {},
    )


def _in(meetings: list[Meeting], period: str) -> tuple[Meeting, ...]:
    return tuple(meeting for meeting in meetings if meeting.period == period)


def _period_order(period: str) -> tuple[int, str]:
    """Numbers by size, then words: 1, 2, 10, HR."""
    return (int(period), "") if period.isdecimal() else (99, period)
