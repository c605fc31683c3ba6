"""The model that every table starts from."""

from peewee import Model

from app.database.connection import db


class Record(Model):
    """A row of the district's records."""

    class Meta:
        database = db
        legacy_table_names = False
