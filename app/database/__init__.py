"""The way to the database: one connection, one base model, the house's fields, one transaction."""

from app.database.base import Record
from app.database.connection import connect, db
from app.database.fields import KeyField, PointsField, Translated, TranslatedField
from app.database.rows import Page, named, page_of, tuples
from app.database.statement import statement
from app.database.transaction import transaction

__all__ = [
    "KeyField",
    "Page",
    "PointsField",
    "Record",
    "Translated",
    "TranslatedField",
    "connect",
    "db",
    "named",
    "page_of",
    "statement",
    "transaction",
    "tuples",
]
