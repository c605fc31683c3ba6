"""Who acts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The one who does something, as the audit names them."""

    name: str
    account_id: int | None = None
    person_id: int | None = None


def operator(name: str) -> Actor:
    """Whoever runs a command on the server."""
    return Actor(f"operator {name}")
