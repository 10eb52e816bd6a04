"""Put the rows of a file in EPSG:4326, and set apart those whose place cannot be right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from assetmap.domain.geometry import RD, WGS84, to_wgs84
from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, MissingCRS, Problem
from assetmap.exchange.readers.axes import beyond_rd, look_at_axes
from assetmap.exchange.readers.columns import rows_as_text
from assetmap.exchange.readers.places import flat_areas, nowhere, wrong_places
from assetmap.exchange.readers.reference import (
    Reference,
    choose_reference,
    declared_reference,
    name_of,
)
from assetmap.exchange.readers.result import RawRows, ReadResult, RefusedRow

_UNKNOWN = N_(
    "In which reference system the coordinates are, is not known. Say which one it is, "
    "for example EPSG:28992 (RD) or EPSG:4326 (degrees)."
)


def put_in_place(
    raw: RawRows, reading: Reading, *, placeless: bool, free_guess: bool
) -> ReadResult:
    """Return the rows of a file in EPSG:4326, and a reason for each that cannot be used.

    Parameters
    ----------
    raw
        The rows in the coordinates of the file.
    reading
        How they were read; system and order of the coordinates are used, or guessed when None.
    placeless
        Whether a row without a place is welcome: then one whose place cannot be right stays,
        without it.
    free_guess
        Whether the reference system may be guessed from the values when nobody says it.

    Raises
    ------
    MissingCRS
        If nobody says the reference system and the values leave room for doubt; never where rows
        without a place are welcome, unless what was asked for does not exist.
    """
    shapes, notes = _plain_shapes(raw.shapes)
    axes = look_at_axes(
        shapely.bounds(shapes), reading, declared=raw.declared_crs, free_guess=free_guess
    )
    if axes.swapped:
        shapes = shapely.transform(shapes, lambda pairs: pairs[:, ::-1])
    bounds = shapely.bounds(shapes)
    by_position: dict[int, Problem] = {}
    try:
        reference = choose_reference(
            bounds, given=axes.crs, declared=raw.declared_crs, driver=raw.driver
        )
        known = True
    except MissingCRS:
        if not placeless or axes.crs is not None:
            raise
        reference, known = Reference(pyproj.CRS(WGS84)), False
        some = np.flatnonzero(~shapely.is_missing(shapes))
        by_position = {int(at): Problem(_UNKNOWN, {}, "geometry") for at in some}
        shapes = np.full(len(shapes), None, dtype=object)
    frame = GeoDataFrame(
        raw.attributes, geometry=GeoSeries(shapes, raw.attributes.index, reference.crs)
    )
    placed = to_wgs84(frame)
    if known:
        by_position = {
            **flat_areas(shapes),
            **(beyond_rd(bounds) if reference.crs.equals(pyproj.CRS(RD)) else {}),
            **nowhere(bounds, shapely.bounds(placed.geometry.array), name_of(reference.crs)),
            **wrong_places(bounds, reference.crs),
        }
    rows = placed.index.tolist()
    problems = {**{rows[at]: problem for at, problem in by_position.items()}, **raw.problems}
    unplaced: dict[int, Problem] = {}
    if placeless:
        filled = dict(zip(rows, _filled(raw, reading), strict=True))
        unplaced = {
            row: problem
            for row, problem in sorted(problems.items())
            # A problem without a field is about the row as a whole; a row without a place and
            # without anything else is nothing.
            if problem.field is not None and filled[row]
        }
        problems = {row: each for row, each in problems.items() if row not in unplaced}
        if unplaced:
            placed.loc[placed.index.isin(list(unplaced)), "geometry"] = None
    bad = placed.index.isin(list(problems))
    values = rows_as_text(raw.attributes[bad])
    return ReadResult(
        frame=placed[~bad],
        refused=tuple(
            RefusedRow(row, problems[row], held)
            for row, held in zip(placed.index[bad].tolist(), values, strict=True)
        ),
        notes=(*raw.notes, *notes, *axes.notes, *reference.notes),
        declared_crs=declared_name(raw.declared_crs),
        driver=raw.driver,
        reading=replace(
            reading,
            crs=name_of(reference.crs)
            if known and not shapely.is_missing(shapes).all()
            else axes.crs,
            swapped=axes.swapped,
        ),
        unplaced=unplaced,
    )


def declared_name(declared: str | None) -> str | None:
    """Return the name of the reference system that a file declares, or None for none that is."""
    crs = declared_reference(declared)
    return None if crs is None else name_of(crs)


def _filled(raw: RawRows, reading: Reading) -> list[bool]:
    """Tell which rows hold something beside their coordinates."""
    own = [name for name in raw.attributes.columns if name not in (reading.x, reading.y)]
    filled: list[bool] = raw.attributes[own].notna().any(axis=1).tolist()
    return filled


def _plain_shapes(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.object_], tuple[Problem, ...]]:
    """Return two-dimensional shapes, None for the empty ones, and notes."""
    notes: list[Problem] = []
    if shapely.has_z(shapes).any() or shapely.has_m(shapes).any():
        notes.append(Problem(N_("Heights and measures (Z, M) were left out.")))
        shapes = shapely.force_2d(shapes)
    plain = shapes.copy()
    plain[shapely.is_empty(shapes)] = None
    return plain, tuple(notes)
