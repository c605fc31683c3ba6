"""Opening an account with the key of a letter and the birth date of a child that the letter names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from limits import RateLimitItemPerHour, RateLimitItemPerYear
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from app import clock
from app.database import counters, named, transaction
from app.sis.access.queries import students_of
from app.sis.access.staffing import staff_among
from app.sis.accounts import devices, emails, names, passwords, sessions
from app.sis.accounts.actions import SignedIn
from app.sis.accounts.ending import opened
from app.sis.accounts.models import Account, EmailChange, SignInAttempt
from app.sis.accounts.origin import Origin
from app.sis.accounts.queries import open_accounts
from app.sis.accounts.recovery import folded
from app.sis.activation.keys import key_hash, typed
from app.sis.activation.models import ActivationKey, ActivationKeyStudent, LetterBatch
from app.sis.actor import Actor, Cause, by_itself
from app.sis.audit.actions import audited
from app.sis.enrollment.models import Enrollment
from app.sis.outbox.actions import enqueue
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from app.sis.schools.models import School

WRONG_BIRTH_DATES = 5  # that may be typed with one key in an hour
WRONG_IN_ALL = 15  # a day is one of some 400: with five an hour whoever opened the envelope would find it in four days
_birth_dates = RateLimitItemPerHour(WRONG_BIRTH_DATES, 1, namespace="activation")
_in_all = RateLimitItemPerYear(WRONG_IN_ALL, 1000, namespace="activation")
_limiter = FixedWindowRateLimiter(storage_from_string(counters.STORAGE))
WRONG_DATES = by_itself(Cause.WRONG_BIRTH_DATES)


@dataclass(frozen=True)
class Letter:
    """What a good key with a right birth date opens."""

    key_id: int
    person: Person
    children: tuple[str, ...]  # the given names of those named on it whom the account will show today


@dataclass(frozen=True)
class Wanted:
    """What the person chose for the account. Without an e-mail everything works, too."""

    username: str
    password: str
    language: str
    email: str = ""


def read_letter(key: str, birth_on: date) -> Letter:
    """The letter with this key, however it was typed, for somebody who knows the birth date of a child it names.

    Nothing is written but the count of wrong birth dates, and that the key is revoked after too many in all. Raises
    Refused: key_sign, key_length, key_mistyped, key_unknown, key_not_live, key_used, key_revoked, key_expired,
    key_has_account, key_of_staff, key_waits, birth_date_missing, birth_date_wrong, letter_over; those that say whom to
    call have `phone` and `spanish_phone` of a child's school, empty where there is none.
    """
    hash_ = key_hash(typed(key))
    row = _open_key(hash_)
    # Counted before it is looked at: however many are typed at once, five are looked at.
    if not _limiter.hit(_birth_dates, hash_):
        raise key_refused("key_waits", row.id)
    if not _limiter.hit(_in_all, hash_):
        _revoke(row)
        raise key_refused("key_revoked", row.id)
    letter = _letter(row, birth_on)
    for limit in (_birth_dates, _in_all):
        _limiter.clear(limit, hash_)
    return letter


def open_account(key: str, birth_on: date, wanted: Wanted, origin: Origin, instead_of: int | None = None) -> SignedIn:
    """Use the key up: open the account, tell the addresses on file, ask to confirm a new one, begin a session.

    An account that was ended is taken over. The session `instead_of`, which the same browser had, ends. All in one
    transaction, in which everything is looked at anew. Raises Refused as read_letter, as passwords.checked, and
    password_key, username_form, username_taken, email_form, email_of_student.
    """
    letter = read_letter(key, birth_on)
    person, username = letter.person, names.checked(wanted.username)
    password = passwords.checked(wanted.password, username, person.full_name)
    if _is_key(password, key):
        raise Refused("password_key", field="password")
    password_hash = passwords.hash_password(password)  # takes long: outside the transaction
    try:
        with transaction():
            row = _open_key(key_hash(typed(key)))
            _letter(row, birth_on)
            mark_hash = devices.hash_of_mark(origin)
            _use_up(row, origin, mark_hash)
            on_file = _addresses(person)
            account = opened(person, username, password_hash, wanted.language)
            by = Actor(person.full_name, account.id, person.id)
            with audited("account.activated", by, about=person.id, username=username, letter=row.id):
                for number, address in enumerate(on_file):
                    event = f"account_activated {row.id} {number}"
                    # In the language that the school has on file: whoever opened it may have chosen another.
                    enqueue("account_activated", person.id, event=event, address=address, language=person.language)
                if wanted.email.strip() and folded(wanted.email) != folded(person.email):
                    emails.ask_for_email(account.id, wanted.email, by)
                if instead_of is not None:
                    devices.of_session(instead_of, mark_hash)
                    sessions.end(instead_of)
                devices.recognise(account, origin)
                SignInAttempt.create(account=account, outcome="success", address=origin.address, device=origin.device)
                return SignedIn(sessions.begin(account, origin), account.id)
    except Refused as refused:
        if refused.code == "has_account":  # by another key, just now
            raise key_refused("key_has_account", letter.key_id) from None
        raise


def _open_key(hash_: str) -> Any:
    """The row of a key that may open an account today, with its person and batch. Three reads."""
    row = (
        ActivationKey.select(ActivationKey, LetterBatch, Person)
        .join(LetterBatch)
        .join_from(ActivationKey, Person)
        .where(ActivationKey.key_hash == hash_)
        .first()
    )
    if row is None:
        raise Refused("key_unknown", field="key", phone="", spanish_phone="")
    if row.revoked_at is not None or row.batch.discarded_at is not None:
        raise key_refused("key_revoked", row.id)
    if row.used_at is not None:
        raise key_refused("key_used", row.id)
    if row.live_at is None or row.batch.confirmed_at is None:
        raise key_refused("key_not_live", row.id)
    if row.expires_on <= clock.today():
        raise key_refused("key_expired", row.id)
    if open_accounts([row.person_id]).exists():
        raise key_refused("key_has_account", row.id)
    if staff_among([row.person_id]).exists():
        raise Refused("key_of_staff", field="key")
    return row


def _letter(row: Any, birth_on: date) -> Letter:
    """The letter, if the date is that of a child it names whose record its reader may see now. Two reads."""
    named_on_it = list(
        named(
            ActivationKeyStudent.select(ActivationKeyStudent.student, Person.birth_on)
            .join(Student)
            .join(Person)
            .where(ActivationKeyStudent.activation_key == row.id)
        )
    )
    born = {each.student for each in named_on_it if each.birth_on == birth_on}
    if not born:
        if not any(each.birth_on for each in named_on_it):
            raise key_refused("birth_date_missing", row.id, field="birth_date")
        raise key_refused("birth_date_wrong", row.id, field="birth_date")
    now = {child.id: child.given_name for child in students_of(row.person_id) if not child.is_self}
    if not born & set(now):
        raise key_refused("letter_over", row.id, field=None)
    children = (now[each.student] for each in named_on_it if each.student in now)
    return Letter(row.id, row.person, tuple(children))


def _is_key(text: str, key: str) -> bool:
    """Whether a text is this key, however both were typed: it stands on a letter that others may read."""
    try:
        return typed(text) == typed(key)
    except Refused:
        return False


def _revoke(row: Any) -> None:
    """Whoever has this letter does not know the child: its reader gets another at the school."""
    is_open = ActivationKey.used_at.is_null() & ActivationKey.revoked_at.is_null()
    with audited("activation.key_revoked", WRONG_DATES, about=row.person_id, letter=row.id):
        ActivationKey.update(revoked_at=clock.now()).where((ActivationKey.id == row.id) & is_open).execute()


def _use_up(row: Any, origin: Origin, mark_hash: str) -> None:
    """This key is used, and no other of the person's opens anything any more."""
    now = clock.now()
    is_open = ActivationKey.used_at.is_null() & ActivationKey.revoked_at.is_null()
    used = ActivationKey.update(
        used_at=now,
        used_address=origin.address,
        used_device=origin.device,
        used_mark_hash=mark_hash,
    )
    if not used.where((ActivationKey.id == row.id) & is_open).execute():
        raise key_refused("key_used", row.id)  # the same letter twice at once
    others = (ActivationKey.person == row.person_id) & (ActivationKey.id != row.id)
    ActivationKey.update(revoked_at=now).where(others & is_open).execute()


