"""Slips with first passwords as the answer to a form."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app

from app.documents.slips import slips_pdf
from app.sis.accounts.first_passwords import Slip
from app.web.files import pdf


def slips_file(slips: Sequence[Slip], heading: str, school: Any = None) -> Response:
    """The slips as a file, this once; on each the school to call, else the district."""
    settings = current_app.config["SETTINGS"]
    name, phone, spanish = (
        (school.name, school.phone, school.spanish_phone) if school else (settings.district_name, "", "")
    )
    phones = phone or settings.district_phone, spanish or phone or settings.district_spanish_phone
    return pdf(slips_pdf(slips, heading, name, *phones), "first-passwords")
