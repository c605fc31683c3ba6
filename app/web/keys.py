"""Keys as they were sent: what cannot be one never reaches the database, which may not take it."""

from flask import request

NOBODYS = "\ufffd"  # the sign for what cannot be read


def plain(text: str) -> str:
    """A text that may be a key; where it cannot be one, a key that nobody has."""
    return text if text.isprintable() else NOBODYS


def sent_key(name: str) -> str:
    """The key that a form or an address has under this name; empty where it has none."""
    return plain(request.values.get(name, ""))


def sent_keys(name: str) -> list[str]:
    """All keys that a form has under this name."""
    return [plain(each) for each in request.form.getlist(name)]
