"""python -m tests.bench.mail: kill the worker while it delivers to a real mail server; count what is lost and doubled.

The worker is a process of its own, forked so that it starts at once, and killed (SIGKILL) at a random moment. A claim
of the dead is given up after a moment here instead of ten minutes; the rest is as it runs.
"""

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from app import clock, create_app
from app.database import db
from app.database.migrate import migrate
from app.sis.outbox import queue
from app.sis.outbox.actions import enqueue
from app.sis.outbox.models import OutboxMessage
from app.work import Worker
from config import Settings
from tests.build import District
from tests.mail_server import MailServer, running

LONGEST_LIFE = 0.4  # seconds from the fork to the kill, at most
PER_KILL = 20  # messages written before each


class Count(NamedTuple):
    kills: int
    while_delivering: int  # kills that left a fresh claim behind
    messages: int
    lost: int
    doubled: int  # messages that the server took more than once
    most: int  # times that it took one of them
    with_another_id: int  # messages that the server took under an identity that no row has
    different: int  # doubles whose second text is not the first


def run(kills: int, url: str, directory: Path, seed: int) -> Count:
    """Kill so many workers while they deliver; then let one finish."""
    chance = random.Random(seed)
    queue.CLAIM = timedelta(seconds=0.3)
    with running(directory) as server:
        settings = Settings.from_environment(
            {"DATABASE_URL": url, "SECRET_KEY": "for the bench only", "MAIL_URL": f"smtp://127.0.0.1:{server.port}"}
        )
        create_app(settings)
        migrate()
        district = District()
        account = district.account(district.guardian(district.student(), email="maria@example.org"))
        while_delivering = 0
        for kill in range(kills):
            for number in range(PER_KILL):
                enqueue("password_changed", account.person_id, event=f"{kill}.{number}")
            forked_at = clock.now()
            worker = _fork(settings)
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
            while_delivering += OutboxMessage.select().where(OutboxMessage.claimed_at >= forked_at).exists()
        _finish(settings)
        rows = list(OutboxMessage.select())
        assert all(row.sent_at for row in rows)
        return _count(kills, while_delivering, [row.message_id for row in rows], server)


def _fork(settings: Settings) -> int:
    """A worker of its own; connections are not carried over."""
    _close()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            Worker(create_app(settings)).run()
        os._exit(0)
    return child


def _close() -> None:
    db.close()
    if hasattr(db.obj, "close_all"):
        db.obj.close_all()


def _finish(settings: Settings) -> None:
    """A worker that is left alone until nothing waits, and then told to stop."""
    worker = _fork(settings)
    while OutboxMessage.select().where(OutboxMessage.sent_at.is_null()).exists():
        time.sleep(0.1)
    os.kill(worker, signal.SIGTERM)
    os.waitpid(worker, 0)


def _count(kills: int, while_delivering: int, ids: Sequence[str], server: MailServer) -> Count:
    taken = server.taken()
    times = Counter(str(mail["Message-ID"]) for mail in taken)
    texts = {str(mail["Message-ID"]): mail.as_bytes() for mail in taken}
    return Count(
        kills=kills,
        while_delivering=while_delivering,
        messages=len(ids),
        lost=len(set(ids) - set(times)),
        doubled=sum(each > 1 for each in times.values()),
        most=max(times.values()),
        with_another_id=len(set(times) - set(ids)),
        different=sum(mail.as_bytes() != texts[str(mail["Message-ID"])] for mail in taken),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--url", help="DATABASE_URL of an empty database; default: SQLite")
    parser.add_argument("--seed", type=int, default=7)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        url = wanted.url or f"sqlite:///{name}/mail.db"
        print(json.dumps(run(wanted.kills, url, Path(name), wanted.seed)._asdict()))


if __name__ == "__main__":
    main()
