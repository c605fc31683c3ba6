"""All or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.database.connection import db


@contextmanager
def transaction() -> Iterator[None]:
    """What happens inside happens whole or not at all; one inside another is undone alone when it fails."""
    with db.atomic():
        yield
