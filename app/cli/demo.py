"""flask demo: the demonstration district, and the server that `make demo` starts."""

import errno
import os
import socket
import sys

import click
from tqdm import tqdm

from app import clock
from app.cli.accounts import by_operator
from app.cli.group import Commands
from app.cli.work import start_worker
from app.database import db
from app.database.migrate import migrate
from app.demo import laying, state
from app.demo.people import PASSWORD
from app.demo.story import ACCOUNTS, UNWRITTEN

demo = Commands("demo", help="A demonstration district of invented people.")
HOST = "127.0.0.1"


@demo.command()
@click.option(
    "--students", type=click.IntRange(laying.FEWEST), default=laying.STUDENTS, show_default=True, help="How many."
)
@click.option("--seed", default=laying.SEED, show_default=True, help="The same seed lays the same district on a day.")
def load(students: int, seed: int) -> None:
    """Lay a demo district around today; one that is there already makes room, with all that was changed in it."""
    migrate()
    before = state.laid()
    if before is None and not state.is_empty():
        raise click.ClickException(
            "This database holds a district that is not the demo. Nothing was changed. "
            "To load the demo, name another database, as in: DATABASE_URL=sqlite:///demo.db flask demo load"
        )
    if before is not None:
        click.echo(f"The demo district of {before.on} makes room{_with_changes(before)}.")
    _lay(students, seed)


@demo.command()
def serve() -> None:
    """Migrate, lay the demo if there is none or an untouched one is from an earlier day, and serve it."""
    port = _free_port()
    migrate()
    before = state.laid()
    if before is None and state.is_empty():
        _lay(laying.STUDENTS, laying.SEED)
    elif before is not None and before.on < clock.today():
        if before.changes:
            click.echo(f"The demo district of {before.on} is kept{_with_changes(before)}. To lay it around today, run:")
            click.echo("  .venv/bin/flask demo load\n")
        else:
            _lay(before.students, before.seed)
    click.echo(_invitation(port))
    db.close()
    sys.stdout.flush()
    start_worker()
    os.execv(
        sys.executable,
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
         "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "wsgi:app"],
    )  # fmt: skip


def _lay(students: int, seed: int) -> None:
    if state.laid() is not None:
        state.clear()
    click.echo(f"Laying a demo district of {students:,} students around {clock.today()}.")
    with tqdm(total=students, unit=" students", disable=None, leave=False) as bar:
        laying.load(students, seed, by=by_operator(), progress=bar.update)


def _with_changes(before: state.Laid) -> str:
    if not before.changes:
        return ""
    return f", with the {before.changes} changes made in it" if before.changes > 1 else ", with the change made in it"


def _invitation(port: int) -> str:
    lines = [f"Homeroom is at http://{HOST}:{port}   (Ctrl+C stops it)"]
    if state.laid() is not None:
        lines += ["", f"Sign in as one of these, with the password {PASSWORD}:", ""]
        lines += [f"  {username:16} {who}" for username, who in ACCOUNTS.items()]
        lines += ["", UNWRITTEN]
    return "\n".join([*lines, ""])


def _free_port() -> int:
    """PORT, 8000 unless it is set; one sentence where it cannot be had."""
    given = os.environ.get("PORT", "").strip() or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise click.ClickException(f"PORT is {given!r}; write a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(given)))
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else "cannot be opened"
            raise click.ClickException(f"Port {given} {why}. Choose another, as in: PORT=8001 make demo") from None
    return int(given)
