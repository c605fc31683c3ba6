"""What runs by the clock. Huey wakes for it and keeps the timetable; what there is to do stands in the records.

The outbox is huey's queue: a message that is due there is a task. Nothing is stored a second time, so a killed worker
loses nothing, and looking takes no lock. The other jobs do whatever is due, so to run one twice or late does no harm.
"""

import logging
import os
import signal
from collections import deque
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from huey.api import Huey, crontab
from huey.consumer import Consumer, ConsumerStopped
from huey.storage import BlackHoleStorage
from peewee import PeeweeException

from app import clock
from app.database import db
from app.mail.carriers import carrier
from app.mail.delivery import deliver_next
from app.mail.seals import mail_seals
from app.sis.accounts import door, members
from app.sis.audit.seals import seal_daily
from app.sis.outbox import queue

log = logging.getLogger("homeroom.work")

Timetable = Callable[[datetime], bool]  # whether the minute has come, by the instant in UTC
LOOK_EVERY = 2.0  # seconds between two looks into the outbox, at most
PATIENCE = 60.0  # seconds for the message under way to get out when the worker is to stop


def every_minute(_: datetime) -> bool:
    return True


def nightly(at: datetime) -> bool:
    """At twenty past three by the district's clocks."""
    return bool(crontab(hour="3", minute="20")(clock.local(at)))


JOBS: dict[Callable[[], None], Timetable] = {
    door.settle: every_minute,
    seal_daily: every_minute,
    mail_seals: nightly,
    queue.remove_old: nightly,
    members.close_what_is_left: nightly,
}


class Outbox(BlackHoleStorage):
    """What huey asks of a queue: first what the timetable has just named, then a delivery while anything is due."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.named: deque[bytes] = deque()
        self.delivery = b""
        self.trouble = ""

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        self.named.append(data)

    def dequeue(self) -> bytes | None:
        if self.named:
            return self.named.popleft()
        try:
            with db.connection_context():
                is_due, trouble = queue.is_due(), ""
        except PeeweeException as error:
            is_due, trouble = False, " ".join(str(error).split())
        if trouble != self.trouble:
            log.warning("the outbox cannot be read: %s" if trouble else "the outbox can be read again%s", trouble)
        self.trouble = trouble
        return self.delivery if is_due else None


class Worker(Consumer):
    """Huey's consumer. It finishes the message under way when told to stop, or when the process `beside` it is gone."""

    def __init__(self, app: Flask, beside: int | None = None) -> None:
        work, way_out = Huey("work", results=False, storage_class=Outbox), carrier(app.config["SETTINGS"])

        def deliver_mail() -> None:
            deliver_next(way_out)

        work.storage.delivery = work.serialize_task(work.task()(_ready(app, deliver_mail)).s())
        for job, timetable in JOBS.items():
            work.periodic_task(timetable)(_ready(app, job))
        super().__init__(work, initial_delay=0.2, max_delay=LOOK_EVERY, shutdown_timeout=PATIENCE)
        self._signal_actions = dict.fromkeys((signal.SIGTERM, signal.SIGINT), (False, True))
        self.beside = beside

    def loop(self, health_check_ts: float | None = None) -> float | None:
        if self.beside is not None and os.getppid() != self.beside:
            self.stop(graceful=True)
            raise ConsumerStopped
        checked_at: float | None = super().loop(health_check_ts)
        return checked_at


def _ready(app: Flask, job: Callable[[], None]) -> Callable[[], None]:
    """The job with what it needs in a thread of its own: the application, and a connection given back after it."""

    def with_all() -> None:
        with app.app_context(), db.connection_context():
            job()

    with_all.__name__, with_all.__module__ = job.__name__, job.__module__
    return with_all
