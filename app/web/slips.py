"""Slips with first passwords as the answer to a form."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, make_response

from app.documents.slips import slips_pdf
from app.sis.accounts.first_passwords import Slip


def slips_file(slips: Sequence[Slip], heading: str, school: Any = None) -> Response:
    """The slips as a file, this once; on each the school to call, else the district."""
    settings = current_app.config["SETTINGS"]
    name, phone = (school.name, school.phone) if school else (settings.district_name, "")
    response = make_response(slips_pdf(slips, heading, name, phone or settings.district_phone))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = "attachment; filename=first-passwords.pdf"
    return response
