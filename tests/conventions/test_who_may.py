"""Every route as everybody, from one table."""

import pytest
from flask import Flask

from tests.conventions import matrix
from tests.conventions.expected import EXPECTED
from tests.conventions.findings import none_of
from tests.conventions.routes import not_as_expected, open_to_neighbours, outside_areas, undeclared
from tests.conventions.world import ROLES, World


@pytest.mark.check
def test_every_view_declares_who_may_and_lies_where_its_name_says(session_app: Flask) -> None:
    none_of(outside_areas(session_app))


@pytest.mark.check
def test_every_route_has_a_row(session_app: Flask) -> None:
    none_of(undeclared(session_app, EXPECTED))


@pytest.mark.check
def test_the_document_is_up_to_date(session_app: Flask) -> None:
    assert matrix.DOCUMENT.read_text("utf-8") == matrix.document(session_app), matrix.HOW


@pytest.mark.parametrize("role", ROLES)
def test_every_route_as(role: str, app: Flask, world: World) -> None:
    none_of(not_as_expected(app, world, role, EXPECTED))


def test_another_familys_key_is_a_made_up_one_and_recorded(app: Flask, world: World) -> None:
    none_of(open_to_neighbours(app, world, EXPECTED))
