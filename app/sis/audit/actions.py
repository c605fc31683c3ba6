"""Keeping what happened."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from peewee import chunked

from app import clock
from app.database import transaction
from app.sis.actor import Actor
from app.sis.audit.models import AccessEvent, AuditEvent

Facts = dict[str, object]
_open: ContextVar[Facts | None] = ContextVar("open_audit_event", default=None)


@contextmanager
def audited(action: str, by: Actor, about: int | None = None, **facts: object) -> Iterator[Facts]:
    """A transaction that leaves one audit event, written by the outermost action.

    `about` is the person whom it concerns. The fact `student_id` is whose record it changes: the family reads of it in
    the access log, in the words of app/changes.py. An action inside another adds its facts under its own name. What
    fails leaves neither row nor event. Yields the facts, to add what is known only later.
    """
    outer = _open.get()
    mine: Facts = dict(facts)
    with transaction():
        if outer is not None:
            inner = outer.setdefault(action, [])
            assert isinstance(inner, list)
            yield mine
            inner.append(mine)
            return
        token = _open.set(mine)
        try:
            yield mine
        finally:
            _open.reset(token)
        AuditEvent.create(
            action=action,
            actor=by.name,
            account_id=by.account_id,
            person_id=about,
            student_id=mine.get("student_id"),
            facts=json.dumps(mine, ensure_ascii=False, default=str, sort_keys=True),
        )


def record_access(
    account_id: int, session_id: int, student_id: int, category: str, outcome: str, role: str = ""
) -> None:
    """Keep that a record was opened in a role, or asked for and refused (`student_id` 0: no such student)."""
    record_accesses(account_id, session_id, {student_id: role}, category, outcome)


def record_accesses(account_id: int, session_id: int, roles: Mapping[int, str], category: str, outcome: str) -> None:
    """As record_access, of several students at once: `roles` says of each in which it was. One statement a thousand."""
    now = clock.now()
    same = {
        "at": now,
        "account_id": account_id,
        "session_id": session_id,
        "category": category,
        "outcome": outcome,
        "hour": now.replace(minute=0, second=0, microsecond=0),
        "day_on": clock.today(),
    }
    rows = [{**same, "student_id": student_id, "role": role} for student_id, role in roles.items()]
    for some in chunked(rows, 1000):  # a statement has 32,766 values at most
        AccessEvent.insert_many(some).on_conflict_ignore().execute()
