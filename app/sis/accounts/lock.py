"""Three strikes: after three wrong passwords an account is disabled until the school enables it.

The count is taken before the password is checked, in one statement with its own commit, so that no number of attempts
at once gets more than three checks. The account's own `disabled_at` is the state; the counter is only the gate.
"""

from limits import RateLimitItemPerYear
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from app.database import counters  # noqa: F401  names the storage app-db://

STRIKES = 3
_three = RateLimitItemPerYear(STRIKES, 1000, namespace="sign-in")
_limiter = FixedWindowRateLimiter(storage_from_string("app-db://"))


def take_place(name: str) -> bool:
    """Count an attempt on this name, before its password is checked; False when three are counted already."""
    return _limiter.hit(_three, name)


def strikes(name: str) -> int:
    """How many attempts stand against this name."""
    return _limiter.storage.get(_three.key_for(name))


def clear(name: str) -> None:
    """Forget them: the right password came, or the school enabled the account."""
    _limiter.clear(_three, name)
