"""What a page asks of the database: as few reads for many rows as for one, and one write transaction at most."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from peewee import SqliteDatabase

from app import clock
from tests.conventions.routes import path, rules
from tests.conventions.world import World
from tests.visitor import HTMX

TAB, HOME = 6, 9  # reads (docs/architecture.md): a tab of one student; any other page of a family
Counts = Mapping[str, "Count"]  # by endpoint, page and fragment apart


@dataclass(frozen=True)
class Count:
    reads: int
    transactions: int  # that write

    def __str__(self) -> str:
        return f"{self.reads} reads and {self.transactions} write transactions"


@contextmanager
def counted(db: SqliteDatabase) -> Iterator[list[str]]:
    """Every statement that SQLite runs, transactions' begin and end included."""
    statements: list[str] = []
    connection: sqlite3.Connection = db.connection()  # type: ignore[no-untyped-call]
    connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


def count(statements: list[str]) -> Count:
    """Reads, and transactions that write: the outermost, or a statement that stands alone."""
    reads = transactions = depth = 0
    for statement in statements:
        verb = re.match(r"\s*(\w*)", statement)[1].upper()  # type: ignore[index]  # it always matches
        if verb in ("BEGIN", "SAVEPOINT"):
            transactions += depth == 0
            depth += 1
        elif verb in ("COMMIT", "RELEASE", "ROLLBACK"):
            depth -= 1
        elif verb == "SELECT":
            reads += 1
        elif verb:  # not a trigger's comment
            transactions += depth == 0
    return Count(reads, transactions)


def counts(app: Flask, db: SqliteDatabase, role: str, rows: int) -> Counts:
    """What each GET route costs this role in a world of so many rows, five minutes after the last click."""
    with db.atomic() as undone:
        world = World(rows)
        found = {}
        for rule in rules(app, "GET"):
            for form, headers in (("page", {}), ("fragment", HTMX)):
                with clock.stopped(clock.now() - timedelta(minutes=5)):
                    client = world.client(app, role)
                with counted(db) as statements:
                    client.get(path(app, rule, world.own), headers=headers)
                found[f"{rule.endpoint} as a {form}"] = count(statements)
        undone.rollback()
    return found


def growing(few: Counts, many: Counts) -> list[str]:
    """Pages that cost another number of statements where there are more rows."""
    return [f"{name}: {few[name]} with 1 row, {many[name]} with 20" for name in few if few[name] != many[name]]


def costly(app: Flask, found: Counts, is_family: bool) -> list[str]:
    """Pages over the budget of a family (staff have none: constant is enough), or that write in two transactions."""
    over = []
    for name, cost in found.items():
        [rule] = app.url_map.iter_rules(name.partition(" ")[0])
        budget = TAB if rule.arguments else HOME
        if (is_family and cost.reads > budget) or cost.transactions > 1:
            over.append(f"{name}: {cost}; {budget} and 1 are allowed")
    return over
