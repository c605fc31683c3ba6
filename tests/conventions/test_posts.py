"""Forms: no token, no change; whatever is sent is answered in words."""

import dataclasses

import pytest
from flask import Flask
from peewee import SqliteDatabase

from app import create_app
from app.database import db as proxy
from config import Settings
from tests.conventions.crawl import crawl, is_html
from tests.conventions.findings import none_of
from tests.conventions.posts import (
    accepted_without_token,
    all_forms,
    broken_by,
    broken_by_addresses,
    cookie_faults,
    later_forms,
    strict,
    without_form,
)
from tests.conventions.routes import pages
from tests.conventions.words import bare_in, pseudo_language
from tests.conventions.world import ROLES, World


@pytest.mark.parametrize("role", ROLES)
def test_without_a_token_nothing_changes_as(role: str, app: Flask, world: World, db: SqliteDatabase) -> None:
    none_of(accepted_without_token(app, world, role, db))


def test_every_form_can_be_found(app: Flask, world: World) -> None:
    found = {action: form for role in ROLES for action, form in all_forms(app, world, role).items()}
    none_of(without_form(app, world, found | later_forms(app, world)))


@pytest.mark.parametrize("is_production", [False, True], ids=["development", "production"])
def test_the_cookie(is_production: bool, settings: Settings, db: SqliteDatabase) -> None:
    app = create_app(dataclasses.replace(settings, production=is_production))
    proxy.initialize(db)
    client = app.test_client()
    response = client.get("/sign-in", base_url="https://localhost" if is_production else "http://localhost")
    assert response.headers.getlist("Set-Cookie")
    none_of(cookie_faults(response, is_production))


def test_hostile_posts_are_answered_in_words(app_to_spoil: Flask, world: World, db: SqliteDatabase) -> None:
    """Each form as the first role that finds it."""
    stored, found = world.stored_words(app_to_spoil), []
    forms = [(role, form) for role in ROLES for form in all_forms(app_to_spoil, world, role).values()]
    first = {form.action: (role, form) for role, form in reversed(forms)}
    with pseudo_language(app_to_spoil), strict(db):
        for role, form in first.values():
            for response, fault in broken_by(world.client(app_to_spoil, role, "es"), form):
                found.append(fault)
                found += bare_in(response, form.action, stored) if response and is_html(response) else []
    none_of(filter(None, found))


@pytest.mark.parametrize("role", ["nobody", "guardian", "teacher"])
def test_hostile_addresses_are_answered_as(role: str, app: Flask, world: World, db: SqliteDatabase) -> None:
    client = world.client(app, role)
    visits = crawl(client, pages(app, world))
    with strict(db):
        none_of(broken_by_addresses(app, client, world, visits))
