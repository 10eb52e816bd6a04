"""Who calls: the person at this computer, or a visitor from another device."""

from __future__ import annotations

from ipaddress import ip_address

from assetmap.domain.permission import Person, Role


def is_local(host: str | None) -> bool:
    """Return whether an address is this computer; no address counts as this computer."""
    if not host:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    # A server that listens on IPv6 names an IPv4 caller as ::ffff:127.0.0.1.
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def person_at(host: str | None, *, local_is_steward: bool, others_may_add: bool) -> Person:
    """Return the person for an address."""
    if local_is_steward and is_local(host):
        return Person("laptop", Role.STEWARD)
    if others_may_add:
        return Person("phone", Role.CONTRIBUTOR)
    return Person("visitor", Role.VISITOR)
