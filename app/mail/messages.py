"""One function per message. It checks once more that there is reason to send it, and writes it; else raises NotSent."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app

from app import clock
from app.mail.letter import Letter, NotSent, write, write_to
from app.sis.accounts import recovery
from app.sis.accounts.links import EMAIL_CONFIRM_HOURS, EMAIL_UNDO_HOURS, link_token, token_hash
from app.sis.accounts.models import Account, EmailChange
from app.sis.accounts.readers import Reader, reader, schools_to_call
from app.sis.outbox.models import OutboxMessage

STALE = timedelta(days=1)  # who asked for a link that long ago has asked again since


def account_disabled(message: OutboxMessage) -> Letter:
    """Their account is disabled: whom to call."""
    owner = _owner(message)
    if owner.disabled_at is None:
        raise NotSent("the account is enabled again")
    return write_to("account_disabled", owner, **_when(owner.disabled_at), schools=schools_to_call(owner.person_id))


def account_activated(message: OutboxMessage) -> Letter:
    """To each e-mail that was on file: an account was opened with the key of a letter. Facts: language (on file)."""
    owner = _owner(message)
    if Account.select().where((Account.id == owner.account_id) & Account.ended_at.is_null(False)).exists():
        raise NotSent("the account is ended already")
    language, schools = str(_facts(message)["language"]), schools_to_call(owner.person_id)
    return write("account_activated", message.address, language, owner, **_when(message.created_at), schools=schools)


def new_device(message: OutboxMessage) -> Letter:
    """The first sign-in on a device. Facts: at (ISO), device ("Firefox, Windows"), public_computer."""
    owner, facts = _owner(message), _facts(message)
    return write_to(
        "new_device",
        owner,
        **_when(datetime.fromisoformat(str(facts["at"]))),
        device=" ".join(str(facts["device"]).split()),
        public_computer=facts["public_computer"],
        schools=schools_to_call(owner.person_id),
    )


def password_changed(message: OutboxMessage) -> Letter:
    """Their account has a new password."""
    owner = _owner(message)
    return write_to("password_changed", owner, **_when(message.created_at), schools=schools_to_call(owner.person_id))


def password_reset(message: OutboxMessage) -> Letter:
    """User name and link to whoever has the e-mail that was typed on /forgot, if it is one person with an account.

    Also to an e-mail that is on file again. Facts: is_taken_back (then).
    """
    account = recovery.owner_of(message.address)
    if account is None:
        raise NotSent("the e-mail is nobody's account's, or several people's", is_strangers=True)
    if message.created_at < clock.now() - STALE:
        raise NotSent("asked for too long ago", is_strangers=True)
    owner = reader(account.person_id)
    token = recovery.make_link(account, message.message_id)
    if owner is None or token is None:
        raise NotSent("the link was used already")
    return write_to(
        "password_reset",
        owner,
        link=_page(f"/reset/{token}"),
        minutes=recovery.LINK_MINUTES,
        is_taken_back=_facts(message).get("is_taken_back", False),
        schools=schools_to_call(owner.person_id) if owner.disabled_at else [],
    )


def second_factor(message: OutboxMessage) -> Letter:
    """Their account asks for a code, or asks for none any more. Facts: is_on."""
    owner = _owner(message)
    return write_to(
        "second_factor",
        owner,
        **_when(message.created_at),
        is_on=_facts(message)["is_on"],
        schools=schools_to_call(owner.person_id),
    )


def email_confirm(message: OutboxMessage) -> Letter:
    """To the new e-mail: the link that makes it theirs. Facts: nonce."""
    owner, token = _owner(message), link_token("email_confirm", str(_facts(message)["nonce"]))
    change = EmailChange.get_or_none(EmailChange.confirm_hash == token_hash(token))
    if change is None or change.confirmed_at or change.undone_at:
        raise NotSent("the change is settled already")
    if change.asked_at < clock.now() - timedelta(hours=EMAIL_CONFIRM_HOURS):
        raise NotSent("asked for too long ago")
    link = _page(f"/email-confirm/{token}")
    return write("email_confirm", message.address, owner.language, owner, link=link, hours=EMAIL_CONFIRM_HOURS)


def email_changed(message: OutboxMessage) -> Letter:
    """To the e-mail before: the way back, if there is one for it. Facts: nonce (empty: none), is_removed."""
    owner, token = _owner(message), link_token("email_undo", str(_facts(message)["nonce"]))
    change = EmailChange.get_or_none(EmailChange.undo_hash == token_hash(token))
    if change is not None and change.undone_at:
        raise NotSent("the change is taken back already")
    return write(
        "email_changed",
        message.address,
        owner.language,
        owner,
        link=_page(f"/email-undo/{token}") if change else "",
        hours=EMAIL_UNDO_HOURS,
        is_removed=_facts(message).get("is_removed", False),
        schools=schools_to_call(owner.person_id),
    )


def access_seal(message: OutboxMessage) -> Letter:
    """To the district: the last seals of the logs, to be kept elsewhere. Facts: seals (log, last_id, rows, digest)."""
    language, seals = current_app.config["SETTINGS"].default_language, _facts(message)["seals"]
    return write("access_seal", message.address, language, None, seals=seals, **_when(message.created_at))


def username_changed(message: OutboxMessage) -> Letter:
    """They sign in by another name from now on."""
    owner = _owner(message)
    return write_to("username_changed", owner, **_when(message.created_at), schools=schools_to_call(owner.person_id))


MESSAGES: dict[str, Callable[[OutboxMessage], Letter]] = {
    each.__name__: each
    for each in (
        access_seal,
        account_activated,
        account_disabled,
        email_changed,
        email_confirm,
        new_device,
        password_changed,
        password_reset,
        second_factor,
        username_changed,
    )
}


def _owner(message: OutboxMessage) -> Reader:
    """The owner of an account, to whom it is."""
    found = reader(message.person_id)
    if found is None or found.account_id is None:
        raise NotSent("there is no such account any more")
    return found


def _facts(message: OutboxMessage) -> dict[str, object]:
    facts: dict[str, object] = json.loads(message.facts)
    return facts


def _when(at: datetime) -> dict[str, object]:
    """An instant for a text: the district's day, and the instant for its time."""
    return {"on": clock.local(at).date(), "at": at}


def _page(path: str) -> str:
    return f"{current_app.config['SETTINGS'].base_url}{path}"
