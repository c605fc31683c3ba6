"""Who acts."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Actor:
    """The one who does something, as the audit names them."""

    name: str
    account_id: int | None = None
    person_id: int | None = None


def operator(name: str) -> Actor:
    """Whoever runs a command on the server."""
    return Actor(f"operator {name}")


class Cause(StrEnum):
    """Why Homeroom does something that nobody asked for; web/access_log.py has its words."""

    THREE_MISSES = "three misses"
    LEFT_STAFF = "left the staff"
    WRONG_BIRTH_DATES = "wrong birth dates"


def by_itself(cause: Cause) -> Actor:
    """Nobody: Homeroom does it of its own accord."""
    return Actor(cause.value)
