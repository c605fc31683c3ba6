"""The schools of an office, and the one whose lists are on screen."""

from typing import Any

from werkzeug.exceptions import NotFound

from app.sis.access.roles import Role, schools_of
from app.sis.schools.queries import all_schools
from app.web.keys import sent_key
from app.web.sessions import viewer


def office_schools() -> list[int] | None:
    """Those of the viewer's office; None is the whole district."""
    if any(each.role == Role.DISTRICT_OFFICE for each in viewer().roles):
        return None
    return schools_of(viewer().roles, Role.SCHOOL_OFFICE)


def is_within(school_id: int) -> bool:
    """Whether a school is in the hands of the viewer's office."""
    reach = office_schools()
    return reach is None or school_id in reach


def chosen_school() -> tuple[Any, list[Any]]:
    """The school named as `school`, or the only one there is, else None; and those there are to choose. One read.

    404 for a school that is not the viewer's.
    """
    schools = [school for school in all_schools() if is_within(school.id)]
    key = sent_key("school")
    chosen = schools[0] if len(schools) == 1 else next((each for each in schools if each.key == key), None)
    if key and (chosen is None or chosen.key != key):
        raise NotFound
    return chosen, schools
