"""The commands. Each calls the same actions as the pages."""

from flask import Flask

from app.cli.accounts import accounts
from app.cli.announcements import announcements
from app.cli.audit import audit
from app.cli.database import database
from app.cli.demo import demo
from app.cli.letters import letters
from app.cli.oneroster import oneroster
from app.cli.records import records
from app.cli.work import mail, work


def register(app: Flask) -> None:
    for group in (accounts, announcements, audit, database, demo, letters, mail, oneroster, records, work):
        app.cli.add_command(group)
