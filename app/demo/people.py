"""Persons, the ties between them, their rights and their accounts; and the places in school there are for students."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app import clock
from app.demo.district import District
from app.demo.schools import GRADES, SHAPES, Campus, Level, by_level, feeders
from app.sis.access.models import Basis, RecordsRight, Role, StaffRole
from app.sis.accounts.models import Account
from app.sis.accounts.names import fold
from app.sis.accounts.passwords import hash_password
from app.sis.enrollment.models import Enrollment
from app.sis.people.models import Person, Student, StudentContact
from app.sis.people.names import searchable

PASSWORD = "four-lakes-demo"
OFFICE = "Enrollment office"
NEW_IN_TOWN = 0.04
LEVEL_BELOW = {Level.HIGH: Level.MIDDLE, Level.MIDDLE: Level.ELEMENTARY}


@dataclass(slots=True)
class Pupil:
    """A student, as far as classes and scores depend on who it is."""

    id: int
    campus: Campus
    grade: int  # 0 is kindergarten
    language: str
    entered_on: date
    ability: float  # the share of the points that this student usually reaches
    before: Campus | None = None  # the school of the year before, in this district
    name: str = ""  # the username of somebody of the story


class People:
    def __init__(self, district: District, past: District, campuses: list[Campus], students: int) -> None:
        self.district = district
        self.past = past
        self.campuses = campuses
        self.paths = feeders(campuses)
        self.chance = past.chance("people")
        self.pupils: list[Pupil] = []
        self.places = self._places(students)
        self._usernames: Counter[str] = Counter()
        self.accounts: dict[str, int] = {}  # by username
        self._numbers = {"student": 100_000, "adult": 200_000}
        self._password_hash = hash_password(PASSWORD)  # once: it takes a tenth of a second

    def _places(self, students: int) -> Counter[tuple[int, int]]:
        """How many students each school (by its number) has in each grade; they add up to `students`."""
        places: Counter[tuple[int, int]] = Counter()
        for level, shape in SHAPES.items():
            schools = by_level(self.campuses, level)
            shares = [3, 2] if len(schools) == 2 else [1] * len(schools)  # the first of two is the larger
            for grade in shape.grades:
                here = students // GRADES + (grade < students % GRADES)
                for campus, share in zip(schools, shares, strict=True):
                    places[campus.id, grade] = here * share // sum(shares)
                for campus in schools[: here - sum(places[each.id, grade] for each in schools)]:
                    places[campus.id, grade] += 1
        return places

    def username(self, given: str, family: str) -> str:
        """A free one of the form given.family; the second of that name is given.family2."""
        plain = f"{_plain(given.split()[0])}.{_plain(family.split()[0])}"
        self._usernames[plain] += 1
        return plain if self._usernames[plain] == 1 else f"{plain}{self._usernames[plain]}"

    def person(self, given: str, family: str, kind: str = "adult", **fields: Any) -> int:
        self._numbers[kind] += 1
        return self.district.add(
            Person,
            key=self.district.key("person"),
            given_name=given,
            family_name=family,
            number=str(self._numbers[kind]),
            search_name=searchable(given, family),
            **fields,
        )

    def student(
        self,
        given: str,
        family: str,
        campus: Campus,
        grade: int,
        *,
        language: str,
        username: str,
        birth_on: date,
        ability: float,
        entered_on: date | None = None,
        path: dict[Level, Campus] | None = None,
        has_account: bool = True,
    ) -> Pupil:
        """A student enrolled at this school, and at that of the year before; the place in this grade is taken.

        `path` names the schools that a child of the family's street attends. Who entered later came from elsewhere.
        Elementary students have no account.
        """
        before = self._before(campus, grade, path or self.paths[0]) if entered_on is None else None
        entered_on = entered_on or self.district.year.starts_on
        person = self.person(
            given,
            family,
            "student",
            language=language,
            birth_on=birth_on,
            email=f"{username}@students.fourlakes.example",
        )
        self.district.add(Student, person=person, key=self.district.key("student"))
        if before:
            exit_on = self.past.year.ends_on
            self._enroll(self.past, person, before, grade - 1, self.past.year.starts_on, exit_on=exit_on)
        self._enroll(self.district, person, campus, grade, entered_on)
        self.places[campus.id, grade] -= 1
        pupil = Pupil(person, campus, grade, language, entered_on, ability, before)
        self.pupils.append(pupil)
        if has_account and campus.level is not Level.ELEMENTARY:
            self.account(person, username, language)
        return pupil

    def _before(self, campus: Campus, grade: int, path: dict[Level, Campus]) -> Campus | None:
        """The school of the year before; none for a kindergartner and the few who are new in town."""
        if grade == 0 or self.chance.random() < NEW_IN_TOWN:
            return None
        return campus if grade - 1 in campus.shape.grades else path[LEVEL_BELOW[campus.level]]

    def _enroll(
        self, in_year: District, person: int, campus: Campus, grade: int, entry_on: date, **fields: Any
    ) -> None:
        self.district.add(
            Enrollment,
            student=person,
            school=campus.id,
            school_year=in_year.sessions["YEAR"],
            grade_level=f"{grade:02}" if grade else "KG",
            entry_on=entry_on,
            **fields,
        )

    def tie(self, pupil: Pupil, contact: int, relation: str, **flags: Any) -> int:
        """What ties an adult to a student; it opens nothing."""
        return self.district.add(
            StudentContact, student=pupil.id, contact=contact, relation=relation, source="office", **flags
        )

    def right(self, tie: int, starts_on: date, basis: Basis, document_seen: str, **fields: Any) -> None:
        """The office's decision that the tie opens the student's records."""
        self.district.add(
            RecordsRight,
            tie=tie,
            starts_on=starts_on,
            basis=basis,
            document_seen=document_seen,
            source="office",
            decided_by=OFFICE,
            decided_at=clock.instant(starts_on, time(9, 30)),
            **fields,
        )

    def role(self, person: int, role: Role, school: int | None) -> None:
        """What somebody on the staff does, at a school or (None) for the district."""
        self.district.add(StaffRole, person=person, role=role, school=school, starts_on=self.past.year.starts_on)

    def account(self, person: int, username: str, language: str) -> None:
        self.accounts[username] = self.district.add(
            Account,
            key=self.district.key("account"),
            person=person,
            username=username,
            folded_username=fold(username),
            password_hash=self._password_hash,
            language=language,
            created_at=clock.instant(self.district.year.starts_on, time(8)),
        )


def birthday(start: date, grade: int, days: int) -> date:
    """Of a student who is as old as the grade usually is on the year's first day; `days` (0 to 364) older than that."""
    return date.fromordinal(_years_before(start, 5 + grade).toordinal() - days)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # February 29
        return day.replace(year=day.year - years, day=28)


def _plain(name: str) -> str:
    """`Núñez` as it stands in a user name: nunez."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
