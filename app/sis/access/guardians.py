"""The adults who may see a student, with all the children each of them sees: students_of() for many people at once."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from app import clock
from app.database import named
from app.sis.access.models import RecordsRight
from app.sis.access.queries import Child, children_in, students_where
from app.sis.access.rights import in_force
from app.sis.people.models import Person, Student, StudentContact


@dataclass(frozen=True)
class Guardian:
    """An adult and the children whose records they may see today, oldest first."""

    id: int
    key: str
    number: str
    given_name: str
    family_name: str
    language: str
    children: tuple[Child, ...]

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def listed_name(self) -> str:
        return f"{self.family_name}, {self.given_name}"


def guardians_by(ties: Any) -> tuple[Guardian, ...]:
    """Whoever may see a student by one of these ties (a condition on StudentContact), by family name.

    Each with all the children they may see, by the rule of students_of(): rights in force today, students who have not
    left, those of 18 as the district and they themselves decided. Two reads.
    """
    today = clock.today()
    rights = StudentContact.select().join(RecordsRight).where(in_force(today))
    of_them = StudentContact.contact.in_(rights.where(ties).select(StudentContact.contact))
    seen = students_where(Student.person.in_(rights.where(of_them).select(StudentContact.student)))
    open_to_parents = [child for child in children_in(list(named(seen)), today) if child.is_open_to_parents(today)]
    place = {child.id: at for at, child in enumerate(open_to_parents)}
    rows = (
        rights.where(of_them)
        .join_from(StudentContact, Person, on=StudentContact.contact == Person.id)
        .select(
            Person.id,
            Person.key,
            Person.number,
            Person.given_name,
            Person.family_name,
            Person.language,
            StudentContact.student.alias("child_id"),
            ties.alias("is_meant"),
        )
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    found = []
    for _, group in groupby(named(rows), attrgetter("id")):
        of_one = [row for row in group if row.child_id in place and row.child_id != row.id]
        if any(row.is_meant for row in of_one):
            first, places = of_one[0], sorted({place[row.child_id] for row in of_one})
            found.append(
                Guardian(
                    first.id, first.key, first.number or "", first.given_name, first.family_name, first.language,
                    tuple(open_to_parents[at] for at in places),
                )
            )  # fmt: skip
    return tuple(found)
