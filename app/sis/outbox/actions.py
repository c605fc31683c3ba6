"""Putting a message on the way."""

import json
import secrets

from app import clock
from app.sis.outbox.models import OutboxMessage

_domain = "homeroom.invalid"  # until `use_domain`


def use_domain(name: str) -> None:
    """Set what stands after the @ of every Message-ID: the host of the district's own address."""
    global _domain
    _domain = name


def enqueue(kind: str, person_id: int, *, event: str, address: str = "", **facts: object) -> None:
    """Have a message sent, once the caller's transaction is through.

    `kind` names a function of app/mail, `event` what happened: the same event twice is one message. It goes to the
    person's e-mail on file unless `address` names another. `facts` are kept as JSON: numbers and words, no secrets.
    """
    now = clock.now()
    OutboxMessage.insert(
        event=event,
        kind=kind,
        person_id=person_id,
        address=address,
        facts=json.dumps(facts, ensure_ascii=False, default=str, sort_keys=True),
        message_id=f"<{secrets.token_hex(16)}@{_domain}>",
        created_at=now,
        next_try_at=now,
    ).on_conflict_ignore().execute()
