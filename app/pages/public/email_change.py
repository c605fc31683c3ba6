"""The links in the mails about another e-mail. A GET uses nothing up, since programs that scan mail open links, too."""

from flask import request
from flask.typing import ResponseReturnValue

from app.sis.accounts import emails
from app.sis.accounts.links import EMAIL_UNDO_HOURS
from app.sis.refused import Refused
from app.web.area import Area, anyone
from app.web.forms import Form
from app.web.render import go_to, render

area = Area("email_change")


@area.get("/email-confirm/<confirm>", access=anyone)
def confirm(confirm: str) -> ResponseReturnValue:
    return _show("confirm", confirm)


@area.post("/email-confirm/<confirm>", access=anyone)
def submit(confirm: str) -> ResponseReturnValue:
    try:
        has_way_back = emails.confirm(confirm)
    except Refused as refused:
        return _show("confirm", confirm, refused)
    return go_to("public.email_change.confirmed", told=1 if has_way_back else None)


@area.get("/email-confirm", access=anyone)
def confirmed() -> ResponseReturnValue:
    """The address says with ?told whether the old one has a way back."""
    return render("public/email_confirmed.html", hours=EMAIL_UNDO_HOURS, is_told="told" in request.args)


@area.get("/email-undo/<undo>", access=anyone)
def undo(undo: str) -> ResponseReturnValue:
    return _show("undo", undo)


@area.post("/email-undo/<undo>", access=anyone)
def take_back(undo: str) -> ResponseReturnValue:
    try:
        emails.undo(undo)
    except Refused as refused:
        return _show("undo", undo, refused)
    return go_to("public.email_change.taken_back")


@area.get("/email-undo", access=anyone)
def taken_back() -> ResponseReturnValue:
    return render("public/email_taken_back.html")


def _show(what: str, token: str, refused: Refused | None = None) -> ResponseReturnValue:
    change = (emails.to_confirm if what == "confirm" else emails.to_undo)(token)
    if change is None:
        return render("public/email_link_over.html", 404, what=what)
    form = Form(None)
    if refused is not None:
        form.refuse(refused)
    status = 422 if refused else 200
    return render(f"public/email_{what}.html", status, form=form, token=token, change=change)
