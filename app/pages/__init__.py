"""What people open, by who they are."""

from flask import Blueprint, Flask

from app.pages.portal import grades, home, household, schedule
from app.pages.public import health, help, language, sign_in, sign_out

AREAS = {
    "public": (health, help, language, sign_in, sign_out),
    "portal": (home, household, schedule, grades),
}


def register(app: Flask) -> None:
    for name, tabs in AREAS.items():
        area = Blueprint(name, __name__)
        for tab in tabs:
            area.register_blueprint(tab.area.blueprint)
        app.register_blueprint(area)
