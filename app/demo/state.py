"""Whether the database holds a demonstration district, from which day, and whether somebody has changed it since."""

import json
from dataclasses import dataclass
from datetime import date

from peewee import SqliteDatabase

from app.database import db
from app.database.migrate import migrate
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from app.sis.schools.models import School

LOADED = "demo.loaded"
NO_CHANGES = ("account.language", "account.disabled", "account.enabled")  # what comes of signing in


@dataclass(frozen=True)
class Laid:
    """The demo that is in the database. `changes` counts the actions on record since it was laid."""

    on: date
    seed: int
    students: int
    changes: int


def laid() -> Laid | None:
    """What the audit says of the demo in this database; None where there is none."""
    event = AuditEvent.select().where(AuditEvent.action == LOADED).order_by(AuditEvent.id.desc()).first()
    if event is None:
        return None
    since = AuditEvent.select().where((AuditEvent.id > event.id) & AuditEvent.action.not_in(NO_CHANGES))
    facts = json.loads(event.facts)
    return Laid(date.fromisoformat(facts["on"]), facts["seed"], facts["students"], since.count())


def is_empty() -> bool:
    """Whether nobody's district is in this database."""
    return not School.select().exists() and not Person.select().exists()


def clear() -> None:
    """Take all tables away, with everything in them, and bring back empty ones.

    The audit refuses to have rows deleted, so the tables go, triggers and all. Not inside a transaction. Whoever is
    stopped in the middle has an empty database, which `flask demo load` and `serve` know how to fill.
    """
    db.connect(reuse_if_open=True)
    tables = ", ".join(f'"{table}"' for table in db.get_tables())
    if isinstance(db.obj, SqliteDatabase):
        db.execute_sql("PRAGMA foreign_keys = OFF")  # else each table would look for rows that refer to it
        with db.atomic():
            for table in tables.split(", "):
                db.execute_sql(f"DROP TABLE {table}")
        db.execute_sql("PRAGMA foreign_keys = ON")
        db.execute_sql("VACUUM")  # a smaller district gives the space back
    else:
        db.execute_sql(f"DROP TABLE {tables} CASCADE")
    migrate()
