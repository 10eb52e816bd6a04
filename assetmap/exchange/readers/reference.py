"""In which reference system coordinates are: given, declared, or plain from their values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from assetmap.domain.geometry import RD, WGS84, read_crs
from assetmap.errors import N_, MissingCRS, Problem

# Where RD is valid, in metres; https://epsg.io/28992 with some room.
RD_X = (0.0, 290_000.0)
RD_Y = (290_000.0, 630_000.0)

# GeoJSON and TopoJSON are WGS84 by their specifications, and a table in degrees always is.
_DEGREES_BY_CUSTOM = ("GeoJSON", "TopoJSON", "CSV")

# Where degrees end, with a metre for the rounding of other programs.
MAX_LON = 180.00001
MAX_LAT = 90.00001

# A shapefile's .prj describes RD without its code, sometimes less than exactly.
_SURE_ENOUGH = 70

Bounds = NDArray[np.float64]


@dataclass(frozen=True)
class Reference:
    """The reference system that coordinates are in, and what is worth telling about it."""

    crs: pyproj.CRS
    notes: tuple[Problem, ...] = ()


def choose_reference(
    bounds: Bounds, *, given: str | None, declared: str | None, driver: str
) -> Reference:
    """Return the reference system of coordinates.

    Parameters
    ----------
    bounds
        Float array of shape (n, 4): west, south, east, north of each shape, NaN for none.
    given
        What the person says; it wins.
    declared
        What the file says.
    driver
        Name of the format as GDAL calls it.

    Raises
    ------
    MissingCRS
        If nobody says it and the values leave room for doubt, or what is said cannot be.
    """
    if given is not None:
        return _given(given, declared)
    bounds = _telling(bounds)
    degrees, rd = _mostly(in_degrees(bounds)), _mostly(looks_like_rd(bounds))
    crs = declared_reference(declared)
    if crs is None and not len(bounds):
        return Reference(pyproj.CRS(WGS84))
    if crs is None and degrees and driver in _DEGREES_BY_CUSTOM:
        note = Problem(
            N_("The file names no reference system; its coordinates are degrees ({crs})."),
            {"crs": WGS84},
        )
        return Reference(pyproj.CRS(WGS84), (note,))
    if crs is not None and (degrees or not rd or not crs.is_geographic):
        return Reference(crs)
    if rd:
        raise MissingCRS(
            N_(
                "The file does not say that its coordinates are RD ({rd}), but they look like it: "
                "the first is x {x}, y {y}. If they are, pass --crs {rd}."
            ),
            rd=RD,
            x=f"{bounds[0, 0]:.0f}",
            y=f"{bounds[0, 1]:.0f}",
        )
    if degrees:
        raise MissingCRS(
            N_(
                "The file does not say which reference system its coordinates are in; they look "
                "like degrees, the first is {x}, {y}. If they are, pass --crs {crs}."
            ),
            x=f"{bounds[0, 0]:.4f}",
            y=f"{bounds[0, 1]:.4f}",
            crs=WGS84,
        )
    raise MissingCRS(
        N_(
            "The file does not say which reference system its coordinates are in; "
            "the first is x {x}, y {y}. Ask who made it, and pass it on, as in --crs {crs}."
        ),
        x=f"{bounds[0, 0]:.0f}",
        y=f"{bounds[0, 1]:.0f}",
        crs=RD,
    )


def declared_reference(declared: str | None) -> pyproj.CRS | None:
    """Return the reference system that a file names, or None when it names none that is real."""
    if not declared:
        return None
    try:
        crs = pyproj.CRS.from_user_input(declared)
    except pyproj.exceptions.CRSError:
        return None
    if crs.is_engineering or "undefined" in crs.name.lower():
        return None
    return _with_code(crs)


def name_of(crs: pyproj.CRS) -> str:
    """Return a reference system's code such as `EPSG:28992`, else its name."""
    authority = crs.to_authority(min_confidence=_SURE_ENOUGH)
    return ":".join(authority) if authority else crs.name


def in_degrees(bounds: Bounds) -> NDArray[np.bool_]:
    """Tell which bounds lie within -180..180 and -90..90."""
    west, south, east, north = bounds.T
    inside: NDArray[np.bool_] = (west >= -MAX_LON) & (east <= MAX_LON)
    inside &= (south >= -MAX_LAT) & (north <= MAX_LAT)
    return inside


def looks_like_rd(bounds: Bounds) -> NDArray[np.bool_]:
    """Tell which bounds lie where RD coordinates (EPSG:28992, metres) do."""
    west, south, east, north = bounds.T
    inside: NDArray[np.bool_] = (west >= RD_X[0]) & (east <= RD_X[1])
    inside &= (south >= RD_Y[0]) & (north <= RD_Y[1])
    return inside


def _given(given: str, declared: str | None) -> Reference:
    crs = read_crs(given)
    said = declared_reference(declared)
    if said is None or said.equals(crs, ignore_axis_order=True):
        return Reference(crs)
    note = Problem(
        N_("The file says that it is in {declared}; {given} was given, so that was used."),
        {"declared": name_of(said), "given": given},
    )
    return Reference(crs, (note,))


def _with_code(crs: pyproj.CRS) -> pyproj.CRS:
    code = crs.to_epsg(min_confidence=_SURE_ENOUGH)
    return pyproj.CRS.from_epsg(code) if code is not None else crs


def _telling(bounds: Bounds) -> Bounds:
    """Return the bounds that say something: finite, and not all nought."""
    telling: Bounds = bounds[np.isfinite(bounds).all(axis=1) & (bounds != 0).any(axis=1)]
    return telling


def _mostly(claim: NDArray[np.bool_]) -> bool:
    return len(claim) > 0 and bool(claim.mean() > 0.5)
