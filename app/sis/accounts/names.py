"""User names: how they are compared, and how one that nobody has is kept without keeping it."""

import hashlib
import hmac
import re
import unicodedata
from itertools import chain, count

from app.database import tuples
from app.sis.accounts.models import Account
from app.sis.refused import Refused

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{2,59}")
SHORTEST, LONGEST_PART = 3, 25
PARTICLES = {"da", "de", "del", "den", "der", "di", "dos", "du", "la", "las", "le", "los", "van", "von"}
LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "ng"}
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


def suggested(given_name: str, family_name: str) -> str:
    """A user name made from somebody's name, in plain letters: `Ana María`, `Núñez Reyes` give `ana.nunez`."""
    parts = [part for part in map(_first_word, (given_name, family_name)) if part]
    name = ".".join(parts)
    return name if len(name) >= SHORTEST else ".".join([*parts, "user"])


def free_name(wanted: str) -> str:
    """The user name itself where nobody has it, else with the first number that is free: `ana.reyes2`. One read."""
    rows = Account.select(Account.folded_username).where(Account.folded_username.startswith(wanted))
    taken = {name for (name,) in tuples(rows)}
    return next(name for name in chain([wanted], (f"{wanted}{number}" for number in count(2))) if name not in taken)


def _first_word(name: str) -> str:
    """The first word of a name with its particles, as plain letters and digits: `De la Cruz Mora` gives `delacruz`."""
    word = ""
    for each in name.split():
        plain = "".join(map(_plain_letter, unicodedata.normalize("NFKD", each.casefold())))
        word += plain
        if plain and plain not in PARTICLES:
            break
    return word[:LONGEST_PART]


def _plain_letter(letter: str) -> str:
    found = LETTERS.get(letter, letter)
    return found if found.isascii() and found.isalnum() else ""
