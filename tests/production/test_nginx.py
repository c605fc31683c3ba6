"""The documented production as real processes: nginx with docs/nginx.conf, before gunicorn."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from tests.left_out import program
from tests.servers import free_port, listening

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds until a server listens
SECRET_KEY = "for-this-test-and-nothing-else-0123456789"
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "docs/gunicorn.conf.py", "wsgi:app"]

# What Debian's /etc/nginx/nginx.conf is around a site, with every path in a directory of the test's own.
AROUND = """
daemon off;
{user}
pid {directory}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Site:
    plain_port: int
    tls_port: int
    certificate: Path
    log: Path

    def get(self, path: str, headers: Mapping[str, str] = {}) -> Answer:
        """One page over TLS; redirects are not followed."""
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        return _get(HTTPSConnection("127.0.0.1", self.tls_port, timeout=10, context=trusted), path, headers)

    def get_plain(self, path: str) -> Answer:
        return _get(HTTPConnection("127.0.0.1", self.plain_port, timeout=10), path)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    nginx = program("nginx")
    openssl = program("openssl")
    directory = tmp_path_factory.mktemp("production")
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=portal.example.org", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    site, gunicorn_port = Site(free_port(), free_port(), certificate, directory / "access.log"), free_port()
    (directory / "site.conf").write_text(
        _replaced(
            (ROOT / "docs" / "nginx.conf").read_text(),
            {
                "server 127.0.0.1:8000;": f"server 127.0.0.1:{gunicorn_port};",
                "listen 80;": f"listen 127.0.0.1:{site.plain_port};",
                "listen 443 ssl http2;": f"listen 127.0.0.1:{site.tls_port} ssl http2;",
                "/etc/ssl/homeroom/fullchain.pem": str(certificate),
                "/etc/ssl/homeroom/privkey.pem": str(key),
                "/var/log/nginx/access.log": str(directory / "access.log"),
            },
        )
    )
    around = directory / "nginx.conf"
    around.write_text(AROUND.format(directory=directory, user="user root;" if os.geteuid() == 0 else ""))
    environment = {
        **os.environ,
        "APP_ENV": "production",
        "BASE_URL": f"https://127.0.0.1:{site.tls_port}",
        "DATABASE_URL": f"sqlite:///{directory / 'homeroom.db'}",
        "PORT": str(gunicorn_port),
        "SECRET_KEY": SECRET_KEY,
        "TRUSTED_PROXIES": "1",
    }
    subprocess.run([sys.executable, "-m", "flask", "db", "migrate"], cwd=ROOT, env=environment, check=True)
    with (
        listening(GUNICORN, gunicorn_port, directory / "gunicorn.log", environment),
        listening([nginx, "-e", "stderr", "-c", str(around)], site.tls_port, directory / "nginx.log", environment),
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
    assert "GET /forgot" in site.log.read_text()
    assert not [log for log in site.log.parent.glob("*log") if token in log.read_text()]


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


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, f"docs/nginx.conf has {text.count(old)} × {old!r}"
        text = text.replace(old, new)
    return text
