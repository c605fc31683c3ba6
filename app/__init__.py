"""Homeroom: a student information system for a school district."""

from flask import Flask

from app import cli, clock, extensions, pages
from app.database import connect
from app.sis.access import policy
from app.sis.accounts import names
from app.sis.outbox import actions as outbox
from app.web import errors, i18n, navigation, render, security, sessions, static, terminals
from config import Settings, load


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (default: the environment's); raises BadSetting, UnknownDatabase."""
    settings = settings or load()
    clock.use_timezone(settings.timezone)
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config["SETTINGS"] = settings
    names.use_secret(settings.secret_key)
    outbox.use_domain(settings.mail_from.rpartition("@")[2])
    policy.use(
        policy.Policy(
            parents_of_adults=settings.parents_of_adults_keep_access,
            log_names_staff=settings.access_log_shows_staff == "name",
            log_shows_guardians=settings.access_log_shows_guardians,
        )
    )
    connect(settings.database_url)
    security.init_app(app, settings)
    sessions.init_app(app, settings)
    i18n.init_app(app, settings)
    extensions.init_app(app, settings)
    terminals.init_app(app)
    static.init_app(app)
    render.init_app(app)
    navigation.init_app(app)
    errors.init_app(app)
    pages.register(app)
    cli.register(app)
    return app
