"""Which grading period a page is asked for."""

from flask import request
from werkzeug.exceptions import NotFound

from app.sis.schools.queries import Span, Year


def asked_period(year: Year) -> Span | None:
    """The grading period named by ?period=, if one is; 404 where the year has no such."""
    asked = request.args.get("period")
    found = next((span for span in year.grading_periods if span.key == asked), None)
    if asked and found is None:
        raise NotFound
    return found
