"""Read any file that we know into one frame in EPSG:4326, with a reason for each refused row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from assetmap.domain.geometry import to_wgs84
from assetmap.errors import N_, Problem
from assetmap.exchange.readers.columns import rows_as_text
from assetmap.exchange.readers.formats import TABLE, detect_format
from assetmap.exchange.readers.places import flat_areas, nowhere, wrong_places
from assetmap.exchange.readers.reference import choose_reference, declared_reference, name_of
from assetmap.exchange.readers.result import (
    FileSummary,
    Limits,
    RawRows,
    ReadResult,
    RefusedRow,
)
from assetmap.exchange.readers.table import read_table, summarise_table
from assetmap.exchange.readers.vector import read_vector, summarise_vector


def read_file(
    path: Path,
    *,
    crs: str | None = None,
    x: str | None = None,
    y: str | None = None,
    layer: str | None = None,
    limits: Limits | None = None,
) -> ReadResult:
    """Read a file that is not trusted.

    GeoJSON, TopoJSON, GeoPackage, FlatGeobuf, Shapefile (its parts, or a zip), and CSV or TSV
    with a column for each coordinate.

    Parameters
    ----------
    crs
        Reference system of the coordinates; it wins from what the file says.
    x, y
        For a table: columns with longitude and latitude, or x and y. Guessed when left out.
    layer
        Which layer, for a file with several.
    limits
        How far reading may go; `Limits()` by default.

    Raises
    ------
    MissingCRS
        If nobody says the reference system and the values leave room for doubt.
    MissingColumns
        If a table has no columns for coordinates.
    ImportFailed
        If the file cannot be read at all.
    """
    limits = limits or Limits()
    path = Path(path)
    found = detect_format(path, limits)
    if found is TABLE:
        raw = read_table(path, x=x, y=y, layer=layer)
    else:
        raw = read_vector(path, found, layer=layer, limits=limits)
        if x is not None or y is not None:
            note = Problem(N_("The file has its own geometry, so columns x and y were not used."))
            raw = replace(raw, notes=(*raw.notes, note))
    return _in_place(raw, crs)


def list_columns(
    path: Path, *, layer: str | None = None, limits: Limits | None = None
) -> FileSummary:
    """Return what is in a file: layers, columns, number of rows, first rows as text.

    Parameters
    ----------
    layer
        Which layer; the first one by default.
    limits
        How far reading may go; `Limits()` by default.

    Raises
    ------
    ImportFailed
        If the file cannot be read at all.
    """
    limits = limits or Limits()
    path = Path(path)
    found = detect_format(path, limits)
    if found is TABLE:
        return summarise_table(path, layer=layer)
    summary = summarise_vector(path, found, layer=layer, limits=limits)
    return replace(summary, declared_crs=_declared(summary.declared_crs))


def _in_place(raw: RawRows, crs: str | None) -> ReadResult:
    """Put rows in EPSG:4326 and set apart those whose place cannot be right."""
    shapes, notes = _plain_shapes(raw.shapes)
    bounds = shapely.bounds(shapes)
    reference = choose_reference(bounds, given=crs, declared=raw.declared_crs, driver=raw.driver)
    frame = GeoDataFrame(
        raw.attributes, geometry=GeoSeries(shapes, raw.attributes.index, reference.crs)
    )
    placed = to_wgs84(frame)
    by_position = {
        **flat_areas(shapes),
        **nowhere(bounds, shapely.bounds(placed.geometry.array), name_of(reference.crs)),
        **wrong_places(bounds, reference.crs),
    }
    rows = placed.index.tolist()
    problems = {**{rows[at]: problem for at, problem in by_position.items()}, **raw.problems}
    bad = placed.index.isin(list(problems))
    values = rows_as_text(raw.attributes[bad])
    return ReadResult(
        frame=placed[~bad],
        refused=tuple(
            RefusedRow(row, problems[row], held)
            for row, held in zip(placed.index[bad].tolist(), values, strict=True)
        ),
        notes=(*raw.notes, *notes, *reference.notes),
        declared_crs=_declared(raw.declared_crs),
        driver=raw.driver,
    )


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


def _declared(declared: str | None) -> str | None:
    crs = declared_reference(declared)
    return None if crs is None else name_of(crs)
