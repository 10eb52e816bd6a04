"""Read any file that we know into one frame in EPSG:4326, with a reason for each refused row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, Problem
from assetmap.exchange.readers import bundle
from assetmap.exchange.readers.cell_grid import Grid
from assetmap.exchange.readers.formats import JSON_ROWS, SHEET, TABLE, Format, detect_format
from assetmap.exchange.readers.json_rows import read_json_rows
from assetmap.exchange.readers.placing import declared_name, put_in_place
from assetmap.exchange.readers.result import FileSummary, Limits, ReadResult
from assetmap.exchange.readers.sheets import is_workbook, read_sheet
from assetmap.exchange.readers.table import (
    TableRows,
    placed_rows,
    read_grid,
    rows_of,
    summary_of,
    summary_of_rows,
)
from assetmap.exchange.readers.vector import read_vector, summarise_vector

_TABLES = (TABLE, SHEET, JSON_ROWS)


def read_file(
    path: Path,
    *,
    reading: Reading | None = None,
    placeless: bool = False,
    limits: Limits | None = None,
    crs: str | None = None,
    x: str | None = None,
    y: str | None = None,
    layer: str | None = None,
) -> ReadResult:
    """Read a file that is not trusted.

    Parameters
    ----------
    reading
        How to read it; whatever it leaves open is guessed, and told in the result.
    placeless
        Whether rows without a place are welcome. If so, a table needs no coordinates, and a row
        whose place cannot be used stays, without it: `ReadResult.unplaced` says why.
    limits
        How far reading may go; `Limits()` by default.
    crs
        Reference system of the coordinates; it wins from what the file and `reading` say, as do
        the following.
    x, y
        For a table: columns with longitude and latitude, or x and y.
    layer
        Which layer or sheet, for a file with several.

    Raises
    ------
    MissingCRS
        If nobody says the reference system and the values leave room for doubt.
    MissingColumns
        If a table has no columns for coordinates, or not the ones that were named.
    ImportFailed
        If the file cannot be read at all.
    """
    limits = limits or Limits()
    path = Path(path)
    asked = reading or Reading()
    asked = replace(
        asked,
        crs=crs if crs is not None else asked.crs,
        x=x if x is not None else asked.x,
        y=y if y is not None else asked.y,
        layer=layer if layer is not None else asked.layer,
    )
    found = detect_format(path, limits)
    with bundle.opened(path, found, layer=asked.layer, limits=limits) as (table, kind, sheet):
        if kind in _TABLES:
            rows = _read_rows(table, kind, replace(asked, layer=sheet), limits, placeless=placeless)
            return put_in_place(rows.raw, rows.reading, placeless=placeless, free_guess=True)
    raw = read_vector(path, found, layer=asked.layer, limits=limits)
    if asked.x or asked.y:
        note = Problem(N_("The file has its own geometry, so columns x and y were not used."))
        raw = replace(raw, notes=(*raw.notes, note))
    used = Reading(layer=asked.layer, crs=asked.crs, swapped=asked.swapped)
    return put_in_place(raw, used, placeless=placeless, free_guess=placeless)


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
    with bundle.opened(path, found, layer=layer, limits=limits, first=True) as (file, kind, sheet):
        asked = Reading(layer=sheet)
        if kind is JSON_ROWS:
            table, grid, _ = read_json_rows(file, asked, limits)
            return summary_of_rows(table, grid)
        if kind in _TABLES:
            return summary_of(file, _grid(file, kind, asked, limits))
    summary = summarise_vector(path, found, layer=layer, limits=limits)
    return replace(summary, declared_crs=declared_name(summary.declared_crs))


def _read_rows(
    path: Path, found: Format, asked: Reading, limits: Limits, *, placeless: bool
) -> TableRows:
    if found is JSON_ROWS:
        table, grid, notes = read_json_rows(path, asked, limits)
        return placed_rows(table, grid, {}, notes, placeless=placeless)
    return rows_of(path, _grid(path, found, asked, limits), placeless=placeless)


def _grid(path: Path, found: Format, asked: Reading, limits: Limits) -> Grid:
    if found is SHEET and is_workbook(path):
        return read_sheet(path, asked, limits)
    return read_grid(path, asked)
