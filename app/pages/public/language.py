"""/language: the switch on every page."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from app.sis.accounts.actions import set_language
from app.web.area import Area, anyone
from app.web.navigation import own_page
from app.web.sessions import server_session, viewer

area = Area("language")


@area.post("/language", access=anyone)
def index() -> ResponseReturnValue:
    """Read on in the other language, on the same page; kept with the account, or until sign-in in the cookie."""
    chosen = request.form.get("language", "")
    if chosen not in current_app.config["SETTINGS"].languages:
        raise NotFound
    if current_user.is_authenticated:
        set_language(viewer().account_id, chosen, by=viewer().actor)
    else:
        server_session().replace(server_session().token, chosen, server_session().was_public)
    return redirect(own_page(request.form.get("next")) or "/", 303)
