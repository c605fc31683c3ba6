"""The documented production as real processes: nginx with docs/nginx.conf, before gunicorn."""

import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from tests.production.nginx import Front, front, fronting
from tests.servers import free_port, listening

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds until a server listens
SECRET_KEY = "for-this-test-and-nothing-else-0123456789"
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "docs/gunicorn.conf.py", "wsgi:app"]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Site:
    front: Front

    def get(self, path: str, headers: Mapping[str, str] = {}) -> Answer:
        """One page over TLS; redirects are not followed."""
        trusted = ssl.create_default_context(cafile=str(self.front.certificate))
        return _get(HTTPSConnection("127.0.0.1", self.front.tls_port, timeout=10, context=trusted), path, headers)

    def get_plain(self, path: str) -> Answer:
        return _get(HTTPConnection("127.0.0.1", self.front.plain_port, timeout=10), path)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("production")
    site, gunicorn_port = Site(front(directory)), free_port()
    environment = {
        **os.environ,
        **site.front.production(),
        "DATABASE_URL": f"sqlite:///{directory / 'homeroom.db'}",
        "PORT": str(gunicorn_port),
        "SECRET_KEY": SECRET_KEY,
    }
    subprocess.run([sys.executable, "-m", "flask", "db", "migrate"], cwd=ROOT, env=environment, check=True)
    with (
        listening(GUNICORN, gunicorn_port, directory / "gunicorn.log", environment),
        fronting(site.front, gunicorn_port),
    ):
        yield site


def test_the_site_is_healthy(site: Site) -> None:
    assert site.get("/healthz").status == 200


def test_plain_http_is_sent_to_https(site: Site) -> None:
    answer = site.get_plain("/sign-in")
    assert (answer.status, answer.headers["Location"]) == (301, "https://127.0.0.1/sign-in")


def test_the_sign_in_page_comes_compressed_by_the_application_and_knows_that_it_is_secure(site: Site) -> None:
    answer = site.get("/sign-in", {"Accept-Encoding": "gzip, br"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")
    assert answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-XSS-Protection"] == "1; mode=block"
    cookies = answer.headers.get_all("Set-Cookie", [])
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_what_the_page_loads_comes_from_the_same_site_to_be_kept(site: Site) -> None:
    page = site.get("/sign-in").body.decode()
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert loaded
    for address in loaded:
        answer = site.get(address)
        assert answer.status == 200, address
        assert "immutable" in answer.headers["Cache-Control"], address
        assert "X-XSS-Protection" not in answer.headers, address


def test_a_client_cannot_name_another_host_or_scheme(site: Site) -> None:
    claimed = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9"}
    answer = site.get("/sign-in", claimed)
    assert answer.status == 200
    assert b"elsewhere.example" not in answer.body


def test_a_link_that_came_by_mail_is_in_no_log(site: Site) -> None:
    token = "0123456789abcdef" * 2
    for path in (f"/reset/{token}", f"/email-confirm/{token}", f"/email-undo/{token}"):
        site.get(path)
        site.get_plain(path)
    site.get("/forgot")
    deadline = time.monotonic() + PATIENCE
    while "GET /forgot" not in site.front.log.read_text():  # nginx writes it after the answer
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not [log for log in site.front.log.parent.glob("*log") if token in log.read_text()]


def test_a_weak_secret_stops_the_start_in_words() -> None:
    environment = {**os.environ, "APP_ENV": "production", "SECRET_KEY": "weak", "PORT": str(free_port())}
    start = subprocess.run(GUNICORN, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert start.returncode != 0
    assert start.stderr.splitlines()[-1].startswith("Homeroom cannot start: SECRET_KEY must have at least 32 bytes")
    assert "Traceback" not in start.stderr


def _get(connection: HTTPConnection, path: str, headers: Mapping[str, str] = {}) -> Answer:
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
