"""The way of a message from due to sent. Whoever delivers claims it first, so that no other does meanwhile."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.sis.outbox.models import OutboxMessage

CLAIM = timedelta(minutes=10)  # after which a claim is given up for dead; longer than any mail server takes
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))  # before each next try; then the last
KEPT = timedelta(days=90)  # what was sent or dropped
SHOWN = 255  # characters of a trouble


def is_due() -> bool:
    """Whether there is anything to deliver now. One read, without a lock."""
    return bool(OutboxMessage.select(OutboxMessage.id).where(_due(clock.now())).exists())


def claim() -> OutboxMessage | None:
    """Take the message that has waited longest; None where none is due, or others have taken them all."""
    while True:
        now = clock.now()
        waiting = OutboxMessage.select().where(_due(now)).order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        message: OutboxMessage | None = waiting.first()
        if message is None:
            return None
        mine = (
            OutboxMessage.update(claimed_at=now, tries=OutboxMessage.tries + 1)
            .where((OutboxMessage.id == message.id) & (OutboxMessage.tries == message.tries) & _due(now))
            .execute()
        )
        if mine:
            message.tries += 1
            return message


def sent(message: OutboxMessage) -> None:
    """The mail server has taken it; that stands even where the claim was lost meanwhile."""
    OutboxMessage.update(claimed_at=None, sent_at=clock.now(), trouble="").where(
        OutboxMessage.id == message.id
    ).execute()


def drop(message: OutboxMessage, why: str, trouble: str = "") -> None:
    """It will not be sent: `why` in a few words, `trouble` as the mail server put it. It is kept and shown."""
    _end(message, dropped=why, trouble=trouble[:SHOWN])


def forget(message: OutboxMessage, why: str) -> None:
    """Drop it without keeping where it should have gone: it was typed by a stranger, and is nobody's here."""
    _end(message, dropped=why, address="")


def try_again(message: OutboxMessage, trouble: str) -> None:
    """Not yet: the next try comes later each time, and there is always one."""
    wait = WAITS[min(message.tries, len(WAITS)) - 1]
    _end(message, next_try_at=clock.now() + wait, trouble=trouble[:SHOWN])


def let_all_wait() -> None:
    """The way out is closed for every message: what is due waits a minute."""
    now = clock.now()
    OutboxMessage.update(next_try_at=now + WAITS[0]).where(_due(now)).execute()


def send_anew(message_id: int | None = None) -> int:
    """Make due what waits or was dropped, all of it or the one; returns how many. What was sent is left alone."""
    unsent = OutboxMessage.sent_at.is_null() & (OutboxMessage.claimed_at.is_null())
    chosen = unsent if message_id is None else unsent & (OutboxMessage.id == message_id)
    return int(OutboxMessage.update(dropped="", next_try_at=clock.now()).where(chosen).execute())


def unsent() -> Iterator[OutboxMessage]:
    """What was not sent, oldest first: waiting or dropped."""
    rows: Iterator[OutboxMessage] = (
        OutboxMessage.select().where(OutboxMessage.sent_at.is_null()).order_by(OutboxMessage.id).iterator()
    )
    return rows


def remove_old() -> None:
    """Remove what was sent or dropped long ago. What still waits stays, however old."""
    is_over = OutboxMessage.sent_at.is_null(False) | (OutboxMessage.dropped != "")
    OutboxMessage.delete().where(is_over & (OutboxMessage.created_at < clock.now() - KEPT)).execute()


def _due(now: datetime) -> Any:
    """Open, free, and its time has come; a time that lies further off than any wait is a clock's that jumped."""
    claimed, next_try = OutboxMessage.claimed_at, OutboxMessage.next_try_at
    is_open = OutboxMessage.sent_at.is_null() & (OutboxMessage.dropped == "")
    is_free = claimed.is_null() | (claimed < now - CLAIM) | (claimed > now + CLAIM)
    return is_open & is_free & ((next_try <= now) | (next_try > now + WAITS[-1]))


def _end(message: OutboxMessage, **fields: object) -> None:
    """Give the claim back with what came of it, unless somebody else has claimed the message since."""
    mine = (OutboxMessage.id == message.id) & (OutboxMessage.tries == message.tries)
    OutboxMessage.update(claimed_at=None, **fields).where(mine & OutboxMessage.sent_at.is_null()).execute()
