"""nginx with docs/nginx.conf as a real process, with every path in a directory of the caller's own."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.left_out import program
from tests.servers import ROOT, free_port, listening

# What Debian's /etc/nginx/nginx.conf is around a site.
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
OF_A_CHAIN = "x" * 1_800  # makes one certificate as large as what Let's Encrypt sends: a leaf and what signed it, ECDSA


@dataclass(frozen=True)
class Front:
    """Where nginx listens, its certificate and its log."""

    plain_port: int
    tls_port: int
    certificate: Path
    log: Path

    def production(self) -> dict[str, str]:
        """The settings of an application behind it."""
        return {"APP_ENV": "production", "BASE_URL": f"https://127.0.0.1:{self.tls_port}", "TRUSTED_PROXIES": "1"}


def front(directory: Path) -> Front:
    """A place for nginx, with a certificate."""
    certificate = directory / "certificate.pem"
    subprocess.run(
        [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=portal.example.org", "-addext", "subjectAltName=IP:127.0.0.1",
         "-addext", f"nsComment={OF_A_CHAIN}", "-keyout", directory / "key.pem", "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return Front(free_port(), free_port(), certificate, directory / "access.log")


@contextmanager
def fronting(front: Front, port: int) -> Iterator[None]:
    """nginx before an application that listens on `port`, until the end of the block."""
    directory = front.certificate.parent
    (directory / "site.conf").write_text(
        _replaced(
            (ROOT / "docs" / "nginx.conf").read_text(),
            {
                "server 127.0.0.1:8000;": f"server 127.0.0.1:{port};",
                "listen 80;": f"listen 127.0.0.1:{front.plain_port};",
                "listen 443 ssl;": f"listen 127.0.0.1:{front.tls_port} ssl;",
                "/etc/ssl/homeroom/fullchain.pem": str(front.certificate),
                "/etc/ssl/homeroom/privkey.pem": str(directory / "key.pem"),
                "/var/log/nginx/access.log": str(front.log),
            },
        )
    )
    around = directory / "nginx.conf"
    around.write_text(AROUND.format(directory=directory, user="user root;" if os.geteuid() == 0 else ""))
    command = [program("nginx"), "-e", "stderr", "-c", str(around)]
    with listening(command, front.tls_port, directory / "nginx.log", os.environ):
        yield


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, f"docs/nginx.conf has {text.count(old)} × {old!r}"
        text = text.replace(old, new)
    return text
