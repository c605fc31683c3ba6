"""User names: how they are compared, and how one that nobody has is kept without keeping it."""

import hashlib
import hmac
import re
import unicodedata

from app.sis.refused import Refused

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{2,59}")
_key = b""


def use_secret(secret: str) -> None:
    """Set the installation's secret, from which keyed hashes are made."""
    global _key
    _key = secret.encode()


def keyed_hash(text: str) -> str:
    """A value that stands for `text` and can be made only with the installation's secret: 32 hex characters."""
    return hmac.new(_key, text.encode(), hashlib.sha256).hexdigest()[:32]


def fold(username: str) -> str:
    """The form in which user names are compared: ` Maria.Reyes` and `maria.reyes` are one.

    What is folded may still hold anything, so no look-alike letter can stand for one of ours: `checked` lets in plain
    letters only. NUL, which PostgreSQL takes in no text, becomes the sign for what cannot be read.
    """
    return unicodedata.normalize("NFKC", username).strip().casefold().replace("\0", "\ufffd")


def checked(username: str) -> str:
    """The user name, trimmed; raises Refused("username_form") unless it is 3 to 60 plain letters, digits, . _ @ + -."""
    username = username.strip()
    if not USERNAME.fullmatch(username):
        raise Refused("username_form", field="username")
    return username
