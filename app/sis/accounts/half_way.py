"""Between the password and the code of a second factor: proof of the first, which is no session.

It is kept by the browser, not by the database: the account, when, and a hash that only this installation can make.
A new password makes it void.
"""

from datetime import UTC, timedelta
from hmac import compare_digest

from app import clock
from app.sis.accounts.models import Account
from app.sis.accounts.names import keyed_hash
from app.sis.refused import Refused

GOOD_FOR = timedelta(minutes=10)


def proof(account: Account) -> str:
    """What the browser brings back with the code."""
    return _proof(account, int(clock.now().replace(tzinfo=UTC).timestamp()))


def account_id(proof: str) -> int:
    """Whose proof it is. Raises Refused("sign_in_anew") when it is none, or too old."""
    if not (proof.isascii() and proof.isprintable()):
        raise Refused("sign_in_anew")
    key, _, rest = proof.partition(".")
    typed_at = rest.partition(".")[0]
    account: Account | None = Account.get_or_none(Account.key == key)
    if account is None or not (typed_at.isdecimal() and len(typed_at) < 12):
        raise Refused("sign_in_anew")
    age = abs(clock.now().replace(tzinfo=UTC).timestamp() - int(typed_at))
    if age > GOOD_FOR.total_seconds() or not compare_digest(_proof(account, int(typed_at)), proof):
        raise Refused("sign_in_anew")
    return int(account.id)


def _proof(account: Account, typed_at: int) -> str:
    stated = f"{account.key}.{typed_at}"
    return f"{stated}.{keyed_hash(f'half way {stated} {account.password_hash}')}"
