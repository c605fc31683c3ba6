"""The application for tests that count: every check of an account's own password leaves a byte in the file CHECKS.

CHECK_SECONDS makes a check last longer, so that a server can be killed in the middle of it. LONGEST_WAIT lets attempts
wait longer for a place, where the machine has other things to do.
"""

import os
import time
from unittest.mock import patch

from app import create_app
from app.sis.accounts import door, lock, passwords


def counted(password_hash: str | None, password: str) -> bool:
    if password_hash is not None:
        file = os.open(os.environ["CHECKS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, b".")
        os.close(file)
        time.sleep(float(os.environ.get("CHECK_SECONDS", "0")))
    return passwords.is_password(password_hash, password)


patch.object(door, "is_password", counted).start()
lock.LONGEST_WAIT = float(os.environ.get("LONGEST_WAIT", lock.LONGEST_WAIT))
app = create_app()
