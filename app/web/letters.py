"""Words and numbers of the lists of letters."""

from flask import request
from flask_babel import lazy_gettext

STATE_NAMES = {
    "waiting": lazy_gettext("waits to be confirmed"),
    "live": lazy_gettext("good"),
    "used": lazy_gettext("used: the account is open"),
    "closed": lazy_gettext("used: the account was ended"),
    "expired": lazy_gettext("expired"),
    "returned": lazy_gettext("came back"),
    "revoked": lazy_gettext("ended: there is no newer one"),
    "replaced": lazy_gettext("ended: there is a newer one"),
    "void": lazy_gettext("thrown away: it never opened anything"),
}


def posted_number(name: str) -> int:
    """A whole number that was sent in a form; 0 for what is none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
