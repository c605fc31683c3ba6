"""What a person sees when something is not there or broken: what there is instead, whom to call, a reference."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from flask import Flask
from peewee import OperationalError

from tests.build import District
from tests.visitor import HTMX, Visitor


@contextmanager
def database_away() -> Iterator[None]:
    with patch("app.web.sessions.sessions.find", side_effect=OperationalError("secret row")):
        yield


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("address", ["/sign-in", "/home", "/no-such-page"])
def test_a_database_that_is_away_is_a_plain_page_in_both_languages(
    app: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture, address: str, headers: dict[str, str]
) -> None:
    visitor.open("/sign-in").client.set_cookie("s", "a" * 22)
    with database_away(), caplog.at_level(logging.ERROR, "homeroom"):
        visitor.open(address, 503, headers=headers)
    phone = app.config["SETTINGS"].district_phone
    assert visitor.response.headers["Retry-After"] == "30"
    references = re.findall(r"(?:Reference|Número de folio): ([0-9a-f]{8})", visitor.response.text)
    assert len(references) == 2
    assert len(set(references)) == 1
    assert visitor.response.text.count(phone) == 2
    assert "Fuera de servicio" in visitor.page.xpath("string(//*[@lang='es'])")
    assert references[0] in caplog.text
    assert "OperationalError" in caplog.text
    assert "secret row" not in caplog.text
    assert ("<html" in visitor.response.text) == (not headers)
    assert visitor.response.headers.get("HX-Reference", "") == (references[0] if headers else "")
    assert ("Content-Security-Policy" in visitor.response.headers) == (not headers)


def test_an_unknown_address_names_what_there_is_to_a_family(district: District, visitor: Visitor) -> None:
    ana = district.student()
    visitor.be(district.account(district.guardian(ana))).open("/no-such-page", 404)
    for link in ("Home", "Household", "Schedule", "Grades", "Attendance", "Change Account Information", "Help"):
        assert visitor.page.xpath("//main//a[.=$text]", text=link), link
    visitor.follow("Grades")
    assert visitor.response.request.path == f"/students/{ana.key}/grades"


def test_an_unknown_address_names_what_there_is_to_a_stranger(visitor: Visitor) -> None:
    visitor.open("/no-such-page", 404)
    links = visitor.page.xpath("//main//a/text()")
    assert links == ["Sign in", "I have a letter with a key", "Forgotten user name or password", "Help"]
    visitor.follow("Sign in")
