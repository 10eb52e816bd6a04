"""Refuse places that cannot be right, row by row."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from assetmap.domain.geometry import RD
from assetmap.errors import N_, Problem
from assetmap.exchange.readers.reference import MAX_LAT, MAX_LON, RD_X, RD_Y, Bounds, in_degrees

# The Netherlands with its coastal waters, in degrees.
NL_LON = (3.0, 7.5)
NL_LAT = (50.5, 53.9)

# Numbers that GEOS gives to kinds of shapes.
_POLYGON, _MULTI_POLYGON = 3, 6

_NOUGHT = N_(
    "The coordinates are 0,0, which is in the sea near Africa. "
    "Fill in the right coordinates, or leave them empty."
)
_NOUGHT_RD = N_(
    "The coordinates are 0,0, which is no place in the Netherlands. "
    "Fill in the right coordinates, or leave them empty."
)
_NOT_FINITE = N_(
    "The coordinates are not finite numbers. Fill in the right coordinates, or leave them empty."
)
_LATITUDE = N_(
    "Latitude {latitude} is outside -90..90. "
    "Are the columns for latitude and longitude swapped, or is a decimal sign missing?"
)
_LONGITUDE = N_(
    "Longitude {longitude} is outside -180..180. "
    "Is a decimal sign missing, or are these coordinates in metres?"
)
_SWAPPED = N_(
    "Latitude {latitude} and longitude {longitude} look swapped: this is near Somalia. "
    "Swap them, or name the other column for each."
)
_SWAPPED_RD = N_(
    "x {x} and y {y} look swapped: in RD, x is below 290000 and y above it. "
    "Swap them, or name the other column for each."
)
_FLAT = N_(
    "The outline of this area encloses nothing: its points are too few, or on one line. "
    "Draw it anew, or leave its geometry empty."
)
_NOWHERE = N_(
    "The coordinates {x}, {y} are no place on earth in {crs}. "
    "Check the coordinates and the reference system."
)


def wrong_places(bounds: Bounds, crs: pyproj.CRS) -> dict[int, Problem]:
    """Return what is wrong with coordinates as they stand in the file.

    Parameters
    ----------
    bounds
        Float array of shape (n, 4): west, south, east, north of each shape in `crs`, NaN for
        none.
    crs
        Their reference system.

    Returns
    -------
    problems
        By position in `bounds`; the first that applies.
    """
    west, south, east, north = bounds.T
    some = ~np.isnan(bounds).all(axis=1)
    rd = crs.equals(pyproj.CRS(RD))
    checks: list[tuple[NDArray[np.bool_], str]] = [
        (np.any(~np.isfinite(bounds), axis=1), _NOT_FINITE),
        (np.all(bounds == 0, axis=1), _NOUGHT if crs.is_geographic else _NOUGHT_RD),
    ]
    if crs.is_geographic:
        swapped = _within(west, east, NL_LAT) & _within(south, north, NL_LON)
        checks += [
            ((south < -MAX_LAT) | (north > MAX_LAT), _LATITUDE),
            ((west < -MAX_LON) | (east > MAX_LON), _LONGITUDE),
            (swapped, _SWAPPED),
        ]
    elif rd:
        swapped = _within(west, east, RD_Y) & _within(south, north, RD_X)
        checks.append((swapped, _SWAPPED_RD))
    problems: dict[int, Problem] = {}
    for wrong, template in checks:
        for position in np.flatnonzero(wrong & some):
            values = _words(bounds[position], degrees=crs.is_geographic)
            problems.setdefault(int(position), Problem(template, values, "geometry"))
    return problems


def nowhere(bounds: Bounds, bounds_wgs84: Bounds, name: str) -> dict[int, Problem]:
    """Return the places that are none on earth once they are in EPSG:4326, by position."""
    some = ~np.isnan(bounds).all(axis=1)
    wrong = some & ~(in_degrees(bounds_wgs84) & np.isfinite(bounds_wgs84).all(axis=1))
    return {
        int(position): Problem(
            _NOWHERE, {**_words(bounds[position], degrees=False), "crs": name}, "geometry"
        )
        for position in np.flatnonzero(wrong)
    }


def flat_areas(shapes: NDArray[np.object_]) -> dict[int, Problem]:
    """Return the areas that enclose nothing, by position."""
    areas = np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTI_POLYGON))
    flat = areas & (shapely.area(shapes) == 0)
    return {int(position): Problem(_FLAT, {}, "geometry") for position in np.flatnonzero(flat)}


def _within(
    low: NDArray[np.float64], high: NDArray[np.float64], limits: tuple[float, float]
) -> NDArray[np.bool_]:
    return (low >= limits[0]) & (high <= limits[1])


def _words(bounds: NDArray[np.float64], *, degrees: bool) -> dict[str, str]:
    west, south, east, north = bounds.tolist()
    if not degrees:
        return {"x": f"{west:.0f}", "y": f"{south:.0f}"}
    # Of an area, the side that is out of range is the one to name.
    longitude = east if abs(east) > abs(west) else west
    latitude = north if abs(north) > abs(south) else south
    return {"longitude": f"{longitude:.2f}", "latitude": f"{latitude:.2f}"}
