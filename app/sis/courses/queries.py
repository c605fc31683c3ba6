"""Rosters."""

from datetime import date
from typing import Any

from app.sis.courses.models import SectionEnrollment


def on_roster(today: date) -> Any:
    """The condition under which a SectionEnrollment row puts its student on the roster on that day."""
    return (
        SectionEnrollment.withdrawn_at.is_null()
        & (SectionEnrollment.starts_on.is_null() | (SectionEnrollment.starts_on <= today))
        & (SectionEnrollment.ends_on.is_null() | (SectionEnrollment.ends_on > today))
    )
