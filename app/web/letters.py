"""Words and numbers of the lists of letters."""

from flask import request
from flask_babel import lazy_gettext

STATE_NAMES = {
    "waiting": lazy_gettext("waits to be confirmed"),
    "live": lazy_gettext("good"),
    "used": lazy_gettext("used: the account is open"),
    "expired": lazy_gettext("expired"),
    "returned": lazy_gettext("came back"),
    "revoked": lazy_gettext("ended: there is a newer one"),
    "void": lazy_gettext("never opened anything"),
}


def page_number() -> int:
    """Which page of a long list is asked for, from 1."""
    page = request.args.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 5 else 1
