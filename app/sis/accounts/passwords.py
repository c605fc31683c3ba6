"""Passwords, as argon2id hashes (RFC 9106, the library's own parameters)."""

import gzip
import os
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.sis.people.names import folded
from app.sis.refused import Refused

SHORTEST = 12  # characters; NIST SP 800-63B asks for length, not for composition
LONGEST = 1000  # longer ones would only cost time
COMMON = Path(__file__).parent / "common_passwords" / "common_passwords.txt.gz"  # README beside it says whence
NONE = ""  # in the place of a hash: no password opens the account
AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")  # all but letters, at either end
NEITHER = re.compile(r"[\W_]")  # letter nor digit
_hasher = PasswordHasher()
_nobody = _hasher.hash("the password of no account")
_at_once = threading.BoundedSemaphore(os.cpu_count() or 1)  # each takes 64 MB and a processor


def checked(password: str, *names: str) -> str:
    """A new password beside these names: the user name, and the full name of its owner.

    Raises Refused: password_short, password_long, password_common; password_name where its letters and digits are
    those of a name.
    """
    if len(password) < SHORTEST:
        raise Refused("password_short", field="password", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("password_long", field="password", longest=LONGEST)
    if is_common(password):
        raise Refused("password_common", field="password")
    if _letters(password) in map(_letters, names):
        raise Refused("password_name", field="password")
    return password


def _letters(text: str) -> str:
    """The letters and digits of a text, without case and accents."""
    return NEITHER.sub("", folded(text))


def is_common(password: str) -> bool:
    """Whether it is one of the 10,000 most common, in whatever case, over and over, or with digits and signs around."""
    typed = _plain(password).casefold()
    bare = AROUND.sub("", typed)
    return any(_unit(each) in _common() or len(_unit(each)) <= 2 for each in (typed, bare) if each)


def _unit(text: str) -> str:
    """The shortest text of which this one is a repetition."""
    return text[: (text + text).index(text, 1)]


@cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(COMMON.read_bytes()).decode().split())


def hash_password(password: str) -> str:
    with _at_once:
        return _hasher.hash(_plain(password))


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the account's password. Without an account it takes the same time to say no."""
    can_be = bool(password_hash) and len(password) <= LONGEST
    with _at_once:
        try:
            return _hasher.verify(password_hash if password_hash and can_be else _nobody, _plain(password)) and can_be
        except VerifyMismatchError:
            return False


def _plain(password: str) -> str:
    """The same letters however a keyboard composes them (NIST SP 800-63B §5.1.1.2)."""
    return unicodedata.normalize("NFKC", password[:LONGEST])
