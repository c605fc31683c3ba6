"""The way out: a folder, or a mail server."""

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from config import Settings

PATIENCE = 20.0  # seconds for each answer of a mail server
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
ABOUT_US = re.compile(r"53[058]\b|5\d\d[ -]5\.7\.")  # signing in, relaying, policy: not the reader's address


class Trouble(Exception):
    """This message did not get out; it is tried again."""


class Rejected(Trouble):
    """The mail server will never take a message to this address."""


class Unreachable(Trouble):
    """No message gets out at present."""


class Carrier(Protocol):
    def deliver(self, mail: EmailMessage) -> None:
        """Hand the mail over; on return it is safe with whoever took it. Raises Trouble."""


class Folder:
    """A file for each message, whole or not there at all; the same message again is the same file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, mail: EmailMessage) -> None:
        sent_at, message_id = parsedate_to_datetime(mail["Date"]), re.sub(r"\W", "", mail["Message-ID"])
        file = self.path / f"{sent_at:%Y%m%d-%H%M%S}-{message_id[:12]}.eml"
        unfinished = file.with_suffix(".unfinished")
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)  # there are links to accounts in it
            with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as output:
                output.write(mail.as_bytes())
                output.flush()
                os.fsync(output.fileno())
            unfinished.replace(file)
        except OSError as error:
            raise Unreachable(f"the folder: {error.strerror}") from error


class MailServer:
    """An SMTP server (RFC 5321), with TLS from the start, by STARTTLS (RFC 3207), or none."""

    def __init__(self, url: str, sender: str, patience: float = PATIENCE) -> None:
        self.url = urlsplit(url)
        self.sender = sender
        self.patience = patience

    def deliver(self, mail: EmailMessage) -> None:
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_words(error)) from error
        try:
            reader = mail["To"].addresses[0]  # one, whatever else a header may decode to
            connection.send_message(mail, self.sender, [reader.addr_spec])
        except smtplib.SMTPSenderRefused as error:
            raise Unreachable(_words(error)) from error
        except smtplib.SMTPNotSupportedError as error:  # letters beyond ASCII in the address
            raise Rejected(_words(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            said = _words(error)
            raise (Rejected if said.startswith("5") and not ABOUT_US.match(said) else Trouble)(said) from error
        finally:
            with suppress(OSError, smtplib.SMTPException):  # what was taken stays taken, however they part
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "", self.url.port or PORTS[self.url.scheme]
        own_name = self.sender.rpartition("@")[2]
        connection: smtplib.SMTP
        if self.url.scheme == "smtps":
            trusting = ssl.create_default_context()
            connection = smtplib.SMTP_SSL(host, port, own_name, timeout=self.patience, context=trusting)
        else:
            connection = smtplib.SMTP(host, port, own_name, timeout=self.patience)
        try:
            if self.url.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.url.username:
                connection.login(unquote(self.url.username), unquote(self.url.password or ""))
        except BaseException:
            connection.close()
            raise
        return connection


def carrier(settings: Settings) -> Carrier:
    """The way out that MAIL_URL names."""
    if settings.mail_url.startswith("file:"):
        return Folder(Path(unquote(urlsplit(settings.mail_url).path)))
    return MailServer(settings.mail_url, settings.mail_from)


def _words(error: Exception) -> str:
    """What went wrong, as the server put it: code and text."""
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return " ".join(f"{type(error).__name__}: {error}".split())
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code} {said}".split())
