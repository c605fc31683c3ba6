"""Persons as our files name them."""

from app.database import tuples
from app.sis.people.models import Person


def persons_known_as(ids: set[str]) -> dict[str, int | None]:
    """Persons by sourcedId or, where no sourcedId is the same, by person number; None where several have it."""
    living = Person.withdrawn_at.is_null()
    numbers: dict[str, int | None] = {}
    for number, key in tuples(Person.select(Person.number, Person.id).where(Person.number.in_(list(ids)), living)):
        numbers[number] = None if number in numbers else key
    by_id = Person.select(Person.sourced_id, Person.id).where(Person.sourced_id.in_(list(ids)), living)
    return numbers | dict(tuples(by_id))
