"""Metres from a place to assets, straight over the ground."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Metres = NDArray[np.float64]
Degrees = NDArray[np.float64]

# WGS 84: the half axis in metres, and the first eccentricity squared.
_AXIS_M = 6_378_137.0
_ECCENTRICITY = 0.006_694_379_990_14
# No degree is shorter than this, up or, at the equator, aside.
_DEGREE_M = 110_500.0
_POLE = 89.0


def distances_m(x: Degrees, y: Degrees, place: tuple[float, float]) -> Metres:
    """Return the metres from a place to points; NaN for a point that is none.

    On a plane that has the ellipsoid's two radii at the latitude halfway: within 0.1 % of
    EPSG:28992 anywhere in the Netherlands, of which RD's own scale is 0.01 %, and in a
    hundredth of the time.

    Parameters
    ----------
    x, y
        Longitudes and latitudes, EPSG:4326.
    place
        Latitude and longitude.
    """
    east, north = _on_plane(x, y, place)
    metres: Metres = np.hypot(east, north)
    return metres


def degrees_around(place: tuple[float, float], radius_m: float) -> tuple[float, float]:
    """Return how far, in degrees up and aside, a box around a circle reaches at least."""
    high = radius_m / _DEGREE_M
    parallel = np.cos(np.radians(min(abs(place[0]) + high, _POLE)))
    return high, high / float(parallel)


def shape_distances_m(shapes: NDArray[np.object_], place: tuple[float, float]) -> Metres:
    """Return the metres from a place to the nearest spot of each shape; 0 inside an area.

    Parameters
    ----------
    shapes
        Lines and areas, EPSG:4326.
    """

    def to_plane(coordinates: Degrees) -> Degrees:
        return np.column_stack(_on_plane(coordinates[:, 0], coordinates[:, 1], place))

    flat = shapely.transform(shapes, to_plane)
    metres: Metres = shapely.distance(flat, shapely.Point(0, 0))
    return metres


def box_distances_m(boxes: Degrees, place: tuple[float, float]) -> Metres:
    """Return the metres from a place to boxes (n, 4): west, south, east, north."""
    lat, lon = place
    return distances_m(
        np.clip(lon, boxes[:, 0], boxes[:, 2]), np.clip(lat, boxes[:, 1], boxes[:, 3]), place
    )


def _on_plane(x: Degrees, y: Degrees, place: tuple[float, float]) -> tuple[Metres, Metres]:
    """Return metres east and north of a place."""
    lat, lon = place
    halfway = np.radians((y + lat) / 2)
    bend = 1 - _ECCENTRICITY * np.sin(halfway) ** 2
    along_parallel = _AXIS_M / np.sqrt(bend) * np.cos(halfway)
    along_meridian = _AXIS_M * (1 - _ECCENTRICITY) / bend**1.5
    return np.radians(x - lon) * along_parallel, np.radians(y - lat) * along_meridian
