"""When a right to a student's records is in force.

34 CFR 99.4 gives both parents rights unless a court order, statute or binding document says otherwise;
Wis. Stat. 118.125(2)(m) takes them from a parent denied periods of physical placement.
"""

from datetime import date

from peewee import Expression

from app.sis.access.models import RecordsRight


def in_force(today: date) -> Expression:
    """The condition under which a RecordsRight row opens a record on that day."""
    return (
        RecordsRight.granted
        & (RecordsRight.starts_on <= today)
        & (RecordsRight.ends_on.is_null() | (RecordsRight.ends_on > today))
        & RecordsRight.revoked_at.is_null()
    )
