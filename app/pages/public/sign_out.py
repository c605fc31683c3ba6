"""/sign-out: the session ends on the server; the page after it says so."""

from flask.typing import ResponseReturnValue

from app.sis.accounts.actions import sign_out
from app.sis.accounts.sessions import new_token
from app.web.area import Area, anyone
from app.web.i18n import language
from app.web.render import go_to, render
from app.web.sessions import is_public_computer, server_session

area = Area("sign_out")


@area.post("/sign-out", access=anyone)
def submit() -> ResponseReturnValue:
    """A public computer is asked to forget what it has kept of us; over https, where browsers obey."""
    chosen, public_computer = language(), is_public_computer()
    who = server_session().viewer
    if who is not None:
        sign_out(who)
    server_session().replace(new_token(), chosen, was_public=public_computer)
    response = go_to("public.sign_out.index")
    if public_computer:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@area.get("/sign-out", access=anyone)
def index() -> ResponseReturnValue:
    """Says that nobody is signed in any more; who still is gets the button."""
    return render("public/signed_out.html")
