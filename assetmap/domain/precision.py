"""How precise a place is that was found by an address, the finest first."""

from __future__ import annotations

from assetmap.errors import N_

ADDRESS = "address"
STREET = "street"
POSTCODE = "postcode"
TOWN = "town"

# Empty stands for a place that somebody pointed at, or coordinates that a list gave.
PRECISIONS = {
    ADDRESS: N_("at its address"),
    STREET: N_("somewhere in its street"),
    POSTCODE: N_("somewhere in its postcode"),
    TOWN: N_("somewhere in its town"),
}
