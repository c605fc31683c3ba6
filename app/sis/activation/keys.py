"""The personal key on a letter: 16 signs in groups of four that can be read aloud, such as `K7QM-2PXD-9RTW-H4VN`.

Fifteen are drawn at random from 32 (75 bits); the last is the check character of ISO 7064 MOD 33,32, which finds every
single sign that is wrong and nearly every two that changed places. The database knows a hash of the key alone.
"""

import hashlib
import secrets
import unicodedata

from stdnum.iso7064 import mod_37_36

from app.sis.refused import Refused

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 or O, no 1 or I: they are taken for each other
LENGTH = 16
GROUP = 4


def new_key() -> str:
    """A key that nobody can guess, as it stands on the letter."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return grouped(drawn + mod_37_36.calc_check_digit(drawn, ALPHABET))


def grouped(key: str) -> str:
    """The key in groups, as it is printed and read aloud."""
    return "-".join(key[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def typed(text: str) -> str:
    """The 16 signs of a key however it was typed: in small letters, with or without blanks and hyphens.

    Raises Refused on the field `key`: key_sign (`sign`: one that no key has), key_length, and key_mistyped where the
    check character tells that a sign is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    signs = [sign for sign in plain if not (sign.isspace() or unicodedata.category(sign) == "Pd")]
    for sign in signs:
        if sign not in ALPHABET:
            raise Refused("key_sign", field="key", sign=sign)
    if len(signs) != LENGTH:
        raise Refused("key_length", field="key", length=LENGTH, typed=len(signs))
    key = "".join(signs)
    if mod_37_36.checksum(key, ALPHABET) != 1:
        raise Refused("key_mistyped", field="key")
    return key


def key_hash(key: str) -> str:
    """What the database keeps of a key, of its 16 signs."""
    return hashlib.sha256(key.encode()).hexdigest()
