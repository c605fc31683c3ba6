"""flask work: what runs by the clock. flask mail: the outbox."""

import os
import subprocess
import sys
from collections import Counter

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.cli.group import NUMBER, Commands
from app.mail.carriers import carrier
from app.mail.delivery import Outcome, deliver_next
from app.sis.outbox import queue
from app.work import JOBS, Worker

mail = Commands("mail", help="What is sent to people: the outbox.")


@click.group(cls=Commands, invoke_without_command=True)
@click.option("--watch", is_flag=True, help="Stay, and do what becomes due, until stopped.")
@click.option("--beside", type=int, hidden=True, help="Number of the process that started this one: end with it.")
@with_appcontext
def work(watch: bool, beside: int | None) -> None:
    """Do what is due now: mail, and the jobs of the night."""
    if watch:
        Worker(current_app._get_current_object(), beside).run()  # type: ignore[attr-defined]
        return
    for job in JOBS:
        job()
    _deliver()


@mail.command()
def deliver() -> None:
    """Send what is due now."""
    _deliver()


@mail.command(name="list")
def list_() -> None:
    """What was not sent, and why."""
    waiting = dropped = 0
    for message in queue.unsent():
        if message.dropped:
            dropped += 1
            state = f"dropped: {message.dropped}"
        else:
            waiting += 1
            state = f"next try {clock.local(message.next_try_at):%Y-%m-%d %H:%M}"
        made_at = f"{clock.local(message.created_at):%Y-%m-%d %H:%M}"
        parts = (str(message.id), made_at, message.kind, f"{message.tries} tries", state, message.trouble)
        click.echo("  ".join(part for part in parts if part))
    click.echo(f"{waiting} waiting, {dropped} dropped.")


@mail.command()
@click.argument("number", type=NUMBER, required=False)
def again(number: int | None) -> None:
    """Make messages due now that wait or were dropped: all of them, or the one with this number."""
    click.echo(f"{queue.send_anew(number)} are due now. flask work sends them.")


def start_worker() -> None:
    """Start a worker beside this process, whatever program it becomes: the worker ends when this process does."""
    command = [sys.executable, "-m", "flask", "work", "--watch", "--beside", str(os.getpid())]
    subprocess.Popen(command, start_new_session=True)  # so that Ctrl+C stops it by way of the server


def _deliver() -> None:
    way_out = carrier(current_app.config["SETTINGS"])
    outcomes = Counter(iter(lambda: deliver_next(way_out), None))
    click.echo(", ".join(f"{outcomes[each]} {each}" for each in Outcome) + ".")
