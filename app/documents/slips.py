"""Slips with first passwords, to be cut apart and handed over."""

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext

from app import clock
from app.documents.typeset import typeset
from app.sis.accounts.first_passwords import Slip
from app.web.i18n import full_day, language, reading_in


def slips_pdf(slips: Sequence[Slip], heading: str, school: str, phone: str, spanish_phone: str = "") -> bytes:
    """A tagged PDF (PDF/UA-1) in the language of who prints it, ten slips a page, each in its owner's language.

    `heading` says whose they are; `school` and `phone` stand on each slip, for who reads Spanish `spanish_phone`
    if there is one. It holds passwords: nothing is kept of it.
    """
    settings = current_app.config["SETTINGS"]
    title = gettext("First passwords: %(whose)s", whose=heading)
    printed_on = gettext("Printed on %(day)s. Please hand each slip to its owner alone.", day=full_day(clock.today()))
    return typeset(
        "slips.typ",
        {
            "title": f"{title} – {settings.district_name}",
            "district": settings.district_name,
            "heading": title,
            "printed_on": printed_on,
            "language": language(),
            "slips": [_slip(each, school, phone, spanish_phone) for each in slips],
        },
    )


def _slip(slip: Slip, school: str, phone: str, spanish_phone: str) -> dict[str, object]:
    """The words of one slip in its owner's language."""
    settings = current_app.config["SETTINGS"]
    with reading_in(slip.language):
        return {
            "language": language(),
            "school": school,
            "name": slip.name,
            "known": [
                [gettext("Sign in at"), settings.base_url],
                [gettext("User name"), slip.username],
                [gettext("First password"), slip.password],
            ],
            "note": gettext(
                "Small letters and digits; the hyphens belong to it. At the first sign-in you choose a password of "
                "your own. After three misses an account is disabled: please call %(phone)s.",
                phone=spanish_phone if spanish_phone and language() == "es" else phone,
            ),
        }
