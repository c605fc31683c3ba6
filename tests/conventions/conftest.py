"""The people who knock, and an application that a test may spoil."""

import pytest
from flask import Flask
from peewee import Database

from app import create_app
from app.database import db as proxy
from config import Settings
from tests.conventions.world import World


@pytest.fixture
def world(db: Database) -> World:
    return World()


@pytest.fixture
def app_to_spoil(db: Database, settings: Settings) -> Flask:
    """An application of its own on the test's database."""
    app = create_app(settings)
    app.testing = True
    proxy.initialize(db)
    return app
