"""Headers: on every answer, whatever its address."""

from dataclasses import replace

import pytest
from peewee import Database

from app import create_app
from app.database import db as proxy
from config import Settings
from tests.build import District
from tests.visitor import Visitor


@pytest.mark.parametrize("address", ["/static/none.css", "/static/%0d%0ax", "/nowhere"])
def test_what_is_not_there_carries_every_header(address: str, visitor: Visitor) -> None:
    headers = visitor.open(address, status=404).response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "pushed"),
    [
        ("/students/%0d%0aX-Evil:1/grades", "/students/%0D%0AX-Evil%3A1/grades"),
        ("/students/%E2%82%AC/grades?period=%0d%0aX", "/students/%E2%82%AC/grades?period=%0d%0aX"),
        ("/nowhere?a=1&b=2", "/nowhere?a=1&b=2"),
    ],
)
def test_an_address_in_a_header_is_quoted(address: str, pushed: str, district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.guardian(district.student())))
    answer = visitor.fragment(address, status=404, **{"HX-Posted": "1"}).response
    assert answer.headers["HX-Push-Url"] == pushed
    assert "X-Evil" not in answer.headers


def test_plain_http_leads_to_https_in_production(settings: Settings, db: Database) -> None:
    app = create_app(replace(settings, production=True))
    proxy.initialize(db)
    answer = app.test_client().get("/students/abc/grades?period=x", base_url="http://portal.example.org")
    assert (answer.status_code, answer.location) == (308, "https://portal.example.org/students/abc/grades?period=x")
