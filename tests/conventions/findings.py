"""How a check ends: it returns what it found, so that a test can feed it a violation and see it found."""

from collections.abc import Iterable


def none_of(findings: Iterable[str]) -> None:
    """Fails with every finding on a line of its own."""
    found = list(dict.fromkeys(findings))
    assert not found, "\n".join(["", *found])