def _addresses(person: Person) -> Collection[str]:
    """Every e-mail at which the adult may be reached: the one on file, and those before it."""
    before = (
        EmailChange.select(EmailChange.old_email)
        .join(Account)
        .where((Account.person == person) & EmailChange.confirmed_at.is_null(False) & EmailChange.undone_at.is_null())
        .order_by(EmailChange.id.desc())
    )
    known = [person.email.strip(), *(row.old_email.strip() for row in named(before))]
    return {folded(address): address for address in reversed(known) if address}.values()


def key_refused(code: str, key_id: int, field: str | None = "key") -> Refused:
    """Why this key opens nothing, with the telephones at which one is helped. One read."""
    return Refused(code, field=field, **_whom_to_call(key_id))


def _whom_to_call(key_id: int) -> dict[str, str]:
    """The telephones of the school where the children of a letter are, or were last. One read."""
    rows = (
        School.select(School.phone, School.spanish_phone)
        .join(Enrollment)
        .join(ActivationKeyStudent, on=ActivationKeyStudent.student == Enrollment.student)
        .where((ActivationKeyStudent.activation_key == key_id) & (School.phone != ""))
        .order_by(Enrollment.withdrawn_at.is_null().desc(), Enrollment.entry_on.desc(), Enrollment.id)
        .limit(1)
    )
    found = next(iter(named(rows)), None)
    return {"phone": found.phone if found else "", "spanish_phone": found.spanish_phone if found else ""}
