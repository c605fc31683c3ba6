"""Pages cost the same few statements, however many rows they show."""

import pytest
from flask import Flask
from peewee import SqliteDatabase

from tests.conventions.expected import FAMILIES
from tests.conventions.findings import none_of
from tests.conventions.statements import costly, counts, growing
from tests.conventions.world import ROLES


@pytest.mark.parametrize("role", ROLES)
def test_statements_as(role: str, app: Flask, db: SqliteDatabase) -> None:
    few, many = (counts(app, db, role, rows) for rows in (1, 20))
    none_of([*growing(few, many), *costly(app, many, is_family=role in FAMILIES)])
