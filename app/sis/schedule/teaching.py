"""A teacher's own day and year."""

from dataclasses import dataclass
from datetime import date, time

from app.database import Translated, tuples
from app.sis.access.roles import RoleInForce
from app.sis.access.sections import Taught, sections_of
from app.sis.schedule.models import SectionMeeting
from app.sis.schedule.queries import Meeting, Schedule, period_order
from app.sis.schools.queries import Year, bells, special_days


@dataclass(frozen=True)
class Lesson:
    """A section in a period of the day. Times are wall times; none where no bell is known."""

    period: str
    starts: time | None
    ends: time | None
    room: str
    section: Taught

    def is_now(self, wall: time) -> bool:
        return self.starts is not None and self.ends is not None and self.starts <= wall < self.ends


@dataclass(frozen=True)
class TaughtClass:
    """A section of the year with the periods in which it meets."""

    section: Taught
    period: str


@dataclass(frozen=True)
class Teaching:
    """The lessons of a day in order, or why there are none; and every section of the year."""

    in_session: bool  # at one of the schools at least
    labels: tuple[Translated, ...]  # what the calendar says about the day
    lessons: tuple[Lesson, ...]
    classes: tuple[TaughtClass, ...]


def teaching(person_id: int, roles: tuple[RoleInForce, ...], year: Year, on: date) -> Teaching:
    """What somebody teaches in a year, and on one day of it. Five reads."""
    sections = {each.key: each for each in sections_of(person_id, roles, year.span.starts_on, year.span.ends_on)}
    meetings = _meetings(sections)
    schools = sorted({each.school_id for each in sections.values()})
    rung, special = bells(schools), special_days(schools, year.span.starts_on, year.span.ends_on)
    days = []
    for school in schools:
        here = tuple(each for each in meetings if sections[each.section_key].school_id == school)
        days.append(Schedule(year, here, rung.get(school, ()), special.get(school, {})).day(on))
    lessons = [
        Lesson(slot.period, slot.starts, slot.ends, meeting.room, sections[meeting.section_key])
        for day in days
        for slot in day.slots
        for meeting in slot.meetings
    ]
    periods = {key: {each.period for each in meetings if each.section_key == key} for key in sections}
    classes = [
        TaughtClass(section, ", ".join(sorted(periods[key], key=period_order))) for key, section in sections.items()
    ]
    return Teaching(
        in_session=any(day.in_session for day in days),
        labels=tuple({str(day.label): day.label for day in days if day.label}.values()),
        lessons=tuple(sorted(lessons, key=lambda each: (each.starts or time.max, period_order(each.period)))),
        classes=tuple(sorted(classes, key=lambda each: (each.section.starts_on, period_order(each.period)))),
    )


def _meetings(sections: dict[str, Taught]) -> tuple[Meeting, ...]:
    by_id = {each.id: each for each in sections.values()}
    rows = SectionMeeting.select(
        SectionMeeting.section, SectionMeeting.weekday, SectionMeeting.period, SectionMeeting.room
    ).where(SectionMeeting.section.in_(list(by_id)))
    return tuple(
        Meeting(
            section_key=by_id[section_id].key,
            title=by_id[section_id].title,
            weekday=weekday,
            period=period,
            room=room or by_id[section_id].room,
            teacher=None,
            starts_on=by_id[section_id].starts_on,
            ends_on=by_id[section_id].ends_on,
        )
        for section_id, weekday, period, room in tuples(rows)
    )


def periods_of(section_id: int) -> str:
    """The periods in which a section meets, in order. One read."""
    rows = SectionMeeting.select(SectionMeeting.period).where(SectionMeeting.section == section_id).distinct()
    return ", ".join(sorted((period for (period,) in tuples(rows)), key=period_order))
