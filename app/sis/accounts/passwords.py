"""Passwords, as argon2id hashes (RFC 9106, the library's own parameters)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
LONGEST = 1000  # characters; longer ones would only cost time
_nobody = _hasher.hash("the password of no account")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the account's password. Without an account it takes the same time to say no."""
    try:
        return _hasher.verify(password_hash or _nobody, password[:LONGEST]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
