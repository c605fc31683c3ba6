"""A message as its reader gets it: plain text, in their language, and nothing of a student's record."""

import re
import textwrap
from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app

from app.sis.accounts.emails import ADDRESS
from app.sis.accounts.readers import Reader
from app.sis.outbox.models import OutboxMessage
from app.web.i18n import language, reading_in
from config import Settings

WIDTH = 72  # characters of a line, as mail programs of all times show them


class NotSent(Exception):
    """There is no reason to send the message any more, or nobody to send it to. `why` in at most 60 characters.

    `is_strangers`: the address was typed by somebody we do not know, and is not to be kept.
    """

    def __init__(self, why: str, is_strangers: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_strangers = is_strangers


@dataclass(frozen=True)
class Letter:
    to: str
    language: str
    subject: str
    text: str


def write(kind: str, to: str, chosen_language: str, reader: Reader | None = None, **facts: object) -> Letter:
    """The letter made of templates/mail/<kind>.txt, whose first line is the subject; raises NotSent."""
    if not to:
        raise NotSent("no e-mail on file")
    if not ADDRESS.fullmatch(to):
        raise NotSent("the e-mail on file is no address")
    with reading_in(chosen_language):
        template = current_app.jinja_env.get_template(f"mail/{kind}.txt")
        rendered = template.render(settings=_settings(), reader=reader, **facts)
        subject, _, body = rendered.strip().partition("\n")
        return Letter(to, language(), " ".join(subject.split()), _wrapped(body))


def write_to(kind: str, reader: Reader, **facts: object) -> Letter:
    """The same to a person: at their e-mail on file, in their language."""
    return write(kind, reader.email, reader.language, reader, **facts)


def as_mail(letter: Letter, message: OutboxMessage) -> EmailMessage:
    """The letter with its headers. All of it is the same on every try, the Message-ID first of all."""
    settings = _settings()
    user, _, domain = settings.mail_from.rpartition("@")
    mail = EmailMessage()
    mail["From"] = Address(" ".join(settings.district_name.split()), user, domain)
    mail["To"] = Address(addr_spec=letter.to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(message.created_at.replace(tzinfo=UTC))
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    mail["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    mail.set_content(letter.text, cte="quoted-printable")
    mail["Content-Language"] = letter.language
    return mail


def _wrapped(body: str) -> str:
    """Paragraphs in lines of WIDTH; an address of a page is never broken."""
    paragraphs = re.split(r"\n\s*\n", body.strip())
    return "\n\n".join("\n".join(map(_filled, paragraph.splitlines())) for paragraph in paragraphs) + "\n"


def _filled(line: str) -> str:
    return textwrap.fill(line.strip(), WIDTH, break_long_words=False, break_on_hyphens=False)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
