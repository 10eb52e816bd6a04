"""Which way round coordinates stand, and in which system when nobody says so.

What people map here lies in the Netherlands; where most coordinates only make sense there in one
way, that way is taken, told, and can be corrected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from assetmap.domain.geometry import RD, WGS84, read_crs
from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, Problem
from assetmap.exchange.readers.places import NL_LAT, NL_LON
from assetmap.exchange.readers.reference import RD_X, RD_Y, Bounds, declared_reference

WEB_MERCATOR = "EPSG:3857"

# The Netherlands with its coastal waters, in metres of Web Mercator: NL_LON and NL_LAT.
_MERCATOR_X = (333_000.0, 836_000.0)
_MERCATOR_Y = (6_520_000.0, 7_160_000.0)

# Only degrees in this box are read the other way round: in it no latitude can be a longitude.
_BOXES = (
    (WGS84, NL_LON, NL_LAT),
    (RD, RD_X, RD_Y),
    (WEB_MERCATOR, _MERCATOR_X, _MERCATOR_Y),
)

# So much of the coordinates has to agree: a list may hold some that are wrong.
_SURE = 0.8

# Where RD still comes out near enough: some 100 km around the Netherlands.
_NEAR_X = (RD_X[0] - 100_000, RD_X[1] + 100_000)
_NEAR_Y = (RD_Y[0] - 100_000, RD_Y[1] + 100_000)

_BEYOND = N_(
    "The coordinates {x}, {y} lie outside the Netherlands, where {crs} is not made for. "
    "Fill in the right coordinates, or leave them empty."
)
_SWAPPED = N_(
    "The coordinates stood the other way round (first y or latitude, then x or longitude), "
    "and were swapped."
)
_GUESSED = N_(
    "The file names no reference system; its coordinates look like {crs}, and were read as that. "
    "Check one place that you know."
)
_DEGREES = N_("The file names no reference system; its coordinates are degrees ({crs}).")


@dataclass(frozen=True)
class Axes:
    """How coordinates are to be taken.

    Parameters
    ----------
    crs
        Their reference system: asked for, or guessed; None for what the file declares.
    swapped
        Whether x and y stand in each other's place.
    notes
        What was guessed.
    """

    crs: str | None
    swapped: bool
    notes: tuple[Problem, ...] = ()


def look_at_axes(
    bounds: Bounds, reading: Reading, *, declared: str | None, free_guess: bool
) -> Axes:
    """Return the order of the coordinates, and their system where it has to be guessed.

    Parameters
    ----------
    bounds
        Float array of shape (n, 4): west, south, east, north of each shape, NaN for none.
    reading
        What was asked for; it wins.
    declared
        What the file says.
    free_guess
        Whether the system may be guessed when nobody says it.
    """
    telling = _telling(bounds)
    said = declared_reference(declared)
    if reading.crs is not None:
        crs: pyproj.CRS | None = read_crs(reading.crs)
    elif said is None or (said.is_geographic and free_guess and _beyond_degrees(telling)):
        crs = None
    else:
        crs = said
    found = _fitting(telling, crs, asked=reading.swapped)
    if found is None:
        return Axes(reading.crs, bool(reading.swapped))
    name, swapped = found
    notes = [Problem(_SWAPPED)] if swapped and reading.swapped is None else []
    if crs is not None:
        return Axes(reading.crs, swapped, tuple(notes))
    if not free_guess:
        return Axes(None, swapped, tuple(notes))
    if name == WGS84:
        return Axes(name, swapped, (*notes, Problem(_DEGREES, {"crs": name})))
    return Axes(name, swapped, (*notes, Problem(_GUESSED, {"crs": name})))


def _telling(bounds: Bounds) -> Bounds:
    """Return the bounds that say something: no stand-in such as 0,0, 1,1 or 11111111,11111111."""
    stand_in = bounds[:, 0] == bounds[:, 1]
    telling: Bounds = bounds[np.isfinite(bounds).all(axis=1) & ~stand_in]
    return telling


def beyond_rd(bounds: Bounds) -> dict[int, Problem]:
    """Return the places in RD metres that are far from the Netherlands, by position.

    There RD is not defined, and what comes out of it is no place.
    """
    outside = ~_within(bounds, _NEAR_X, _NEAR_Y, False) & np.isfinite(bounds).all(axis=1)
    return {
        int(position): Problem(
            _BEYOND,
            {"x": f"{bounds[position, 0]:.0f}", "y": f"{bounds[position, 1]:.0f}", "crs": RD},
            "geometry",
        )
        for position in np.flatnonzero(outside)
    }


def _fitting(
    bounds: Bounds, crs: pyproj.CRS | None, *, asked: bool | None
) -> tuple[str, bool] | None:
    """Return the system and the order in which most coordinates lie in the Netherlands."""
    if not len(bounds):
        return None
    for name, across, up in _BOXES:
        if crs is not None and not _same(crs, name):
            continue
        for swapped in (False, True):
            if asked in (None, swapped) and _within(bounds, across, up, swapped).mean() >= _SURE:
                return name, swapped
    return None


def _same(crs: pyproj.CRS, name: str) -> bool:
    if name == WGS84:
        return bool(crs.is_geographic)
    return bool(crs.equals(pyproj.CRS(name), ignore_axis_order=True))


def _within(
    bounds: Bounds, across: tuple[float, float], up: tuple[float, float], swapped: bool
) -> NDArray[np.bool_]:
    west, south, east, north = bounds.T
    if swapped:
        west, south, east, north = south, west, north, east
    inside: NDArray[np.bool_] = (west >= across[0]) & (east <= across[1])
    inside &= (south >= up[0]) & (north <= up[1])
    return inside


def _beyond_degrees(bounds: Bounds) -> bool:
    return len(bounds) > 0 and bool((np.abs(bounds) > 360).any(axis=1).mean() >= _SURE)
