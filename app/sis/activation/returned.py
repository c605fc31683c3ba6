"""A letter that came back: its key ends; and the undoing, where the letter is with its adult after all."""

from typing import Any

from app import clock
from app.sis.access.queries import not_family
from app.sis.accounts.queries import open_accounts
from app.sis.activation.batches import audited_alone
from app.sis.activation.letters import living, of_schools
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.actor import Actor
from app.sis.people.models import Person
from app.sis.refused import Refused


def take_back(person_key: str, schools: list[int] | None, by: Actor) -> None:
    """A letter came back: its key ends, and its adult can get a new one.

    Raises Refused("letter_not_out") where this adult has no letter of these schools (None: all) that may come back.
    """
    out = ActivationKey.live_at.is_null(False) & ActivationKey.used_at.is_null() & ActivationKey.revoked_at.is_null()
    letter = _letter_to(person_key, by, schools, out)
    if letter is None:
        raise Refused("letter_not_out")
    now = clock.now()
    with audited_alone("letter.came_back", by, about=letter.person_id, batch=letter.batch.key):
        back = ActivationKey.update(returned_at=now, revoked_at=now).where(ActivationKey.id == letter.id, out)
        if not back.execute():
            raise Refused("letter_not_out")


def give_out_again(person_key: str, schools: list[int] | None, by: Actor) -> None:
    """Undo take_back(): the letter is with its adult after all.

    Raises Refused: letter_not_back, letter_replaced (there is another key, or was since, or an account).
    """
    is_back = ActivationKey.returned_at.is_null(False)
    letter = _letter_to(person_key, by, schools, is_back)
    if letter is None:
        raise Refused("letter_not_back")
    with audited_alone("letter.out_again", by, about=letter.person_id, batch=letter.batch.key):
        since = (ActivationKey.live_at >= letter.returned_at) | (ActivationKey.used_at >= letter.returned_at)
        another = (ActivationKey.person == letter.person_id) & (ActivationKey.id != letter.id)
        theirs = ActivationKey.select().where(another, living(clock.today()) | since)
        if theirs.exists() or open_accounts([letter.person_id]).exists():
            raise Refused("letter_replaced")
        ActivationKey.update(returned_at=None, revoked_at=None).where(ActivationKey.id == letter.id, is_back).execute()


def _letter_to(person_key: str, by: Actor, schools: list[int] | None, wanted: Any) -> Any:
    """The last letter to this adult that is so and of one of these schools; none to the clerk's own family."""
    return (
        ActivationKey.select(ActivationKey, LetterBatch)
        .join(LetterBatch)
        .join_from(ActivationKey, Person)
        .where((Person.key == person_key) & not_family(Person.id, by) & of_schools(schools) & wanted)
        .order_by(ActivationKey.id.desc())
        .first()
    )
