"""Habitual truancy in Wisconsin. Pure."""

from enum import StrEnum

HABITUAL = 5  # days of a semester, part or all of each missed without an acceptable excuse: Wis. Stat. 118.16(1)(a)
SOON = 3  # from here the family is told how near that is


class Truancy(StrEnum):
    """How unexcused absence stands in a semester."""

    NONE = "none"
    NEAR = "near"
    HABITUAL = "habitual"


def truancy(unexcused_days: int) -> Truancy:
    """The standing after this many days of a semester; several skipped periods on one day are one day."""
    if unexcused_days >= HABITUAL:
        return Truancy.HABITUAL
    return Truancy.NEAR if unexcused_days >= SOON else Truancy.NONE
