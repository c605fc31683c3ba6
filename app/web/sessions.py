"""The session of a request: whose it is, from the database, and the one cookie.

The cookie `s` holds a random value of 128 bits; before sign-in, where there is no row, also the language chosen.
"""

import re
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, g, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin, current_user

from app.extensions import login_manager
from app.sis.access.viewer import Viewer
from app.sis.accounts import sessions
from app.sis.accounts.names import keyed_hash
from config import Settings

COOKIE = "s"
VALUE = re.compile(r"([A-Za-z0-9_-]{22})(?:\.([a-z]{2}))?")


class ServerSession(dict[str, Any], SessionMixin):
    """What the extensions see of a session; nothing but the cookie's value is kept in the browser."""

    def __init__(self, token: str, language: str, is_new: bool) -> None:
        super().__init__()
        self.token = token
        self.chosen_language = language  # before sign-in
        self.is_new = is_new
        self.viewer: Viewer | None = None
        self.ended: sessions.Ended | None = None

    def load(self, idle_after: timedelta) -> None:
        """Find whose session this is, and the secret of its form tokens."""
        found = None if self.is_new else sessions.find(self.token, idle_after)
        if isinstance(found, Viewer):
            self.viewer = found
            self["csrf_token"] = found.csrf_secret
        else:
            self.ended = found
            self["csrf_token"] = keyed_hash(self.token)

    def replace(self, token: str, language: str = "") -> None:
        """Another cookie from the next answer on."""
        self.token, self.chosen_language, self.is_new = token, language, True


class CookieSessions(SessionInterface):
    """Reads and writes the cookie."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        match = VALUE.fullmatch(request.cookies.get(COOKIE, ""))
        if match is None:
            return ServerSession(sessions.new_token(), "", is_new=True)
        language = match[2] if match[2] in app.config["SETTINGS"].languages else ""
        return ServerSession(match[1], language or "", is_new=False)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, ServerSession)
        if session.is_new and ("csrf_token" in g or session.viewer or session.chosen_language or "signed_in" in g):
            value = session.token + (f".{session.chosen_language}" if session.chosen_language else "")
            production = app.config["SETTINGS"].production
            response.set_cookie(COOKIE, value, httponly=True, samesite="Lax", secure=production)


class User(UserMixin):
    """What Flask-Login needs of a viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def get_id(self) -> str:
        return str(self.viewer.account_id)


def server_session() -> ServerSession:
    """The session of this request, of its own type."""
    proxied = session._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(proxied, ServerSession)
    return proxied


def viewer() -> Viewer:
    """Who asks; only where an access rule has let them in."""
    found = current_user.viewer
    assert isinstance(found, Viewer)
    return found


def init_app(app: Flask, settings: Settings) -> None:
    app.session_interface = CookieSessions()
    idle_after = timedelta(minutes=settings.session_idle_minutes)

    @app.before_request
    def load_session() -> None:
        server_session().load(idle_after)

    @login_manager.request_loader
    def load_user(request: Request) -> User | None:
        found = server_session().viewer
        return User(found) if found else None
