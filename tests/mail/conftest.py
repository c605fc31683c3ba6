from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail_server import MailServer, running


@pytest.fixture(scope="module")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A server without TLS that knows nobody's password."""
    with running(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def inbox(mail_server: MailServer) -> Path:
    """What the server takes, empty at first."""
    mail_server.log.unlink(missing_ok=True)
    return mail_server.log
