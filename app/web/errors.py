"""What a person sees when something is not there, not allowed, or broken."""

import logging
import re
import secrets
import traceback
from pathlib import PurePosixPath

from flask import Flask, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from peewee import InterfaceError, OperationalError
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

from app.sis.accounts.sessions import LONGEST_HOURS
from app.web.area import FirstPassword, NotSignedIn, SecondFactorFirst, anyone
from app.web.forms import clean
from app.web.i18n import language, reading_in
from app.web.navigation import own_page, ways_on
from app.web.render import go_to, render, sign_in_at, wants_fragment
from app.web.sessions import COOKIE, server_session

log = logging.getLogger("homeroom")
SECRET = re.compile(r"password|code|key|csrf_token|once|next")  # names of fields whose text is not shown again
CHOSEN = re.compile(r"[a-z_]+|[2-9a-z]{8}")  # one small word, or the key of a row: picked from a list, not typed


def init_app(app: Flask) -> None:
    @app.errorhandler(NotSignedIn)
    def sign_in_first(_: NotSignedIn) -> ResponseReturnValue:
        back = own_page(request.full_path.rstrip("?")) if request.method in ("GET", "HEAD") else None
        idle = "1" if server_session().ran_out else None
        return sign_in_at(url_for("public.sign_in.index", next=back, idle=idle))

    @app.errorhandler(FirstPassword)
    def own_password_first(_: FirstPassword) -> ResponseReturnValue:
        back = own_page(request.full_path.rstrip("?")) if request.method == "GET" else None
        return go_to("public.first_password.index", next=None if back == "/home" else back)

    @app.errorhandler(SecondFactorFirst)
    def second_factor_first(_: SecondFactorFirst) -> ResponseReturnValue:
        return go_to("portal.second_factor.index")

    @app.errorhandler(CSRFError)
    def stale_form(_: CSRFError) -> ResponseReturnValue:
        if COOKIE not in request.cookies:
            return _no_cookies()
        past, text = server_session().ended, _typed()
        if past and not text and not current_user.is_authenticated:
            return sign_in_first(NotSignedIn())
        access = getattr(current_app.view_functions[request.endpoint or ""], "access", anyone)
        is_over = not current_user.is_authenticated and (past is not None or access is not anyone)
        path = PurePosixPath(request.path)
        back = next(
            filter(own_page, map(str, (path, *path.parents)))
        )  # the page whose form it was, or what it lies under
        return render(
            "errors/stale_form.html", 400, past=past, is_over=is_over, hours=LONGEST_HOURS, text=text, back=back
        )

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error
        ways = ways_on() if status == 404 else []
        return render("errors/http.html", status, title=_title(status), text=_text(status), ways=ways)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(RedisError)  # where the per-address limits are counted
    def database_away(error: Exception) -> ResponseReturnValue:
        return _broken(error, 503)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        if app.testing or app.debug:
            raise error
        return _broken(error, 500)


def _typed() -> str:
    """What somebody had typed into the form that was sent, value by value, to copy; no passwords, codes or keys."""
    texts = (clean(sent).strip() for name, sent in request.form.items(multi=True) if not SECRET.search(name))
    return "\n\n".join(text for text in texts if text and not CHOSEN.fullmatch(text))


def _no_cookies() -> ResponseReturnValue:
    """In every language: without a cookie none can be chosen."""
    own = language()
    texts: dict[str, Markup] = {}
    for code in (own, *(each for each in current_app.config["SETTINGS"].languages if each != own)):
        with reading_in(code):
            text = render_template("errors/cookies.html", level="h2" if texts else "h1")
            texts[code] = Markup(text)  # escaped by the template
    return render("errors/no_cookies.html", 400, texts=texts, text=_typed())


def _broken(error: Exception, status: int) -> ResponseReturnValue:
    """What needs neither session nor database, in both languages; the cause goes into the log.

    app.js leaves a form that could not be sent on the screen, with what was typed, and takes the reference of the head.
    """
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(error.__traceback__))  # not its text, in which a database quotes the row
    log.error("reference %s: %s in %s\n%s", reference, type(error).__name__, request.endpoint, where)
    g.fragment = wants_fragment()
    response = make_response(render_template("errors/broken.html", reference=reference), status)
    response.headers["Retry-After"] = "30"  # seconds
    if g.fragment:
        response.headers["HX-Reference"] = reference
    return response


def _title(status: int) -> str:
    titles = {
        404: gettext("Page not found"),
        405: gettext("This address only takes a form"),
        413: gettext("Too much at once"),
        429: gettext("Too many attempts from here"),
    }
    return titles.get(status, gettext("That did not work"))


def _text(status: int) -> str:
    texts = {
        404: gettext("There is no such page, or it is not yours to see. This is what there is:"),
        405: gettext("Please go back and use the button on the page."),
        413: gettext("What was sent is larger than any form here. Please go back and send less."),
        429: gettext("Many people may share this connection. Please wait a minute and try again; nothing is lost."),
    }
    return texts.get(status, gettext("Please go back and try again. If it stays so, please call the school."))
