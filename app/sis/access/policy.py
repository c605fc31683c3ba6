"""What the district decides about access, set once when the application starts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    parents_of_adults: bool = True  # parents of a tax dependant keep access at 18 (34 CFR 99.31(a)(8))
    log_names_staff: bool = False  # a family's access log: staff by name, else by role
    log_shows_guardians: bool = False  # and the days on which the others of the family opened the record


_policy = Policy()


def use(policy: Policy) -> None:
    global _policy
    _policy = policy


def current() -> Policy:
    return _policy
