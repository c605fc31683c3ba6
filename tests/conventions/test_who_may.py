"""Every route as everybody, from one table: what is not said here fails."""

import pytest
from flask import Flask

from tests.conventions.findings import none_of
from tests.conventions.routes import (
    FAMILY,
    PUBLIC,
    SIGNED_IN,
    everyone,
    not_as_expected,
    open_to_neighbours,
    outside_areas,
    undeclared,
)
from tests.conventions.world import ROLES, World

EXPECTED = {
    "public.health.index": PUBLIC,
    "public.help.index": PUBLIC,
    "public.language.index": everyone("303 /help"),  # the first page with the switch
    "public.sign_in.front": everyone("303 /home", nobody="303 /sign-in"),
    "public.sign_in.index": PUBLIC,
    "public.sign_in.submit": everyone("422"),
    "public.sign_out.index": PUBLIC,
    "public.sign_out.submit": everyone("303 /sign-out"),
    "portal.home.index": SIGNED_IN,
    "portal.schedule.index": FAMILY,
    "portal.schedule.week": FAMILY,
    "portal.schedule.term": FAMILY,
    "portal.grades.index": FAMILY,
    "portal.grades.show": FAMILY,
}


@pytest.mark.check
def test_every_view_declares_who_may_and_lies_where_its_name_says(session_app: Flask) -> None:
    none_of(outside_areas(session_app))


@pytest.mark.check
def test_every_route_has_a_row(session_app: Flask) -> None:
    none_of(undeclared(session_app, EXPECTED))


@pytest.mark.parametrize("role", ROLES)
def test_every_route_as(role: str, app: Flask, world: World) -> None:
    none_of(not_as_expected(app, world, role, EXPECTED))


def test_another_familys_key_is_a_made_up_one_and_recorded(app: Flask, world: World) -> None:
    none_of(open_to_neighbours(app, world))
