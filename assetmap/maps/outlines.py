"""The corners of many lines and areas as columns, without a step for each shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from assetmap.maps.columns import Column


@dataclass(frozen=True)
class Outlines:
    """Lines, and the rings of areas, of many shapes in their order.

    Parameters
    ----------
    lines
        How many lines or rings each shape has, shape (shapes,).
    sizes
        How many corners each line has, shape (lines,).
    corners
        Longitude and latitude, shape (corners, 2).
    """

    lines: NDArray[np.int64]
    sizes: NDArray[np.int64]
    corners: NDArray[np.float64]


def outlines(shapes: NDArray[np.object_]) -> Outlines:
    """Return the outlines of lines and areas; a missing shape has none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, of_part = shapely.get_rings(parts[areas], return_index=True)
    traced = np.concatenate([parts[~areas], rings])
    owners = np.concatenate([owner[~areas], owner[areas][of_part]])
    # Lines of one shape stay together, in the order in which the shape has them.
    order = np.argsort(owners, kind="stable")
    corners, line = shapely.get_coordinates(traced[order], return_index=True)
    return Outlines(
        lines=np.bincount(owners, minlength=len(shapes)),
        sizes=np.bincount(line, minlength=len(traced)),
        corners=corners,
    )


def columns(
    found: Outlines, prefix: str, *, scale: float, origin: tuple[float, float]
) -> dict[str, Column]:
    """Return outlines as columns whose names begin with a prefix."""
    return {
        f"{prefix}.lines": Column(found.lines),
        f"{prefix}.sizes": Column(found.sizes),
        f"{prefix}.x": Column(steps(found.corners[:, 0], scale, origin[0]), delta=True),
        f"{prefix}.y": Column(steps(found.corners[:, 1], scale, origin[1]), delta=True),
    }


def steps(degrees: NDArray[np.float64], scale: float, origin: float) -> NDArray[np.int64]:
    """Return coordinates as whole steps of `scale` degrees from an origin."""
    return np.round((degrees - origin) / scale).astype(np.int64)


def origin_of(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Return the south-west corner of places, in round figures."""
    if not len(x):
        return 5.0, 52.0
    return round(float(x.min()), 5), round(float(y.min()), 5)
