"""The model that every table starts from."""

from typing import TYPE_CHECKING, Any

from peewee import AutoField, Model

from app.database.connection import db


class Record(Model):
    """A row of the district's records."""

    if TYPE_CHECKING:  # what peewee adds to every table and row: the primary key, and student_id beside student
        id = AutoField()

        def __getattr__(self, name: str) -> Any: ...

    class Meta:
        database = db
        legacy_table_names = False
