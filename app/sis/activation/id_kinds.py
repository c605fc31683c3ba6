"""The kinds of ID that the district accepts at the counter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock
from app.database import Translated
from app.sis.activation.models import IdentificationKind
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.refused import Refused


@dataclass(frozen=True)
class Kind:
    """A kind of ID that the district accepts, or accepted once."""

    key: str
    name: Translated
    retired_at: datetime | None


def kinds(retired: bool = False) -> tuple[Kind, ...]:
    """The kinds of ID on the district's list, in order; `retired`: those no longer accepted, too. One read."""
    rows = IdentificationKind.select().order_by(IdentificationKind.id)
    return tuple(Kind(row.key, row.name, row.retired_at) for row in rows if retired or row.retired_at is None)


def add_kind(name: Translated, by: Actor) -> None:
    """Accept another kind of ID. Raises Refused: id_kind_words where a language lacks its name, id_kind_listed."""
    for language, words in name.items():
        if not words.strip():
            raise Refused("id_kind_words", field=language)
    plain = Translated({language: words.strip() for language, words in name.items()})
    listed = {words.casefold() for kind in kinds(retired=True) for words in kind.name.values()}
    if any(words.casefold() in listed for words in plain.values()):
        raise Refused("id_kind_listed")
    with audited("id_kind.added", by, name=plain["en"]):
        IdentificationKind.create(name=plain)


def retire_kind(key: str, by: Actor) -> None:
    """Accept a kind of ID no more; that it was seen stays. Raises Refused("id_kind_gone")."""
    with audited("id_kind.retired", by, kind=key):
        _set_retired(key, clock.now(), IdentificationKind.retired_at.is_null())


def accept_again(key: str, by: Actor) -> None:
    """Accept a retired kind of ID again. Raises Refused("id_kind_gone")."""
    with audited("id_kind.accepted_again", by, kind=key):
        _set_retired(key, None, IdentificationKind.retired_at.is_null(False))


def _set_retired(key: str, retired_at: datetime | None, now: Any) -> None:
    if not IdentificationKind.update(retired_at=retired_at).where(now, IdentificationKind.key == key).execute():
        raise Refused("id_kind_gone")
