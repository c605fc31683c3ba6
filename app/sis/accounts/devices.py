"""The computers from which an account has signed in."""

from app import clock
from app.sis.accounts.models import Account, KnownDevice, SignIn
from app.sis.accounts.names import keyed_hash
from app.sis.accounts.origin import Origin
from app.sis.outbox.actions import enqueue


def recognise(account: Account, origin: Origin) -> None:
    """Remember where the account signs in, and write to its owner when it is somewhere new.

    A browser is known by its mark, a public computer by its address: whoever only says that theirs is one, so that it
    gets no mark, is written about all the same. The very first sign-in of an account alarms nobody.
    """
    mark_hash = hash_of(origin)
    if KnownDevice.get_or_none(KnownDevice.account == account, KnownDevice.mark_hash == mark_hash):
        return
    KnownDevice.create(account=account, mark_hash=mark_hash)
    if SignIn.select().where(SignIn.account == account).exists():
        enqueue(
            "new_device",
            account.person_id,
            event=f"new_device {account.id} {mark_hash}",
            device=origin.device,
            public_computer=origin.public_computer,
            at=clock.now().isoformat(),
        )


def of_session(session_id: int, mark_hash: str) -> None:
    """Whoever is signed in on a computer signs in on it, whatever was said of it then."""
    session = SignIn.get_by_id(session_id)
    KnownDevice.insert(account=session.account_id, mark_hash=mark_hash).on_conflict_ignore().execute()


def hash_of(origin: Origin) -> str:
    """What the database keeps of a computer."""
    return keyed_hash(f"public computer {origin.address}") if origin.public_computer else hash_of_mark(origin)


def hash_of_mark(origin: Origin) -> str:
    """The same, but by the mark that the browser has sent even where it is said to be public."""
    is_known_by_place = origin.public_computer and not origin.mark
    return keyed_hash(f"public computer {origin.address}" if is_known_by_place else f"device {origin.mark}")
