"""Write CSV for spreadsheets: UTF-8 with a byte order mark, semicolons, no formulas."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame

from assetmap.domain.geometry import RD
from assetmap.exchange.writers.cells import Cell, plain_columns
from assetmap.exchange.writers.geojson import rounded

LAYER = "layer"
WKT = "wkt"

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")

# A spreadsheet runs what begins so; https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_table(frames: Mapping[str, GeoDataFrame], target: Path, crs: str) -> tuple[str, ...]:
    """Write one table; of several frames, each row has its layer in the first column.

    Points have their coordinates in `lon` and `lat` (degrees), `x_rd` and `y_rd` (RD), or `x` and
    `y`; lines and areas are drawn in `wkt`, a column that is there when they are. A cell that a
    spreadsheet would take for a formula begins with an apostrophe.
    """
    x, y = coordinate_headings(crs)
    tables = [
        _columns(frame, layer if len(frames) > 1 else None, crs) for layer, frame in frames.items()
    ]
    names = list(dict.fromkeys(name for table in tables for name in table))
    last = [name for name in (x, y, WKT) if name in names]
    heading = [name for name in names if name not in last] + last
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([defused(name) for name in heading])
        for frame, table in zip(frames.values(), tables, strict=True):
            blank: list[Cell] = [None] * len(frame)
            columns = [table.get(name, blank) for name in heading]
            writer.writerows([defused(cell) for cell in row] for row in zip(*columns, strict=True))
    return tuple(frames)


def coordinate_headings(crs: str) -> tuple[str, str]:
    """Return the headings of the two coordinates in a reference system."""
    system = pyproj.CRS(crs)
    if system.is_geographic:
        return "lon", "lat"
    return ("x_rd", "y_rd") if system.equals(pyproj.CRS(RD)) else ("x", "y")


def defused(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _columns(frame: GeoDataFrame, layer: str | None, crs: str) -> dict[str, list[Cell]]:
    x, y = coordinate_headings(crs)
    shapes = rounded(frame.geometry.array, crs)
    points = shapely.get_type_id(shapes) == 0
    columns = plain_columns(frame)
    if layer is not None:
        columns = {LAYER: [layer] * len(frame), **columns}
    for name, values in ((x, shapely.get_x(shapes)), (y, shapely.get_y(shapes))):
        columns[name] = [None if np.isnan(value) else value for value in values.tolist()]
    if not (points | shapely.is_missing(shapes)).all():
        drawn = shapely.to_wkt(shapes, trim=True, rounding_precision=-1)
        drawn[points] = None
        columns[WKT] = drawn.tolist()
    return columns
