"""Rows that wait for somebody to point out where they are."""

from __future__ import annotations

import shapely

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.asset_rules import check_asset
from assetmap.domain.geometry import NEAR_M, NeighbourhoodIndex
from assetmap.domain.payload import content_to_asset
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, InvalidAsset, Problem
from assetmap.store import Receipt, Store
from assetmap.store.base import UnplacedRow


def unplaced_rows(
    store: Store, *, person: Person, run_id: str | None = None, most: int = 200
) -> list[UnplacedRow]:
    """Return the rows that wait for a place, in the order of their files."""
    demand(person, Act.IMPORT)
    return store.unplaced(most=most, run_id=run_id)


def place_row(
    store: Store, row_id: str, lat: float, lon: float, *, person: Person, clock: Clock = utc_now
) -> Receipt:
    """Add the asset of a row that waited, at the place that somebody pointed at.

    Where the layer is about persons, only the neighbourhood of that place is kept.

    Raises
    ------
    InvalidAsset
        If the place is not one of this municipality, or the row breaks a rule of its layer.
    NotAllowed, NotFound
    """
    demand(person, Act.IMPORT)
    row = store.unplaced_row(row_id)
    asset = content_to_asset(dict(row.content), shapely.Point(lon, lat))
    neighbourhoods, sets = store.neighbourhoods(), store.boundary_sets()
    index = NeighbourhoodIndex(neighbourhoods["code"], neighbourhoods.geometry.array)
    distance_m = float(index.distance_m([asset.geometry])[0])
    if not distance_m <= NEAR_M:
        raise InvalidAsset(
            Problem(
                N_("This place lies outside the boundaries. Point at one within them."),
                {},
                "geometry",
            )
        )
    layer = store.layers.get(asset.layer)
    if layer is not None and not layer.geometry:
        asset = asset.model_copy(
            update={
                "geometry": None,
                "neighbourhood": index.locate([asset.geometry])[0],
                "neighbourhood_year": sets[0].year if sets else None,
            }
        )
    moment = clock()
    check_asset(asset, store.layers, today=moment.date())
    return store.place_row(row_id, asset, by=person.id, at=moment)


def drop_row(store: Store, row_id: str, *, person: Person, clock: Clock = utc_now) -> None:
    """Erase a row that waited, without adding it; `NotFound` when it does not wait."""
    demand(person, Act.IMPORT)
    store.drop_row(row_id, by=person.id, at=clock())
