"""Clusters of assets by the squares of a grid: what a map draws when there are too many to send.

The grid hangs on the world, not on the view, so that nothing jumps while a person pans: squares of
64 pixels at the zoom of the view. The header is that of `packing`, with `kind` `clusters`; its
columns have one value a cluster: `x`, `y` (the mean place), `west`, `south`, `east`, `north` (what
holds all members), `number`, `category`, `area` (of the member with the lowest number; with one
member that is the asset itself), and for each layer `layer.<position>`, how many of it there are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers
from assetmap.maps import hilbert, outlines
from assetmap.maps.columns import Column, pack
from assetmap.maps.outlines import steps
from assetmap.maps.packing import FINE_SCALE, Rows, described

# A view holds at most this many assets one by one; more come as clusters.
MOST_IN_VIEW = 20_000
CELL_PX = 64
TILE_PX = 256
# As far as Mercator's map goes, and the deepest zoom of the map.
MAX_LAT = 85.05112878
MAX_ZOOM = 20.0

# Squares are numbered in 16 bits, which is what numpy sorts fastest. A screen has some hundreds.
_MOST_CELLS = 60_000


def rows_within(catalogue: Catalogue, box: Sequence[float]) -> Rows:
    """Return the rows whose place lies within west, south, east, north (degrees)."""
    west, south, east, north = box
    x, y = catalogue.x, catalogue.y
    return np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))


def pack_clusters(
    catalogue: Catalogue, layers: Layers, version: str, *, rows: Rows, zoom: float
) -> bytes:
    """Return the clusters of some rows of a catalogue that have a place, at least one of them."""
    cell, zoom = _cells(catalogue.x[rows], catalogue.y[rows], zoom)
    # Sorted by square, each cluster is a stretch of rows; within it numbers stay ascending.
    order = np.argsort(cell, kind="stable")
    rows = rows[order]
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    size = np.diff(starts, append=len(rows))
    x, y = catalogue.x[rows], catalogue.y[rows]
    mean_x, mean_y = np.add.reduceat(x, starts) / size, np.add.reduceat(y, starts) / size
    along = hilbert.order(mean_x, mean_y)
    origin = outlines.origin_of(x, y)
    first = rows[starts][along]

    def degrees(values: NDArray[np.float64], axis: int) -> Column:
        return Column(steps(values[along], FINE_SCALE, origin[axis]), delta=True)

    columns = {
        "x": degrees(mean_x, 0),
        "y": degrees(mean_y, 1),
        "west": degrees(np.minimum.reduceat(x, starts), 0),
        "south": degrees(np.minimum.reduceat(y, starts), 1),
        "east": degrees(np.maximum.reduceat(x, starts), 0),
        "north": degrees(np.maximum.reduceat(y, starts), 1),
        "number": Column(catalogue.number[first]),
        "category": Column(catalogue.category[first]),
        "area": Column(catalogue.area[first]),
    }
    layer = catalogue.layer[rows]
    for position in range(len(layers)):
        of_layer = np.add.reduceat((layer == position).astype(np.int64), starts)
        columns[f"layer.{position}"] = Column(of_layer[along])
    header = {
        "kind": "clusters",
        "version": version,
        "scale": FINE_SCALE,
        "origin": origin,
        "count": len(rows),
        "zoom": zoom,
        **described(layers),
    }
    return pack(header, columns)


def _cells(
    lon: NDArray[np.float64], lat: NDArray[np.float64], zoom: float
) -> tuple[NDArray[np.uint16], float]:
    """Return the square of each place, numbered from 0, and the zoom of the grid.

    The zoom is as asked, or so much less that the squares are not too many: nobody sees half the
    world at the zoom of a street.
    """
    x, y = mercator(lon, lat)
    while True:
        side = CELL_PX / TILE_PX / 2**zoom
        columns = int(x.max() / side) - int(x.min() / side) + 1
        rows = int(y.max() / side) - int(y.min() / side) + 1
        if columns * rows <= _MOST_CELLS:
            break
        zoom -= 1
    column = np.floor(x / side).astype(np.int64) - int(x.min() / side)
    row = np.floor(y / side).astype(np.int64) - int(y.min() / side)
    return (row * columns + column).astype(np.uint16), zoom


def mercator(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return degrees as places in the unit square of Web Mercator (EPSG:3857), y down."""
    sine = np.sin(np.radians(np.clip(lat, -MAX_LAT, MAX_LAT)))
    return lon / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
