"""What browsers of the terminal need, so that a page is what it is now and not what it was."""

import re
import secrets

from flask import Flask, Response, request
from flask_babel import gettext
from markupsafe import Markup

LINK = re.compile(r'((?:href|action)=")(/(?!static/)[^"#]*)')
MARK = re.compile(r"[?&](?:amp;)?new=[0-9a-f]+")
ON = Markup('<!DOCTYPE html><title>{0}</title><meta http-equiv="refresh" content="0; url={1}"><a href="{1}">{0}</a>')


def keep_nothing() -> str:
    """The Cache-Control of a page: ELinks and Lynx pay no heed to no-store, and Lynx only to the last word."""
    return "no-store, no-cache" if request.user_agent.string.startswith(("ELinks/", "Lynx/")) else "no-store"


def init_app(app: Flask) -> None:
    """To be called after what compresses: of that which runs after a request, the last named runs first."""

    @app.after_request
    def show_anew(response: Response) -> Response:
        """Links keeps every page until it is closed, whatever it is told: to it each link is an address of its own."""
        if request.user_agent.string.startswith("ELinks/") and request.method == "GET" and response.location:
            _lead_on(response)
        if request.user_agent.string.startswith("Links ("):
            mark = f"new={secrets.token_hex(2)}"
            if response.location:
                response.location = _marked(response.location, mark)
            elif response.mimetype == "text/html":
                page = response.get_data(as_text=True)
                response.set_data(LINK.sub(lambda link: link[1] + _marked(link[2], mark), page))
        return response


def _lead_on(response: Response) -> None:
    """A page that leads on: ELinks shows what an address was before, whatever redirect it answers with now."""
    response.status_code = 200
    response.set_data(ON.format(gettext("Continue"), response.headers.pop("Location")))


def _marked(address: str, mark: str) -> str:
    path, hash_, place = MARK.sub("", address).partition("#")
    return f"{path}{'&' if '?' in path else '?'}{mark}{hash_}{place}"
