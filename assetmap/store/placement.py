"""Where assets belong: the neighbourhood of each, and what the map shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from assetmap.domain import schema
from assetmap.domain.geometry import NeighbourhoodIndex, spread_point
from assetmap.store import current
from assetmap.store.boundaries import Sets
from assetmap.store.gpkg_binary import boxes, from_blobs, to_blobs
from assetmap.store.rtree_pack import Boxes

Said = Sequence[tuple[str | None, int | None]]
"""Neighbourhood code and boundary year that each asset without a shape names."""


@dataclass(frozen=True)
class Placed:
    """Where assets are shown and to which neighbourhood they belong, row by row."""

    blobs: list[bytes | None]
    boxes: Boxes
    codes: list[str | None]
    positions: list[str]


def place(
    connection: Connection,
    sets: Sets,
    *,
    ids: Sequence[str],
    shapes: NDArray[np.object_],
    blobs: Sequence[bytes | None],
    said: Said,
) -> Placed:
    """Find for each asset its neighbourhood, and what the map shows.

    Parameters
    ----------
    shapes, blobs
        Own shapes, EPSG:4326, and the same as GeoPackage blobs; None for an asset that belongs
        to a neighbourhood directly.
    """
    newest = sets.newest
    if newest is None:
        nowhere: list[str | None] = [None] * len(shapes)
        return Placed(list(blobs), boxes(shapes), nowhere, [schema.EXACT] * len(shapes))
    index = sets.index(connection, newest.id)
    codes: list[str | None] = index.locate(shapes).tolist()
    positions = [schema.EXACT] * len(shapes)
    shown, shown_blobs = shapes.copy(), list(blobs)
    for position in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        code, year = said[position]
        codes[position], area = _area_now(connection, sets, index, code, year)
        positions[position] = schema.BY_NEIGHBOURHOOD
        if area is not None:
            shown[position] = spread_point(area, ids[position])
            shown_blobs[position] = to_blobs([shown[position]])[0]
    return Placed(shown_blobs, boxes(shown), codes, positions)


def _area_now(
    connection: Connection,
    sets: Sets,
    index: NeighbourhoodIndex,
    code: str | None,
    year: int | None,
) -> tuple[str | None, BaseGeometry | None]:
    """Return code and area in the newest set for a code that an older set may have given."""
    if code is None:
        return None, None
    named_in = sets.of_year(year)
    if named_in is None or named_in == sets.newest:
        area = index.shape(code)
        return (code, area) if area is not None else (None, None)
    old = sets.index(connection, named_in.id).shape(code)
    now = index.most_overlapping(old) if old is not None else None
    return (now, index.shape(now)) if now is not None else (None, None)


@dataclass(frozen=True)
class Standing:
    """All assets with what their newest versions say about their places."""

    ids: list[str]
    blobs: list[bytes | None]
    said: Said

    def placed(self, connection: Connection, sets: Sets) -> Placed:
        """Return where they belong by the boundary sets."""
        shapes = from_blobs(self.blobs)
        return place(
            connection, sets, ids=self.ids, shapes=shapes, blobs=self.blobs, said=self.said
        )


def standing(connection: Connection) -> Standing:
    """Return all assets, in the order of their map numbers."""
    rows = connection.exec_driver_sql(
        "SELECT a.id, v.geom, json_extract(v.payload, '$.neighbourhood'), "
        "json_extract(v.payload, '$.neighbourhood_year') FROM assets a "
        "JOIN versions v ON v.record_id = a.id AND v.number = a.version ORDER BY a.fid"
    ).all()
    return Standing(
        [row[0] for row in rows], [row[1] for row in rows], [(row[2], row[3]) for row in rows]
    )


def derive_again(connection: Connection, sets: Sets, tables: Iterable[str]) -> None:
    """Derive the neighbourhood of every asset, after the boundary sets changed.

    Parameters
    ----------
    tables
        Tables and views whose extents follow the assets.
    """
    every = standing(connection)
    if not every.ids:
        return
    placed = every.placed(connection, sets)
    connection.exec_driver_sql(
        "UPDATE assets SET neighbourhood = ?1 WHERE id = ?2 AND neighbourhood IS NOT ?1",
        list(zip(placed.codes, every.ids, strict=True)),
    )
    stand_ins = [
        (blob, position, record_id)
        for record_id, blob, position in zip(every.ids, placed.blobs, placed.positions, strict=True)
        if position == schema.BY_NEIGHBOURHOOD
    ]
    if stand_ins:
        connection.exec_driver_sql(
            "UPDATE assets SET geom = ?, position = ? WHERE id = ?", stand_ins
        )
    for table in tables:
        current.shrink_extent(connection, table)
