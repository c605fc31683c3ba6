"""Seals: the rows of a log closed by a hash over them and over the seal before.

Whoever changes, removes or slips in a sealed row must make its seal and all after it anew, and then those are not the
ones that were sent away. A seal keeps a mark of every row besides, so that the one which was touched can be named.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from peewee import IntegrityError, fn

from app import clock
from app.database import db, transaction, tuples
from app.database.connection import is_postgresql
from app.sis.audit.models import AccessEvent, AuditEvent, Seal
from app.sis.refused import Refused

LOGS: dict[str, type[AuditEvent] | type[AccessEvent]] = {"audit_event": AuditEvent, "access_event": AccessEvent}
BATCH = 1000  # rows of a seal, at most
PATIENCE = 10.0  # seconds for a moment in which nobody is adding
_POLL = 0.02  # seconds

Row = Sequence[object]  # the id first, then the other columns in the order of their names


def canonical(row: Row) -> bytes:
    """A row in the one form that is hashed: the same from either database."""
    values = [value.isoformat() if hasattr(value, "isoformat") else value for value in row]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"


def mark(row: Row) -> str:
    """The row's number and 32 bits of its hash: enough to find which one was changed."""
    return f"{row[0]}:{hashlib.sha256(canonical(row)).hexdigest()[:8]}"


def digest(seal: Seal, before: str, rows: Iterable[Row]) -> str:
    """The hash that closes a batch: over the digest before, what the seal says of itself, and every row."""
    hashed = hashlib.sha256()
    hashed.update(canonical([before, seal.log, seal.first_id, seal.last_id, seal.rows, seal.sealed_at]))
    for row in rows:
        hashed.update(canonical(row))
    return hashed.hexdigest()


def seal_all() -> list[Seal]:
    """Close what has been written so far, log by log; the new seals. Raises Refused("log_busy")."""
    return [seal for log in LOGS for seal in _seal(log, _settled(log))]


def seal_daily() -> None:
    """The same for each log that was not sealed yet on this day: for the worker, however often it asks."""
    done = {seal.log for seal in newest_seals() if clock.local(seal.sealed_at).date() == clock.today()}
    for log in LOGS.keys() - done:
        _seal(log, _settled(log))


def newest_seals() -> list[Seal]:
    """The last seal of each log that has one. One read."""
    newest = Seal.select(fn.MAX(Seal.id)).group_by(Seal.log)
    return list(Seal.select().where(Seal.id.in_(newest)).order_by(Seal.log))


@dataclass(frozen=True)
class Verdict:
    """What became of a log. `fault` names the first thing that is not as it was sealed; empty when all is."""

    log: str
    seals: int
    rows: int  # that lie under them
    unsealed: int
    digest: str  # of the last seal
    fault: str


def verify() -> list[Verdict]:
    """Compare every sealed row with its seal, log by log."""
    return [_verify(log) for log in LOGS]


def is_sealed_with(wanted: str) -> bool:
    """Whether this digest, from a mail, is that of a seal. It stands for all that was sealed before it."""
    return bool(Seal.select().where(Seal.digest == wanted.lower()).exists())


def _settled(log: str) -> int:
    """The number up to which no row can come any more; 0 where there is none.

    On SQLite one writes at a time, in the order of the numbers. On PostgreSQL a number is given before its row is to be
    seen, and a transaction may keep it for long. So everybody who adds to a log holds a lock from before the number
    until the end (migration 0001), and in a moment in which nobody does all rows up to the highest are there.
    We ask for such a moment again and again instead of queueing for it: nobody who adds has to wait for us.
    """
    give_up_at = time.monotonic() + PATIENCE
    for attempt in count():
        if attempt:
            time.sleep(_POLL)
        with transaction():
            if not is_postgresql() or _nobody_adds(log):
                return int(LOGS[log].select(fn.MAX(LOGS[log].id)).scalar() or 0)
        if time.monotonic() > give_up_at:
            break
    raise Refused("log_busy", log=log)


def _nobody_adds(log: str) -> bool:
    asked = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    return bool(db.execute_sql(asked, (f"log {log}",)).fetchone()[0])


def _seal(log: str, until_id: int) -> list[Seal]:
    """The seals over what is settled and not sealed, each in a transaction of its own."""
    made: list[Seal] = []
    while True:
        with suppress(IntegrityError), transaction():  # another process has just closed the same batch
            last = Seal.select().where(Seal.log == log).order_by(Seal.first_id.desc()).first()
            after = last.last_id if last else 0
            rows = list(_rows(log, after, until_id, BATCH))
            if not rows:
                return made
            seal = Seal(log=log, first_id=after + 1, last_id=rows[-1][0], rows=len(rows), sealed_at=clock.now())
            seal.marks = " ".join(map(mark, rows))
            seal.digest = digest(seal, last.digest if last else "", rows)
            seal.save(force_insert=True)
            made.append(seal)


def _verify(log: str) -> Verdict:
    sealed = seals = 0
    before, after, fault = "", 0, ""
    for seal in Seal.select().where(Seal.log == log).order_by(Seal.first_id).iterator():
        rows = list(_rows(log, after, seal.last_id))
        fault = _fault(seal, before, after, rows)
        if fault:
            break
        sealed, seals, before, after = sealed + len(rows), seals + 1, seal.digest, seal.last_id
    unsealed = LOGS[log].select().where(LOGS[log].id > _last_sealed(log)).count()
    return Verdict(log, seals, sealed, unsealed, before, fault)


def _fault(seal: Seal, before: str, after: int, rows: Sequence[Row]) -> str:
    """The first thing in this batch that is not as it was sealed; empty when all is."""
    name = f"{seal.log} {seal.first_id}-{seal.last_id}"
    if seal.first_id != after + 1:
        return f"the seal before {name} is missing"
    if digest(seal, before, rows) == seal.digest:
        return ""
    kept, there = _by_id(seal.marks.split()), _by_id(map(mark, rows))
    for id_ in sorted(kept.keys() | there.keys()):
        if kept.get(id_) != there.get(id_):
            what = "is missing" if id_ not in there else "was put in later" if id_ not in kept else "was changed"
            return f"{seal.log} row {id_} {what}"
    return f"the seal of {name} was changed, or the one before it was made anew"


def _by_id(marks: Iterable[str]) -> dict[int, str]:
    split = (each.partition(":") for each in marks)
    return {int(id_): hashed for id_, _, hashed in split if id_.isdecimal()}


def _rows(log: str, after: int, until: int, at_most: int | None = None) -> Iterable[tuple[Any, ...]]:
    """The rows with after < id ≤ until, by id."""
    model = LOGS[log]
    names = sorted(model._meta.fields, key=lambda name: (name != "id", name))
    fields = [model._meta.fields[name] for name in names]
    return tuples(
        model.select(*fields).where((model.id > after) & (model.id <= until)).order_by(model.id).limit(at_most)
    )


def _last_sealed(log: str) -> int:
    return int(Seal.select(fn.MAX(Seal.last_id)).where(Seal.log == log).scalar() or 0)
