"""Unusual sign-ins of the last seven days, and e-mail addresses by which nobody can recover."""

from flask.typing import ResponseReturnValue

from app.sis.access.roles import Role
from app.sis.accounts import monitoring
from app.sis.accounts.recovery import shared_emails
from app.web.area import Area, staff
from app.web.render import render
from app.web.schools import office_schools
from app.web.sessions import viewer

area = Area("unusual_sign_ins")


@area.get("/office/unusual-sign-ins", access=staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE))
def index() -> ResponseReturnValue:
    by, schools = viewer().actor, office_schools()
    return render(
        "office/unusual_sign_ins/index.html",
        limits=monitoring,
        many_names=monitoring.many_names(by, schools),
        many_addresses=monitoring.many_addresses(by, schools),
        locked_out=monitoring.locked_out(by, schools),
        shared=shared_emails(schools),
    )
