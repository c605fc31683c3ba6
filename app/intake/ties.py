"""What both kinds of contact files need: the ties on record, and how a right that is not given is said."""

from collections.abc import Collection

from app.sis.people.models import StudentContact
from app.sis.refused import Refused

Pair = tuple[int, int]  # student, contact

HELD = {
    "right_held": "held: ended by the office on {on}",
    "right_restricted": "held: the office has restricted this contact",
    "right_decided": "held: decided already, on {on}",
}


def ties_of(pairs: Collection[Pair]) -> dict[Pair, StudentContact]:
    """The ties between these students and contacts, withdrawn ones too. One read."""
    rows = StudentContact.select().where(
        StudentContact.student.in_(list({student for student, _ in pairs})),
        StudentContact.contact.in_(list({contact for _, contact in pairs})),
    )
    found = {(row.student_id, row.contact_id): row for row in rows}
    return {pair: found[pair] for pair in pairs if pair in found}


def held_words(refusal: Refused) -> str | None:
    """Why the right is held; None where it is in force already."""
    words = HELD.get(refusal.code)
    return words and words.format(**refusal.facts)
