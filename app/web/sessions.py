"""The session of a request: whose it is, from the database, and the one cookie.

The cookie `s` holds a random value of 128 bits; before sign-in, where there is no row, also the language chosen, and
that somebody has signed out here for whom it was a public computer: it stays one until the browser is closed.
Beside it a browser that is not public keeps the device mark `d`, which it sends only where people sign in.
"""

import re
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin, current_user
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response as BaseResponse

from app.extensions import login_manager
from app.sis.access.viewer import Viewer
from app.sis.accounts import sessions
from app.sis.accounts.names import keyed_hash
from app.sis.accounts.origin import Origin
from app.sis.accounts.public_computers import is_listed
from app.web.device import device
from config import Settings

COOKIE, MARK = "s", "d"
MARK_PATH = "/sign-in"  # it is sent to no other page
VALUE = re.compile(r"([A-Za-z0-9_-]{22})(?:\.([a-z]{2}))?(\.p)?")


class ServerSession(dict[str, Any], SessionMixin):
    """What the extensions see of a session; nothing but the cookie's value is kept in the browser."""

    def __init__(self, token: str, language: str, is_new: bool, was_public: bool = False) -> None:
        super().__init__()
        self.token = token
        self.was_public = was_public
        self.chosen_language = language  # before sign-in
        self.is_new = is_new
        self.viewer: Viewer | None = None
        self.ended: sessions.Past | None = None

    @property
    def ran_out(self) -> bool:
        """Whether it ended by itself: nothing was opened, or it had lasted long enough."""
        return self.ended is not None and self.ended.why is not sessions.Ended.OVER

    def load(self, idle_times: sessions.IdleTimes) -> None:
        """Find whose session this is, and the secret of its form tokens."""
        found = None if self.is_new else sessions.find(self.token, idle_times)
        if isinstance(found, Viewer):
            self.viewer = found
            self["csrf_token"] = found.csrf_secret
        else:
            self.ended = found
            self["csrf_token"] = keyed_hash(f"form {self.token}")

    def replace(self, token: str, language: str = "", was_public: bool = False) -> None:
        """Another cookie from the next answer on."""
        self.token, self.chosen_language, self.was_public, self.is_new = token, language, was_public, True


class CookieSessions(SessionInterface):
    """Reads and writes the cookie."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        match = VALUE.fullmatch(request.cookies.get(COOKIE, ""))
        if match is None:
            return ServerSession(sessions.new_token(), "", is_new=True)
        language = match[2] if match[2] in app.config["SETTINGS"].languages else ""
        return ServerSession(match[1], language or "", is_new=False, was_public=match[3] is not None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, ServerSession)
        if session.is_new and ("csrf_token" in g or session.viewer or session.chosen_language or "signed_in" in g):
            value = session.token + (f".{session.chosen_language}" if session.chosen_language else "")
            value += ".p" if session.was_public else ""
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


def is_public_computer() -> bool:
    """Whether many people use this computer: it was said at sign-in, or the district has listed its address."""
    if current_user.is_authenticated:
        return viewer().public_computer
    if server_session().was_public:
        return True
    if "public_computer" not in g:
        g.public_computer = is_listed(request.remote_addr or "")
    return bool(g.public_computer)


def origin(public_computer: bool) -> Origin:
    """Where somebody signs in, with the mark that the browser sent; one of their own that has none gets one."""
    mark = request.cookies.get(MARK, "")
    if VALUE.fullmatch(mark) is None:
        mark = "" if public_computer else sessions.new_token()
    return Origin(request.remote_addr or "", device(request.user_agent.string), mark, public_computer)


def here() -> Origin:
    """Where somebody asks from who is signed in already."""
    return Origin(request.remote_addr or "", device(request.user_agent.string), "", is_public_computer())


def keep_mark(response: BaseResponse, origin: Origin) -> None:
    """Let a browser that is not public keep its mark, 400 days from now: the longest that browsers allow."""
    production = current_app.config["SETTINGS"].production
    if not origin.public_computer:
        cookie = dump_cookie(
            MARK,
            origin.mark,
            max_age=400 * 24 * 3600,
            sync_expires=False,  # not said twice
            path=MARK_PATH,
            httponly=True,
            samesite="Strict",
            secure=production,
        )
        response.headers.add("Set-Cookie", cookie)


def autocomplete(token: str) -> str:
    """What a field tells a browser that would fill it in (WCAG 3.3.8); a public computer shall keep nothing."""
    return "off" if is_public_computer() else token


def leaves_after() -> int | None:
    """After how many seconds a page of a family leaves a public computer's screen, with its session; else never."""
    if not (current_user.is_authenticated and is_public_computer()):
        return None
    return int(idle_times(current_app.config["SETTINGS"]).of(True).total_seconds())


def idle_times(settings: Settings) -> sessions.IdleTimes:
    """After which sessions are over."""
    return sessions.IdleTimes(
        usual=timedelta(minutes=settings.session_idle_minutes), public=timedelta(minutes=settings.public_idle_minutes)
    )


def init_app(app: Flask, settings: Settings) -> None:
    app.session_interface = CookieSessions()
    app.jinja_env.globals.update(
        autocomplete=autocomplete, is_public_computer=is_public_computer, leaves_after=leaves_after
    )
    times = idle_times(settings)

    @app.before_request
    def load_session() -> None:
        server_session().load(times)

    @login_manager.request_loader
    def load_user(request: Request) -> User | None:
        found = server_session().viewer
        return User(found) if found else None
