"""Names as people look for them."""

import re
import unicodedata

BETWEEN_WORDS = re.compile(r"[\s'’ʼ‐‑-]+")  # O’Brien and García-López are found however they are typed


def folded(text: str) -> str:
    """A text without accents or case and with single spaces, for search."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in parts if not unicodedata.combining(letter)).split())


def searchable(*names: str) -> str:
    """Names without accents or case, for search: `José Ángel Núñez` is found as `jose angel nunez`."""
    return folded(" ".join(names))[:300]


def typed(text: str) -> str:
    """What was typed, without letters that cannot be seen and with single spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def search_words(text: str) -> list[str]:
    """What was typed as words, each to be looked for anywhere in a `searchable` name; empty where there is none."""
    return [word for word in BETWEEN_WORDS.split(searchable(typed(text))) if word]
