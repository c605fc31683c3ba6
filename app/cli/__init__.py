"""The commands. Each calls the same actions as the pages."""

from flask import Flask

from app.cli.database import database


def register(app: Flask) -> None:
    for group in (database,):
        app.cli.add_command(group)
