"""Persons, the ties between them, their rights and their accounts; and the places in school there are for students."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app import clock
from app.demo.district import District
from app.demo.schools import GRADES, SHAPES, Campus, Level, by_level
from app.sis.access.models import Basis, RecordsRight
from app.sis.accounts.models import Account
from app.sis.accounts.names import fold
from app.sis.accounts.passwords import hash_password
from app.sis.enrollment.models import Enrollment
from app.sis.people.models import Person, Student, StudentContact

PASSWORD = "four-lakes-demo"
OFFICE = "Enrollment office"


@dataclass(slots=True)
class Pupil:
    """A student, as far as classes and scores depend on who it is."""

    id: int
    campus: Campus
    grade: int  # 0 is kindergarten
    language: str
    entered_on: date
    ability: float  # the share of the points that this student usually reaches
    name: str = ""  # the username of somebody of the story


class People:
    def __init__(self, district: District, campuses: list[Campus], students: int) -> None:
        self.district = district
        self.campuses = campuses
        self.pupils: list[Pupil] = []
        self.places = self._places(students)
        self._usernames: Counter[str] = Counter()
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
            Person, given_name=given, family_name=family, number=str(self._numbers[kind]), **fields
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
    ) -> Pupil:
        """A student enrolled at this school; the place in this grade is taken."""
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
        self.district.add(
            Enrollment,
            student=person,
            school=campus.id,
            school_year=self.district.sessions["YEAR"],
            grade_level=f"{grade:02}" if grade else "KG",
            entry_on=entered_on,
        )
        self.places[campus.id, grade] -= 1
        pupil = Pupil(person, campus, grade, language, entered_on, ability)
        self.pupils.append(pupil)
        if campus.level is not Level.ELEMENTARY:
            self.account(person, username, language)
        return pupil

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

    def account(self, person: int, username: str, language: str) -> None:
        self.district.add(
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
