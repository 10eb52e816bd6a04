"""What a living map fetches: packed assets and boundaries, selections, and names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assetmap.actions.finding import Finder
from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.selection import Selection
from assetmap.errors import N_, NotFound
from assetmap.maps import boundary_packing, packing
from assetmap.maps.boundary_packing import Borders
from assetmap.maps.clustering import MAX_ZOOM, MOST_IN_VIEW, pack_clusters, rows_within
from assetmap.maps.columns import Column, pack
from assetmap.store import AssetInStore, Store

# More assets than this do not go to a browser all at once: it then asks for what is in view.
MOST_WHOLE = 200_000
# A list of what stands in one spot is not longer.
MOST_NAMES = 50

# What fits in a database's whole number; an address can hold more.
_LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class MapState:
    """What a map can show now.

    Parameters
    ----------
    version
        Token of the assets as they stand in `catalogue`.
    assets
        How many of them have a place on the map.
    whole
        Whether a map should fetch them all.
    """

    version: str
    catalogue: Catalogue
    layers: Layers
    assets: int
    whole: bool


def assets_version(store: Store) -> str:
    """Return the token of the newest assets."""
    return store.state()


def boundaries_version(store: Store) -> str:
    """Return the token of the newest boundaries and context."""
    return store.boundaries_state()


def map_state(finder: Finder, *, person: Person, most_whole: int = MOST_WHOLE) -> MapState:
    """Return what a map of what everybody may see can show now.

    Parameters
    ----------
    most_whole
        With more assets than this a map should not fetch them all.
    """
    version, catalogue = finder.catalogue(person=person)
    assets = int(np.count_nonzero(np.isfinite(catalogue.x)))
    return MapState(version, catalogue, finder.store.layers, assets, assets <= most_whole)


def packed_assets(state: MapState, *, person: Person) -> bytes:
    """Return all assets, packed; where they are too many, an answer that says so."""
    demand(person, Act.SEE)
    if not state.whole:
        return packing.pack_refusal("assets", state.version, view=True, assets=state.assets)
    return packing.pack_assets(state.catalogue, state.layers, state.version)


def packed_changes(finder: Finder, state: MapState, since: str, *, person: Person) -> bytes:
    """Return what became of the assets since an earlier version, packed.

    Its header says `whole` when that cannot be told, and everything must be fetched again.
    """
    demand(person, Act.SEE)
    changed = finder.store.changed_since(since) if state.whole else None
    if changed is None:
        return packing.pack_refusal("assets", state.version, whole=True, view=not state.whole)
    numbers = np.array(changed, dtype=np.int64)
    return packing.pack_delta(state.catalogue, state.version, since=since, changed=numbers)


def packed_selection(finder: Finder, selection: Selection, *, person: Person) -> bytes:
    """Return which assets a selection shows in any year: a bit for each number, lowest first."""
    version, bits = finder.bits(selection.in_all_years(), person=person)
    return pack(
        {"kind": "selection", "version": version},
        {"bits": Column(np.frombuffer(bits, dtype=np.uint8))},
    )


def packed_view(
    finder: Finder,
    selection: Selection,
    box: Sequence[float],
    zoom: float,
    *,
    person: Person,
    area: int = -1,
    most: int = MOST_IN_VIEW,
) -> bytes:
    """Return what a selection shows within a box: assets, or clusters where they are many.

    Parameters
    ----------
    box
        West, south, east, north, EPSG:4326.
    zoom
        Of the map; it sets the size of the clusters.
    area
        Position of a neighbourhood to keep to; -1 for none.
    most
        More assets than this come as clusters.
    """
    found = finder.matching(selection, person=person)
    catalogue = found.catalogue
    rows = rows_within(catalogue, box)
    rows = rows[found.mask[rows]]
    if area >= 0:
        rows = rows[catalogue.area[rows] == area]
    layers = finder.store.layers
    if len(rows) <= most:
        return packing.pack_assets(catalogue, layers, found.version, rows=rows)
    zoom = min(max(zoom, 0.0), MAX_ZOOM)
    return pack_clusters(catalogue, layers, found.version, rows=rows, zoom=zoom)


def years(finder: Finder, selection: Selection, *, person: Person) -> dict[str, Any]:
    """Return for each year and layer how many assets a selection shows: what a time bar draws."""
    found = finder.years(selection.in_all_years(), person=person)
    return {
        "first": found.first,
        "last": found.last,
        "layers": [[int(count) for count in counts] for counts in found.counts],
    }


def names(
    state: MapState, numbers: Sequence[int], language: str, *, person: Person
) -> list[dict[str, Any]]:
    """Return name, sort and place of assets by number, in their order; others are left out."""
    demand(person, Act.SEE)
    catalogue = state.catalogue
    asked = [number for number in numbers if number <= _LARGEST_NUMBER]
    categories = [
        (layer, category) for layer in state.layers.values() for category in layer.categories
    ]
    told = []
    for row in catalogue.rows_of(np.array(asked, dtype=np.int64)).tolist():
        layer, category = categories[catalogue.category[row]]
        x, y = float(catalogue.x[row]), float(catalogue.y[row])
        told.append(
            {
                "number": int(catalogue.number[row]),
                "name": str(catalogue.name[row]),
                "layer": layer.key,
                "layer_title": layer.title.in_language(language),
                "category": category.key,
                "category_title": category.title.in_language(language),
                "position": int(catalogue.category[row]),
                "area": int(catalogue.area[row]),
                "place": [round(x, 6), round(y, 6)] if np.isfinite(x) else None,
            }
        )
    return told


def borders(store: Store, *, person: Person) -> Borders:
    """Return the neighbourhoods ready to be packed; that takes some seconds for a country."""
    demand(person, Act.SEE)
    return boundary_packing.borders(store.neighbourhoods())


def packed_boundaries(store: Store, found: Borders, version: str, *, person: Person) -> bytes:
    """Return neighbourhoods and context, packed."""
    demand(person, Act.SEE)
    return boundary_packing.pack_boundaries(found, store.context(), version)


def packed_detail(found: Borders, box: Sequence[float], version: str, *, person: Person) -> bytes:
    """Return the neighbourhoods that touch a box in full detail, packed."""
    demand(person, Act.SEE)
    return boundary_packing.pack_detail(found, box, version)


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


def title_of_page(store: Store, path: str, parameters: Mapping[str, str], *, person: Person) -> str:
    """Return the name of what an address shows: of an asset or a neighbourhood; empty for others.

    Raises
    ------
    NotFound
        If the asset is not there, or not for this person.
    """
    demand(person, Act.SEE)
    asset, number = parameters.get("asset", ""), parameters.get("nummer", "")
    if path == "/kaartje" and asset:
        return store.asset(asset, viewer=person).asset.name
    if path == "/kaartje" and re.fullmatch(r"[0-9]{1,15}", number):
        return name_of(store, int(number), person=person)
    if path == "/buurt":
        frame = store.neighbourhoods()
        return str(next(iter(frame.loc[frame["code"] == parameters.get("buurt"), "name"]), ""))
    return ""


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
