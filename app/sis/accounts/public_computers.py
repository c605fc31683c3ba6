"""Addresses whose computers many people use: a library, a kiosk. The district keeps the list."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from peewee import IntegrityError

from app.sis.accounts.models import PublicComputers
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.refused import Refused

WIDEST = {4: 16, 6: 32}  # the shortest prefix: no district has more, and a slip would shorten everybody's session


@dataclass(frozen=True)
class Network:
    """One address, or a network such as 192.0.2.0/24, and what stands there."""

    network: str
    note: str


def listed() -> tuple[Network, ...]:
    """The list, in order. One read."""
    rows = PublicComputers.select().order_by(PublicComputers.network)
    return tuple(Network(row.network, row.note) for row in rows)


def is_listed(address: str) -> bool:
    """Whether a computer at this address is a public one. One read."""
    try:
        asked = _plain(address)
    except ValueError:
        return False
    return any(asked in ip_network(each.network) for each in listed())


def add(network: str, note: str, by: Actor) -> None:
    """List an address or a network. Raises Refused: network_form, network_wide, network_listed."""
    try:
        found = ip_network(network.strip(), strict=False)
    except ValueError:
        raise Refused("network_form", field="network") from None
    if found.prefixlen < WIDEST[found.version]:
        raise Refused("network_wide", field="network")
    written = str(found) if found.num_addresses > 1 else str(found.network_address)
    try:
        with audited("public_computers.added", by, network=written, note=note.strip()):
            PublicComputers.create(network=written, note=note.strip())
    except IntegrityError:
        raise Refused("network_listed", field="network") from None


def remove(network: str, by: Actor) -> None:
    """Take an address or a network off the list. Raises Refused("network_unlisted")."""
    if network not in {each.network for each in listed()}:
        raise Refused("network_unlisted")
    with audited("public_computers.removed", by, network=network):
        PublicComputers.delete().where(PublicComputers.network == network).execute()


def _plain(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address)
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
