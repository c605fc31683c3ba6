"""Unusual sign-ins of the last seven days, and e-mail addresses by which nobody can recover."""

from flask.typing import ResponseReturnValue

from app.sis.access.roles import Role, schools_of
from app.sis.accounts import monitoring
from app.sis.accounts.recovery import shared_emails
from app.web.area import Area, staff
from app.web.render import render
from app.web.sessions import viewer

area = Area("unusual_sign_ins")


@area.get("/office/unusual-sign-ins", access=staff(Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE))
def index() -> ResponseReturnValue:
    by, roles = viewer().actor, viewer().roles
    is_district = any(each.role == Role.DISTRICT_OFFICE for each in roles)
    schools = None if is_district else schools_of(roles, Role.SCHOOL_OFFICE)
    return render(
        "office/unusual_sign_ins/index.html",
        limits=monitoring,
        many_names=monitoring.many_names(by, schools),
        many_addresses=monitoring.many_addresses(by, schools),
        locked_out=monitoring.locked_out(by, schools),
        shared=shared_emails(schools),
    )
