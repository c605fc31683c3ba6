"""Schools as our files name them."""

from collections.abc import Collection

from app.database import tuples
from app.sis.schools.models import School


def schools_known_as(ids: Collection[str]) -> dict[str, int]:
    """Schools by sourcedId or, where no sourcedId is the same, by code."""
    living = School.withdrawn_at.is_null()
    by_code = School.select(School.code, School.id).where(School.code.in_(list(ids)), living)
    by_id = School.select(School.sourced_id, School.id).where(School.sourced_id.in_(list(ids)), living)
    return dict(tuples(by_code)) | dict(tuples(by_id))
