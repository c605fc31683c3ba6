"""The house's own column types."""

import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from peewee import CharField, DecimalField, TextField

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o 1 l i: a key can be read aloud


def new_key() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


class KeyField(CharField):
    """What stands for a row in a URL; primary keys never leave the server."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 8, "unique": True, "default": new_key, **options})


class PointsField(DecimalField):
    """Points, percents and weights: two decimals kept, on both databases alike."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 9, "decimal_places": 2, "auto_round": True, **options})

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else _points(value)


@lru_cache(maxsize=4096)  # a page of grades reads the same few numbers hundreds of times
def _points(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


class Words(NamedTuple):
    """A text and the language it is in."""

    text: str
    language: str


class Translated(dict[str, str]):
    """Stored words by language: {"en": "Biology", "es": "Biología"}."""

    def read(self, language: str) -> Words:
        """The words in the reader's language, else in the first there is; empty when there is none."""
        if self.get(language):
            return Words(self[language], language)
        return next((Words(text, other) for other, text in self.items() if text), Words("", language))


class TranslatedField(TextField):
    """A Translated, kept as JSON; a plain string is taken as English."""

    def db_value(self, value: Mapping[str, str] | str | None) -> str | None:
        if value is None:
            return None
        words = {"en": value} if isinstance(value, str) else dict(value)
        return json.dumps(words, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: str | None) -> Translated | None:
        return None if value is None else _translated(value)


@lru_cache(maxsize=4096)  # and the same titles; nobody changes a Translated that was read
def _translated(value: str) -> Translated:
    return Translated(json.loads(value))
