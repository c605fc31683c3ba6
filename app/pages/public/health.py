"""/healthz: whether this process answers and reaches its database."""

from flask import Response
from flask.typing import ResponseReturnValue

from app.database import db
from app.web.area import Area, anyone

area = Area("health")


@area.get("/healthz", access=anyone)
def index() -> ResponseReturnValue:
    db.execute_sql("SELECT 1")
    return Response("ok\n", mimetype="text/plain")
