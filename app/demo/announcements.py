"""Notices for families: of the district, of schools, of a grade and a class; one is over, one is for next week."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from babel.dates import format_date

from app import clock
from app.database import Translated
from app.demo import words
from app.demo.district import District
from app.demo.schools import Campus
from app.sis.announcements.models import Announcement

DAY = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}


def lay_announcements(district: District, campuses: list[Campus], sections: Mapping[tuple[str, str], int]) -> None:
    """Those of the file, around today; of a class, the one that somebody of the story is in."""
    schools = {campus.code: campus.id for campus in campuses}
    for each in words.read("announcements").values():
        username, _, course = each.get("class", "").partition(" ")
        at_school = each.get("school")
        on = _school_day(district, each["on"])
        district.add(
            Announcement,
            school=schools[at_school] if at_school else None,
            grade_level=each.get("grade", ""),
            section=sections[username, course] if course else None,
            title=Translated(each["title"]),
            body=_dated(each["body"], on),
            from_at=clock.instant(district.year.today + timedelta(days=each["from"]), time()),
            until_at=clock.instant(on + timedelta(days=1), time()),
        )


def _school_day(district: District, days: int) -> date:
    """The school day so many days from today; where there is none, the next, or the last before where it is over."""
    year = district.year
    wanted = year.today + timedelta(days=days)
    school_days = [day for quarter in year.quarters for day in year.school_days(quarter)]
    if days < 0:
        return max(day for day in school_days if day <= wanted)
    return min(day for day in school_days if day >= wanted)


def _dated(body: dict[str, str], on: date) -> Translated:
    return Translated({code: text.format(day=format_date(on, DAY[code], locale=code)) for code, text in body.items()})
