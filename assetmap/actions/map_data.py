"""What a living map fetches: packed assets and boundaries, and names."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, NotFound
from assetmap.maps.packing import pack_assets, pack_boundaries
from assetmap.store import AssetInStore, Store

# What fits in a database's whole number; an address can hold more.
_LARGEST_NUMBER = 2**63 - 1


def assets_version(store: Store) -> str:
    """Return the token of the newest assets."""
    # Positions of categories follow from the layer files, which can change over a restart.
    categories = repr([(key, *layer.category_by_key) for key, layer in store.layers.items()])
    return f"{store.state()}-{crc32(categories.encode()):08x}"


def boundaries_version(store: Store) -> str:
    """Return the token of the newest boundaries and context."""
    return store.boundaries_state()


def packed_assets(store: Store, version: str, *, person: Person) -> dict[str, Any]:
    """Return the assets that a person may see, packed; see `maps.packing`."""
    demand(person, Act.SEE)
    codes = store.neighbourhoods()["code"].tolist()
    return pack_assets(store.assets(viewer=person), store.layers, codes, version)


def packed_boundaries(store: Store, version: str, *, person: Person) -> dict[str, Any]:
    """Return neighbourhoods and context, packed."""
    demand(person, Act.SEE)
    return pack_boundaries(store.neighbourhoods(), store.context(), version)


def record_of(store: Store, number: int, *, person: Person) -> str:
    """Return the id of the asset with a map number; `NotFound` when it is not to be seen."""
    return _seen(store, number, person).id


def unseen(store: Store, *, most: int, person: Person) -> list[tuple[str, str, str]]:
    """Return what a steward sees and the map does not: id, name, status; newest first."""
    demand(person, Act.SEE_ALL)
    return store.unseen(most=most)


def name_of(store: Store, number: int, *, person: Person) -> str:
    """Return the name of the asset with a map number; `NotFound` when it is not to be seen."""
    return _seen(store, number, person).asset.name


def _seen(store: Store, number: int, person: Person) -> AssetInStore:
    demand(person, Act.SEE)
    missing = NotFound(
        N_("This asset is not in the store: {id}. Look whether the address is right."), id=number
    )
    if number > _LARGEST_NUMBER:
        raise missing
    try:
        return store.asset(store.record_id(number), viewer=person)
    except NotFound as error:
        # The store's own words name the id of an asset that this person may not see.
        raise missing from error
