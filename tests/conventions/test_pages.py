"""Every page there is, as each role, in each language: as a document, as a fragment, and in words."""

import pytest
from flask import Flask
from peewee import Database

from tests.conventions import catalogue
from tests.conventions.crawl import crawl
from tests.conventions.findings import none_of
from tests.conventions.pages import faults
from tests.conventions.routes import pages
from tests.conventions.words import bare, pseudo_language, unchanged
from tests.conventions.world import LANGUAGES, ROLES, World


@pytest.mark.parametrize("role", ROLES)
def test_every_page_as(role: str, app: Flask, db: Database) -> None:
    world = World(rows=5)
    visits = {language: crawl(world.client(app, role, language), pages(app, world)) for language in LANGUAGES}
    found = [fault for language in LANGUAGES for fault in faults(visits[language], language)]
    stored = world.stored_words(app)
    for path in catalogue.languages():
        language = path.parts[-3]
        same = catalogue.same_in(catalogue.read(path))
        found += unchanged(visits["en"], visits[language], language, same, stored)
    none_of(found)


@pytest.mark.parametrize("role", ROLES)
def test_every_word_is_a_message_as(role: str, app_to_spoil: Flask, db: Database) -> None:
    world = World(rows=5)
    with pseudo_language(app_to_spoil):
        visits = crawl(world.client(app_to_spoil, role, "es"), pages(app_to_spoil, world))
    none_of(bare(visits, world.stored_words(app_to_spoil)))
