"""A real SMTP server as a process of its own. It keeps what it takes, and answers some addresses as bad servers do."""

import argparse
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.left_out import program
from tests.servers import free_port, listening

LOGIN = LoginPassword(b"homeroom", b"p@ss:word/1")
AT_ADDRESS = {  # what is answered to RCPT TO, by what stands before the @
    "unknown": "550 5.1.1 No such user",
    "full": "452 4.2.2 Mailbox full",
    "relay": "554 5.7.1 Relay access denied",
}
AT_TEXT = {"spam": "554 5.6.0 We do not want this", "busy": "451 4.3.0 Try again later"}  # and to the message itself


@dataclass(frozen=True)
class MailServer:
    port: int
    log: Path
    certificate: Path | None = None

    def taken(self) -> list[EmailMessage]:
        """The messages for which it has said yes, in order."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        mails = [message_from_bytes(json.loads(line).encode("latin-1"), policy=policy.default) for line in lines]
        return [mail for mail in mails if isinstance(mail, EmailMessage)]


@contextmanager
def running(directory: Path, *options: str) -> Iterator[MailServer]:
    """The server with these options: --tls (from the start), --starttls, --login."""
    certificate = None
    if "--tls" in options or "--starttls" in options:
        certificate = self_signed(directory)
        options = (*options, "--certificate", str(certificate), "--key", str(directory / "key.pem"))
    server = MailServer(free_port(), directory / "taken.jsonl", certificate)
    command = [sys.executable, "-m", "tests.mail_server", str(server.port), str(server.log), *options]
    with listening(command, server.port, directory / "mail_server.log", os.environ):
        yield server


def self_signed(directory: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts by itself; its key lies beside it."""
    certificate = directory / "certificate.pem"
    subprocess.run(
        [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=mail.example.org", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", directory / "key.pem", "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate


class Keeper:
    """Takes mail into a file, a line each, before it says yes."""

    def __init__(self, log: Path) -> None:
        self.log = log

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return AT_ADDRESS.get(address.partition("@")[0], "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "hangs":
            time.sleep(60)  # not a word to anybody
        if name in AT_TEXT:
            return AT_TEXT[name]
        content = envelope.original_content or b""
        with self.log.open("a") as log:
            log.write(json.dumps(content.decode("latin-1")) + "\n")
        return "250 OK"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any) -> AuthResult:
    return AuthResult(success=login == LOGIN, handled=False)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("log", type=Path)
    for option in ("--tls", "--starttls", "--login"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    wanted = parser.parse_args()
    context = None
    if wanted.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(wanted.certificate, wanted.key)
    server = Controller(
        Keeper(wanted.log),
        hostname="127.0.0.1",
        port=wanted.port,
        ssl_context=context if wanted.tls else None,
        tls_context=context if wanted.starttls else None,
        require_starttls=wanted.starttls,
        auth_required=wanted.login,
        auth_require_tls=wanted.starttls,
        authenticator=authenticate if wanted.login else None,
    )
    server.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    os._exit(0)  # whoever hangs here is not waited for


if __name__ == "__main__":
    main()
