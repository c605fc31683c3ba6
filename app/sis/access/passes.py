"""Substitutes' passes: given for sections and days, they end by themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app import clock
from app.database import Translated, named
from app.sis.access.models import SubstitutePass
from app.sis.access.roles import at
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.courses.models import Course, Section, SectionTeacher
from app.sis.courses.queries import teaches_on, title_of
from app.sis.people.models import Person
from app.sis.people.names import searchable
from app.sis.refused import Refused
from app.sis.schools.models import School

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pass:
    """A pass that is not over, in [starts_on, ends_on)."""

    person_key: str
    name: str
    section_key: str
    title: Translated
    code: str
    school: str
    starts_on: date
    ends_on: date
    given_by: str

    @property
    def last_on(self) -> date:
        return self.ends_on - ONE_DAY


@dataclass(frozen=True)
class Teaches:
    """A teacher of a school with the sections that are theirs today or will be."""

    key: str
    name: str
    sections: tuple["Offered", ...]


@dataclass(frozen=True)
class Offered:
    """A section for which a pass can be given."""

    key: str
    title: Translated
    code: str


def passes(schools: list[int] | None, person_id: int | None = None) -> tuple[Pass, ...]:
    """The passes for sections of these schools (None: all) that run or will, of one person or all. One read."""
    rows = (
        SubstitutePass.select(
            Person.key.alias("person_key"),
            Person.given_name,
            Person.family_name,
            Section.key.alias("section_key"),
            Section.title,
            Section.code,
            Course.title.alias("course"),
            School.name.alias("school"),
            SubstitutePass.starts_on,
            SubstitutePass.ends_on,
            SubstitutePass.given_by,
        )
        .join(Person)
        .join_from(SubstitutePass, Section)
        .join(Course)
        .join_from(Section, School)
        .where(
            (SubstitutePass.ends_on > clock.today())
            & at(Section.school, schools)
            & (SubstitutePass.person == person_id if person_id else SubstitutePass.id.is_null(False))
        )
        .order_by(SubstitutePass.starts_on, Person.family_name, Person.given_name, SubstitutePass.id)
    )
    return tuple(
        Pass(
            person_key=row.person_key,
            name=f"{row.family_name}, {row.given_name}",
            section_key=row.section_key,
            title=_title(row),
            code=row.code,
            school=row.school,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            given_by=row.given_by,
        )
        for row in named(rows)
    )


def teachers_at(school_id: int) -> tuple[Teaches, ...]:
    """Who teaches at this school now or later this year, by name, with the sections. One read."""
    rows = (
        SectionTeacher.select(
            Person.key.alias("person_key"),
            Person.given_name,
            Person.family_name,
            Section.key,
            Section.title,
            Section.code,
            Course.title.alias("course"),
        )
        .join(Person)
        .join_from(SectionTeacher, Section)
        .join(Course)
        .where(
            (Section.school == school_id)
            & Section.withdrawn_at.is_null()
            & (Section.ends_on > clock.today())
            & teaches_on(clock.today())
        )
        .order_by(Section.starts_on, Section.code, Section.id)
    )
    found: dict[str, Teaches] = {}
    for row in named(rows):
        name, offered = f"{row.family_name}, {row.given_name}", Offered(row.key, _title(row), row.code)
        before = found.get(row.person_key, Teaches(row.person_key, name, ()))
        found[row.person_key] = Teaches(row.person_key, name, (*before.sections, offered))
    return tuple(sorted(found.values(), key=lambda each: (searchable(each.name), each.key)))


def give_passes(
    person: Person, section_keys: Collection[str], starts_on: date, ends_on: date, schools: list[int] | None, by: Actor
) -> None:
    """Let somebody see the rosters of these sections of these schools (None: all) in [starts_on, ends_on).

    Raises Refused: pass_without_section, pass_in_the_past, pass_over_before, pass_beyond, pass_in_force.
    """
    sections = list(Section.select().where(Section.key.in_(list(section_keys)), at(Section.school, schools)))
    if not sections or len(sections) < len(set(section_keys)):
        raise Refused("pass_without_section")
    if starts_on < clock.today():
        raise Refused("pass_in_the_past", field="starts_on")
    if ends_on <= starts_on:
        raise Refused("pass_over_before", field="last_on")
    if any(section.ends_on < ends_on for section in sections):
        raise Refused("pass_beyond", field="last_on", on=min(each.ends_on for each in sections) - ONE_DAY)
    keys, days = sorted(section.key for section in sections), (starts_on, ends_on - ONE_DAY)
    with audited("pass.given", by, about=person.id, sections=keys, first_on=days[0], last_on=days[1]):
        overlapping = SubstitutePass.select().where(
            (SubstitutePass.person == person)
            & SubstitutePass.section.in_(sections)
            & (SubstitutePass.starts_on < ends_on)
            & (SubstitutePass.ends_on > starts_on)
        )
        if overlapping.exists():
            raise Refused("pass_in_force", name=person.full_name)
        for section in sections:
            SubstitutePass.create(
                person=person, section=section, starts_on=starts_on, ends_on=ends_on, given_by=by.name
            )


def end_pass(person: Person, section_key: str, starts_on: date, schools: list[int] | None, by: Actor) -> None:
    """End a pass now, or take back one that is to come. Raises Refused("no_pass") where there is none any more."""
    today = clock.today()
    section = Section.select(Section.id).where(Section.key == section_key, at(Section.school, schools))
    wanted = (
        (SubstitutePass.person == person)
        & SubstitutePass.section.in_(section)
        & (SubstitutePass.starts_on == starts_on)
        & (SubstitutePass.ends_on > today)
    )
    with audited("pass.ended", by, about=person.id, section=section_key, first_on=starts_on):
        if starts_on >= today:
            ended = SubstitutePass.delete().where(wanted).execute()
        else:
            ended = SubstitutePass.update(ends_on=today).where(wanted).execute()
        if not ended:
            raise Refused("no_pass")


def end_passes_from(person: Person, day: date) -> int:
    """End whatever passes somebody has from this day on; how many."""
    of_person = SubstitutePass.person == person
    gone = SubstitutePass.delete().where(of_person, SubstitutePass.starts_on >= day).execute()
    return int(gone + SubstitutePass.update(ends_on=day).where(of_person, SubstitutePass.ends_on > day).execute())


def _title(row: Any) -> Translated:
    title: Translated = title_of(row.title, row.course)
    return title
