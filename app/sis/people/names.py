"""Names as people look for them."""

import unicodedata


def searchable(*names: str) -> str:
    """Names without accents or case, for search: `José Ángel Núñez` is found as `jose angel nunez`."""
    folded = unicodedata.normalize("NFKD", " ".join(names).casefold())
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())[:300]
