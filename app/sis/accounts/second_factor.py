"""A second factor: time-based one-time passwords (RFC 6238), and recovery codes for when the telephone is lost."""

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest

from pyotp import TOTP

from app import clock
from app.database import transaction
from app.database.fields import ALPHABET
from app.sis.accounts.models import Account, RecoveryCode, SecondFactor
from app.sis.accounts.names import keyed_hash
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.outbox.actions import enqueue
from app.sis.refused import Refused

PERIOD = 30  # seconds for which a code stands
EARLY_OR_LATE = 1  # periods: a telephone's clock is not ours
RECOVERY_CODES = 8


@dataclass(frozen=True)
class State:
    """Whether there is a second factor, the key while it is being set up, and how many recovery codes are left."""

    is_on: bool = False
    key: str = ""
    codes_left: int = 0

    @property
    def groups(self) -> list[str]:
        """The key in groups of four, as it is read aloud and typed."""
        return [self.key[start : start + 4] for start in range(0, len(self.key), 4)]

    def link(self, username: str, issuer: str) -> str:
        """The key as an otpauth: address, which opens the app on a telephone."""
        return TOTP(self.key, interval=PERIOD).provisioning_uri(name=username, issuer_name=issuer)


def is_on(account_id: int) -> bool:
    """Whether the account asks for a code at sign-in. One read."""
    holds = (SecondFactor.account == account_id) & SecondFactor.confirmed_at.is_null(False)
    return bool(SecondFactor.select().where(holds).exists())


def state(account_id: int, session_id: int) -> State:
    """As this session may see it. Two reads."""
    factor = SecondFactor.get_or_none(SecondFactor.account == account_id)
    left = RecoveryCode.select().where((RecoveryCode.account == account_id) & RecoveryCode.used_at.is_null()).count()
    if factor is None:
        return State()
    if factor.confirmed_at is not None:
        return State(True, codes_left=left)
    return State(key=_key(factor)) if _is_drawn_in(session_id, factor) else State()


def begin(account_id: int, session_id: int) -> None:
    """Draw a key; it holds once a first code of it has been typed. A second factor that is on stays as it is.

    The key is this session's alone: whoever saw it in another one, and was shut out, has nothing.
    """
    drawn = {"account": account_id, "secret": f"{session_id} {secrets.token_hex(16)}"}
    with transaction():
        SecondFactor.delete().where(SecondFactor.account == account_id, SecondFactor.confirmed_at.is_null()).execute()
        SecondFactor.insert(drawn).on_conflict_ignore().execute()


def confirm(account: Account, session_id: int, code: str, by: Actor) -> tuple[str, ...]:
    """Turn the second factor on; the recovery codes, which nobody can look up later. The owner is written to.

    Raises Refused: second_factor_on, first_code_wrong.
    """
    factor = SecondFactor.get_or_none(SecondFactor.account == account)
    if factor is not None and factor.confirmed_at is not None:
        raise Refused("second_factor_on")
    step = _step_of(factor, _plain(code)) if factor and _is_drawn_in(session_id, factor) else None
    if factor is None or step is None:
        raise Refused("first_code_wrong", field="code")
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    with audited("account.second_factor_on", by, about=by.person_id):
        RecoveryCode.delete().where(RecoveryCode.account == account).execute()
        RecoveryCode.insert_many(
            [{"account": account, "code_hash": _code_hash(account.id, _plain(code))} for code in codes]
        ).execute()
        SecondFactor.update(confirmed_at=clock.now(), last_step=step).where(SecondFactor.id == factor.id).execute()
        _tell(account, is_on=True)
    return codes


def use(account_id: int, code: str) -> bool:
    """Whether this is a good code, which is used up by it; within a transaction that holds the account's lock."""
    factor = SecondFactor.get_or_none(SecondFactor.account == account_id)
    if factor is None or factor.confirmed_at is None:
        return False
    step = _step_of(factor, _plain(code))
    if step is not None:
        SecondFactor.update(last_step=step).where(SecondFactor.id == factor.id).execute()
        return True
    unused = (RecoveryCode.account == account_id) & RecoveryCode.used_at.is_null()
    same = RecoveryCode.code_hash == _code_hash(account_id, _plain(code))
    return bool(RecoveryCode.update(used_at=clock.now()).where(unused & same).execute())


def turn_off(account: Account, by: Actor, reason: str = "") -> None:
    """From now on the password alone opens the account. Its owner is told. Raises Refused("second_factor_off")."""
    with audited("account.second_factor_off", by, about=account.person_id, reason=reason):
        RecoveryCode.delete().where(RecoveryCode.account == account).execute()
        on = (SecondFactor.account == account) & SecondFactor.confirmed_at.is_null(False)
        if not SecondFactor.delete().where(on).execute():
            raise Refused("second_factor_off")
        _tell(account, is_on=False)


def remove_since(account: Account, at: datetime) -> None:
    """Forget the second factor that was turned on since then, or is being set up; an older one stays.

    Within a transaction. The owner is told where one was on.
    """
    of_account = SecondFactor.account == account
    SecondFactor.delete().where(of_account & SecondFactor.confirmed_at.is_null()).execute()
    if SecondFactor.delete().where(of_account & (SecondFactor.confirmed_at >= at)).execute():
        RecoveryCode.delete().where(RecoveryCode.account == account).execute()
        _tell(account, is_on=False)


def _is_drawn_in(session_id: int, factor: SecondFactor) -> bool:
    return str(factor.secret).startswith(f"{session_id} ")


def _tell(account: Account, is_on: bool) -> None:
    event = f"second_factor {account.id} {is_on} {clock.now().isoformat()}"
    enqueue("second_factor", account.person_id, event=event, is_on=is_on)


def _key(factor: SecondFactor) -> str:
    """128 bits in base32, which the database alone does not give away."""
    seed = bytes.fromhex(keyed_hash(f"second factor {factor.account_id} {factor.secret}"))
    return base64.b32encode(seed).decode().rstrip("=")


def _step_of(factor: SecondFactor, code: str) -> int | None:
    """The period whose code this is, if it is near and later than the last that was used (RFC 6238 §5.2)."""
    now = int(clock.now().replace(tzinfo=UTC).timestamp()) // PERIOD
    last = factor.last_step
    used = last if last is not None and last <= now + EARLY_OR_LATE else -1  # else the clock was set back since
    totp = TOTP(_key(factor), interval=PERIOD)
    near = range(now - EARLY_OR_LATE, now + EARLY_OR_LATE + 1)
    good = [step for step in near if step > used and compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return good[0] if good else None


def _new_code() -> str:
    """Ten letters and digits in two groups: some 49 bits."""
    letters = [secrets.choice(ALPHABET) for _ in range(10)]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def _plain(code: str) -> str:
    """However it was typed: without spaces and hyphens, in small letters."""
    return "".join(letter for letter in code.lower() if letter.isalnum())[:40]


def _code_hash(account_id: int, code: str) -> str:
    return keyed_hash(f"recovery code {account_id} {code}")
