"""The commands. Each calls the same actions as the pages."""

from flask import Flask

from app.cli.accounts import accounts
from app.cli.database import database


def register(app: Flask) -> None:
    for group in (accounts, database):
        app.cli.add_command(group)
