"""Packed boundaries: the whole municipality or country at once, and full detail near by.

`columns` says how the answer is laid out. The first answer (kind `boundaries`) has in its header
`version`, `scale`, `origin`, `names` in order of code, `simplified` (whether there is more detail
to ask for) and `context`: what lies under the borders, each with its number of `lines`. Its
columns are the outlines `area.lines`, `area.sizes`, `area.x`, `area.y`, the places of the names
`label.x`, `label.y`, and the outlines of the context, `context.sizes`, `context.x`, `context.y`.

An answer in detail (kind `detail`) has the outlines of some areas, whose positions are in the
column `area.position`. Nearly all of it lies within the box that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.maps import outlines
from assetmap.maps.columns import Column, pack
from assetmap.maps.outlines import steps

# More corners than this and a page grows heavy: about 0.7 MB. Borders are then drawn simpler,
# until somebody comes near.
MAX_CORNERS = 160_000
# What one look at full detail may hold: a city at zoom 13, about 0.8 MB.
MOST_CORNERS_IN_DETAIL = 250_000

# Degrees a step: a tenth of a metre, and a metre where borders are simplified anyway.
FINE_SCALE = 1e-6
COARSE_SCALE = 1e-5

# Degrees, as the root of the area of what is cut off: some metres to half a kilometre.
_FINEST, _COARSEST = 2e-5, 0.005
_SAMPLE = 400

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Borders:
    """The neighbourhoods of a map in order of code, ready to be packed.

    Parameters
    ----------
    shapes
        In full detail, EPSG:4326, shape (n,).
    boxes
        West, south, east, north of each, shape (n, 4).
    simple
        What a map draws of them at first: the shapes themselves where they are not many.
    """

    names: Sequence[str]
    shapes: Shapes
    boxes: NDArray[np.float64]
    simple: Shapes

    @property
    def simplified(self) -> bool:
        """Whether there is more detail than what a map draws at first."""
        return self.simple is not self.shapes


def borders(neighbourhoods: GeoDataFrame, most: int = MAX_CORNERS) -> Borders:
    """Return neighbourhoods (EPSG:4326, in order of code) ready to be packed."""
    shapes = np.asarray(neighbourhoods.geometry.array, dtype=object)
    return Borders(
        names=neighbourhoods["name"].tolist(),
        shapes=shapes,
        boxes=shapely.bounds(shapes),
        simple=simplified(shapes, most),
    )


def pack_boundaries(found: Borders, context: GeoDataFrame, version: str) -> bytes:
    """Return neighbourhoods and the context under them."""
    scale = COARSE_SCALE if found.simplified else FINE_SCALE
    areas = outlines.outlines(found.simple)
    origin = outlines.origin_of(areas.corners[:, 0], areas.corners[:, 1])
    labels = shapely.get_coordinates(shapely.point_on_surface(found.simple))
    kinds, under = _context(context, scale, origin)
    return pack(
        {
            "kind": "boundaries",
            "version": version,
            "scale": scale,
            "origin": origin,
            "names": found.names,
            "simplified": found.simplified,
            "context": kinds,
        },
        {
            **outlines.columns(areas, "area", scale=scale, origin=origin),
            "label.x": Column(steps(labels[:, 0], scale, origin[0]), delta=True),
            "label.y": Column(steps(labels[:, 1], scale, origin[1]), delta=True),
            **under,
        },
    )


def pack_detail(
    found: Borders,
    box: Sequence[float],
    version: str,
    *,
    most: int = MOST_CORNERS_IN_DETAIL,
) -> bytes:
    """Return the areas that touch a box in full detail; none where they are too much.

    Parameters
    ----------
    box
        West, south, east, north, EPSG:4326.
    most
        How many corners the answer may have.
    """
    west, south, east, north = box
    boxes = found.boxes
    near = np.flatnonzero(
        (boxes[:, 2] >= west)
        & (boxes[:, 0] <= east)
        & (boxes[:, 3] >= south)
        & (boxes[:, 1] <= north)
    )
    too_many = bool(shapely.get_num_coordinates(found.shapes[near]).sum() > most)
    if too_many:
        near = near[:0]
    areas = outlines.outlines(found.shapes[near])
    origin = outlines.origin_of(areas.corners[:, 0], areas.corners[:, 1])
    return pack(
        {
            "kind": "detail",
            "version": version,
            "scale": FINE_SCALE,
            "origin": origin,
            "too_many": too_many,
        },
        {
            "area.position": Column(near, delta=True),
            **outlines.columns(areas, "area", scale=FINE_SCALE, origin=origin),
        },
    )


def simplified(shapes: Shapes, most: int = MAX_CORNERS) -> Shapes:
    """Return areas with about `most` corners or fewer, still touching each other."""
    there = int(shapely.get_num_coordinates(shapes).sum())
    if there <= most:
        return shapes
    return shapely.coverage_simplify(shapes, _tolerance(shapes, most / there))


def _tolerance(shapes: Shapes, share: float) -> float:
    """Return how coarse borders must be to keep a share of their corners.

    Tried on a sample: one pass over five million corners takes eight seconds.
    """
    sample = shapes[:: max(1, len(shapes) // _SAMPLE)]
    there = left = int(shapely.get_num_coordinates(sample).sum())
    tolerance = _FINEST
    while tolerance < _COARSEST:
        before = left
        left = int(shapely.get_num_coordinates(shapely.coverage_simplify(sample, tolerance)).sum())
        # Where three areas meet a corner stays: being coarser still takes hardly any away.
        if left <= share * there or (left < there / 10 and left > before * 0.95):
            break
        tolerance *= 2
    return tolerance


def _context(
    context: GeoDataFrame, scale: float, origin: tuple[float, float]
) -> tuple[list[dict[str, Any]], dict[str, Column]]:
    """Return what the context has, group by group in the order of drawing, and its columns."""
    # Water and green lie under the streets, side streets under main ones.
    rank: Mapping[tuple[str, str], int] = {("street", "side"): 2, ("street", "main"): 3}
    pairs = list(zip(context["kind"], context["class"], strict=True))
    groups = sorted(set(pairs), key=lambda pair: (rank.get(pair, 1), pair))
    position = {pair: number for number, pair in enumerate(groups)}
    group = np.array([position[pair] for pair in pairs], dtype=np.int64)
    order = np.argsort(group, kind="stable")
    traced = outlines.outlines(np.asarray(context.geometry.array, dtype=object)[order])
    lines = np.bincount(group[order], weights=traced.lines, minlength=len(groups))
    columns = outlines.columns(traced, "context", scale=scale, origin=origin)
    del columns["context.lines"]
    kinds = [
        {"kind": kind, "class": class_, "lines": int(count)}
        for (kind, class_), count in zip(groups, lines, strict=True)
    ]
    return kinds, columns


__all__ = ["Borders", "borders", "pack_boundaries", "pack_detail", "simplified"]
