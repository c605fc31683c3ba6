"""The district's list of addresses where many people use the same computer."""

import pytest
from peewee import Database

from app.sis.accounts import public_computers
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.refused import Refused

DISTRICT = operator("district")


@pytest.mark.parametrize(
    ("typed", "address", "found"),
    [
        ("192.0.2.17", "192.0.2.17", True),
        ("192.0.2.17", "192.0.2.18", False),
        (" 192.0.2.0/24 ", "192.0.2.200", True),
        ("192.0.2.99/24", "192.0.2.1", True),
        ("192.0.2.0/24", "::ffff:192.0.2.5", True),
        ("192.0.2.0/24", "2001:db8::1", False),
        ("2001:db8::/48", "2001:db8::1", True),
        ("192.0.2.0/24", "", False),
        ("192.0.2.0/24", "no address", False),
    ],
)
def test_an_address_is_on_the_list(db: Database, typed: str, address: str, found: bool) -> None:
    public_computers.add(typed, "Central Library", DISTRICT)
    assert public_computers.is_listed(address) is found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "network_form"),
        ("the library", "network_form"),
        ("192.0.2.0/33", "network_form"),
        ("192.0.2", "network_form"),
        ("a\0b", "network_form"),
        ("0.0.0.0/0", "network_wide"),
        ("10.0.0.0/8", "network_wide"),
        ("::/0", "network_wide"),
        ("192.0.2.17/32", "network_listed"),
    ],
)
def test_what_is_no_network_is_refused(db: Database, typed: str, code: str) -> None:
    public_computers.add("192.0.2.17", "", DISTRICT)
    with pytest.raises(Refused, match=code):
        public_computers.add(typed, "", DISTRICT)
    assert len(public_computers.listed()) == 1


def test_the_list_is_kept_and_audited(db: Database) -> None:
    public_computers.add("192.0.2.0/24", " Central Library ", DISTRICT)
    assert public_computers.listed() == (public_computers.Network("192.0.2.0/24", "Central Library"),)
    public_computers.remove("192.0.2.0/24", DISTRICT)
    assert public_computers.listed() == ()
    with pytest.raises(Refused, match="network_unlisted"):
        public_computers.remove("192.0.2.0/24", DISTRICT)
    assert [event.action for event in AuditEvent.select().order_by(AuditEvent.id)] == [
        "public_computers.added",
        "public_computers.removed",
    ]
