"""The ways out: a folder, and real mail servers, kind and unkind."""

import smtplib
import socket
import stat
import time
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.mail.carriers import Folder, MailServer, Rejected, Trouble, Unreachable, carrier
from config import Settings
from tests import mail_server as smtp
from tests.servers import free_port

SENDER = "no-reply@example.org"


def mail(to: str = "maria@example.org", text: str = "¡Hola!\n") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SENDER, to, "Contraseña"
    made["Date"], made["Message-ID"] = "Tue, 24 Nov 2026 18:00:00 +0000", "<0123456789abcdef0123@example.org>"
    made.set_content(text, cte="quoted-printable")
    return made


def over(server: smtp.MailServer, scheme: str = "smtp", login: str = "", patience: float = 10) -> MailServer:
    return MailServer(f"{scheme}://{login}127.0.0.1:{server.port}", SENDER, patience)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[smtp.MailServer]:
    with smtp.running(tmp_path_factory.mktemp("tls"), "--tls") as server:
        yield server


@pytest.fixture(scope="module")
def starttls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[smtp.MailServer]:
    with smtp.running(tmp_path_factory.mktemp("starttls"), "--starttls", "--login") as server:
        yield server


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, tls: smtp.MailServer, starttls: smtp.MailServer, tmp_path: Path) -> None:
    """This machine trusts the two servers' certificates."""
    both = tmp_path / "trusted.pem"
    both.write_text("".join(server.certificate.read_text() for server in (tls, starttls) if server.certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(both))


def test_a_folder_gets_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "mail"
    Folder(folder).deliver(mail())
    [file] = folder.iterdir()
    assert file.name == "20261124-180000-0123456789ab.eml"
    assert "=C2=A1Hola!" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_message_again_is_the_same_file(tmp_path: Path) -> None:
    for _ in range(2):
        Folder(tmp_path).deliver(mail())
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match=r"Not a directory|File exists"):
        Folder(tmp_path / "file").deliver(mail())


def test_a_server_takes_the_mail_as_it_is(mail_server: smtp.MailServer, inbox: Path) -> None:
    over(mail_server).deliver(mail())
    [taken] = mail_server.taken()
    assert (taken["Subject"], taken["Message-ID"]) == ("Contraseña", "<0123456789abcdef0123@example.org>")
    assert taken.get_content().strip() == "¡Hola!"


@pytest.mark.parametrize(
    ("name", "trouble", "said"),
    [
        ("unknown", Rejected, "550 5.1.1 No such user"),
        ("full", Trouble, "452 4.2.2 Mailbox full"),
        ("relay", Trouble, "554 5.7.1 Relay access denied"),  # about us, not about the address
        ("spam", Rejected, "554 5.6.0 We do not want this"),
        ("busy", Trouble, "451 4.3.0 Try again later"),
    ],
)
def test_a_refusal_is_for_good_only_where_it_is_about_the_reader(
    mail_server: smtp.MailServer, inbox: Path, name: str, trouble: type, said: str
) -> None:
    with pytest.raises(Trouble, match=said) as caught:
        over(mail_server).deliver(mail(f"{name}@example.org"))
    assert type(caught.value) is trouble
    assert not mail_server.taken()


def test_a_server_that_hangs_is_given_up(tmp_path: Path) -> None:
    with smtp.running(tmp_path) as server:
        started = time.monotonic()
        with pytest.raises(Trouble, match="timed out") as caught:
            over(server, patience=0.5).deliver(mail("hangs@example.org"))
        assert type(caught.value) is Trouble  # this message's; others may pass
        assert time.monotonic() - started < 5


def test_a_server_that_does_not_greet_is_given_up() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(Unreachable, match="timed out"):
            MailServer(f"smtp://127.0.0.1:{mute.getsockname()[1]}", SENDER, 0.5).deliver(mail())


def test_no_server_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="refused"):
        MailServer(f"smtp://127.0.0.1:{free_port()}", SENDER).deliver(mail())


@pytest.mark.usefixtures("trusting")
def test_tls_from_the_start(tls: smtp.MailServer) -> None:
    over(tls, "smtps").deliver(mail())
    assert tls.taken()


@pytest.mark.usefixtures("trusting")
def test_starttls_with_a_password_of_any_letters(starttls: smtp.MailServer) -> None:
    over(starttls, "smtp+starttls", "homeroom:p%40ss%3Aword%2F1@").deliver(mail())
    assert starttls.taken()


@pytest.mark.usefixtures("trusting")
def test_a_wrong_password_of_ours_is_nobody_s_refusal_and_stands_nowhere(starttls: smtp.MailServer) -> None:
    with pytest.raises(Unreachable, match="535") as caught:
        over(starttls, "smtp+starttls", "homeroom:secret@").deliver(mail())
    assert "secret" not in str(caught.value)


def test_a_certificate_that_nobody_trusts_ends_it(tls: smtp.MailServer, starttls: smtp.MailServer) -> None:
    for server, scheme in ((tls, "smtps"), (starttls, "smtp+starttls")):
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            over(server, scheme).deliver(mail())


def test_a_server_without_starttls_gets_nothing(mail_server: smtp.MailServer, inbox: Path) -> None:
    with pytest.raises(Unreachable, match="STARTTLS"):
        over(mail_server, "smtp+starttls").deliver(mail())
    assert not mail_server.taken()


def test_an_address_beyond_ascii_goes_where_the_server_can(mail_server: smtp.MailServer, inbox: Path) -> None:
    over(mail_server).deliver(mail("josé@example.org"))
    assert mail_server.taken()[0]["To"] == "josé@example.org"


@pytest.mark.parametrize(("url", "kind"), [("file:somewhere", Folder), ("smtp://127.0.0.1", MailServer)])
def test_mail_url_names_the_way_out(url: str, kind: type) -> None:
    settings = Settings.from_environment({"SECRET_KEY": "x" * 32, "MAIL_URL": url})
    assert isinstance(carrier(settings), kind)


def test_one_message_goes_to_one_address(tls: smtp.MailServer, trusting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rcpt = smtplib.SMTP.rcpt

    def noted(self: smtplib.SMTP, recipient: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        asked.append(recipient)
        return rcpt(self, recipient, options)

    monkeypatch.setattr(smtplib.SMTP, "rcpt", noted)
    over(tls, "smtps").deliver(mail("maria@example.org, carlos@example.org"))
    assert asked == ["maria@example.org"]
