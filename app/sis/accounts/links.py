"""Links that go out by mail. The database knows a hash; the link itself stands in the mail alone.

It is made from the installation's secret and the message, not drawn: a message that is sent again is the same to the
letter, and nothing that opens an account waits in the outbox.
"""

import hashlib

from app.sis.accounts.names import keyed_hash


def link_token(purpose: str, nonce: str) -> str:
    """What stands in the link, 32 hex characters; `nonce` is random and known to the database alone."""
    return keyed_hash(f"link {purpose} {nonce}")


def token_hash(token: str) -> str:
    """What the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


EMAIL_CONFIRM_HOURS = 24  # how long the link to a new e-mail is good
EMAIL_UNDO_HOURS = 72  # and the way back, from the confirmation on
