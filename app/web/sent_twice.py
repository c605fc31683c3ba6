"""A form sent twice, as by a double click where no script is: the second is answered as the first was.

A refusal that counts against somebody, a wrong password, must not count twice. The form carries a number of its own,
`once`; the same number with the same text within some seconds is the same click.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from limits.storage import storage_from_string

from app.database.counters import STORAGE
from app.sis.accounts.names import keyed_hash
from app.sis.refused import Refused

SAME_CLICK = 10  # seconds
PATIENCE = 3.0  # seconds for the first to be answered
_POLL = 0.1  # seconds
_storage: Any = storage_from_string(STORAGE)


def once() -> str:
    """Another number for each page that shows a form."""
    return secrets.token_urlsafe(6)


@contextmanager
def sent(number: str | None, *typed: str, refusal: Refused) -> Iterator[None]:
    """Around what the form asks for; raises `refusal` without asking where the first of two came to that.

    Never inside a transaction. What else the first came to, a session for one, the second does on its own.
    """
    key = keyed_hash("\0".join((number or "", *typed)))
    if number and _storage.incr(f"sent {key}", SAME_CLICK) > 1 and _first_was_refused(key):
        raise refusal
    try:
        yield
    except Refused as refused:
        _storage.incr(f"{'refused' if refused.code == refusal.code else 'done'} {key}", SAME_CLICK)
        raise
    _storage.incr(f"done {key}", SAME_CLICK)


def _first_was_refused(key: str) -> bool:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        if _storage.get(f"refused {key}"):
            return True
        if _storage.get(f"done {key}"):
            return False
        time.sleep(_POLL)
    return False
