"""The grid of map tiles (XYZ in EPSG:3857): where a tile lies, and which ones cover an area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

# Beyond this latitude the square world of EPSG:3857 ends.
MAX_LATITUDE = 85.0511287798066

# Deeper than any source here goes; a number beyond it is a mistake or a probe.
MAX_ZOOM = 24


@dataclass(frozen=True)
class Cover:
    """The tiles that an area needs.

    Parameters
    ----------
    counts
        How many at each zoom. Beyond the limit they are an estimate: four for each one above.
    tiles
        Columns x and y at each zoom that was within the limit.
    """

    counts: dict[int, int] = field(default_factory=dict)
    tiles: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many tiles in all."""
        return sum(self.counts.values())


def corner(z: int, x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of the north-west corner of a tile."""
    side = 2.0**z
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))
    return x / side * 360 - 180, lat


def bounds_of(
    z: int, west: int, north: int, east: int, south: int
) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees of a block of tiles, its last ones included."""
    left, top = corner(z, west, north)
    right, bottom = corner(z, east + 1, south + 1)
    return left, bottom, right, top


def tiles_covering(shapes: Any, zooms: Sequence[int], *, most: int) -> Cover:
    """Return the tiles that touch shapes.

    Parameters
    ----------
    shapes
        Shapely geometries in EPSG:4326; one counts once, also where two share a tile.
    zooms
        Ascending, without a gap.
    most
        A zoom with more tiles than this is counted by estimate only.
    """
    flat = shapely.transform(np.asarray(shapes, dtype=object), _to_unit_square)
    cover = Cover()
    # Only the children of a tile that touches can touch.
    level = np.zeros((1, 2), dtype=np.int64)
    for z in range(zooms[-1] + 1):
        if z:
            level = _children(level)
        level = _touching(level, 2.0**z, flat)
        if z in zooms:
            cover.counts[z] = len(level)
            if len(level) > most:
                deeper = range(z + 1, zooms[-1] + 1)
                cover.counts.update({each: len(level) * 4 ** (each - z) for each in deeper})
                break
            cover.tiles[z] = level
    return cover


def _to_unit_square(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    lat = np.radians(np.clip(degrees[:, 1], -MAX_LATITUDE, MAX_LATITUDE))
    down = 0.5 - np.arcsinh(np.tan(lat)) / math.tau
    return np.column_stack([degrees[:, 0] / 360 + 0.5, np.clip(down, 0, 1)])


def _children(level: NDArray[np.int64]) -> NDArray[np.int64]:
    quarters = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=np.int64)
    return (level[:, None, :] * 2 + quarters).reshape(-1, 2)


def _touching(level: NDArray[np.int64], side: float, shapes: Any) -> NDArray[np.int64]:
    low, high = level / side, (level + 1) / side
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    # The shapes are many-cornered and get prepared when they ask; boxes are cheap.
    hits = shapely.STRtree(boxes).query(shapes, predicate="intersects")
    return level[np.unique(np.atleast_2d(hits)[-1])]
