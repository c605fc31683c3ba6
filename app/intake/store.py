"""Writing what a file says, and telling what that changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from app.database import Record, Translated, TranslatedField, tuples
from app.intake.report import Counts

BATCH = 500
LANGUAGE = "en"  # of the words in imported files; what the office wrote in other languages stays

T = TypeVar("T")


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


@dataclass
class Stored:
    """Records by the name that the file gives them: their primary keys, which are new, which are now different."""

    ids: dict[str, int] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def count(self, counts: Counts) -> None:
        changed = self.changed - self.created
        counts.created += len(self.created)
        counts.changed += len(changed)
        counts.unchanged += len(self.ids) - len(self.created) - len(changed)


def store(model: type[Record], wanted: Mapping[str, Mapping[str, object]]) -> Stored:
    """Create or change the records with these sourcedIds so that they hold these values; a withdrawn one comes back.

    Every record has the same columns. Three statements for a batch, and one for each record that changed.
    """
    stored = Stored()
    if not wanted:
        return stored
    columns: Any = model._meta.fields
    names = ["withdrawn_at", *next(iter(wanted.values()))]
    on_record: Any = model.select(columns["id"], columns["sourced_id"], *(columns[name] for name in names))
    for row in on_record.where(columns["sourced_id"].in_(list(wanted))).dicts():
        sourced_id = row["sourced_id"]
        stored.ids[sourced_id] = row["id"]
        changes = differences(model, row, {"withdrawn_at": None, **wanted[sourced_id]})
        if changes:
            stored.changed.add(sourced_id)
            model.update(**changes).where(columns["id"] == row["id"]).execute()
    new = [{"sourced_id": sourced_id, **wanted[sourced_id]} for sourced_id in wanted if sourced_id not in stored.ids]
    if new:
        for part in batches(new):
            model.insert_many(part).execute()
        stored.created = {str(row["sourced_id"]) for row in new}
        made = model.select(columns["sourced_id"], columns["id"]).where(columns["sourced_id"].in_(list(stored.created)))
        stored.ids.update(dict(tuples(made)))
    return stored


def differences(model: type[Record], row: Mapping[str, Any], wanted: Mapping[str, object]) -> dict[str, object]:
    """Which of the wanted values a row does not hold yet; of words, those in the file's language alone count."""
    changes: dict[str, object] = {}
    columns: Any = model._meta.fields
    for name, value in wanted.items():
        if isinstance(columns[name], TranslatedField):
            value = Translated({**row[name], LANGUAGE: str(value)})
        if row[name] != value:
            changes[name] = value
    return changes
