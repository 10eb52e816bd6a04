"""Read text tables (CSV, TSV) whose columns hold coordinates."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.columns import rows_as_text, unique_names
from assetmap.exchange.readers.coordinates import (
    choose_coordinates,
    guess_coordinates,
    read_shapes,
)
from assetmap.exchange.readers.result import FileSummary, RawRows
from assetmap.exchange.readers.text import read_records

_DRIVER = "CSV"
_SAMPLE_ROWS = 5

# What our CSV writer puts before a cell that a spreadsheet would take for a formula.
_DEFUSED = re.compile(r"'(?=[=+\-@\t\r])")


def read_table(path: Path, *, x: str | None, y: str | None, layer: str | None) -> RawRows:
    """Return all rows of a table, with a point (or the shape of its WKT) for each.

    Cells are trimmed; an empty cell is missing; the apostrophe before a defused formula is taken
    off again.

    Raises
    ------
    MissingColumns
        If the columns for the coordinates are not there.
    ImportFailed
        If the file cannot be read as a table, or has no rows.
    """
    _demand_layer(path, layer)
    table, problems, notes = _read(path)
    where = choose_coordinates(table.columns, x=x, y=y)
    shapes, wrong = read_shapes(table, where)
    return RawRows(
        attributes=table,
        shapes=shapes,
        problems={**wrong, **problems},
        notes=notes,
        declared_crs=where.declared_crs,
        driver=_DRIVER,
    )


def summarise_table(path: Path, *, layer: str | None) -> FileSummary:
    """Return what is in a table: columns, number of rows, the first rows.

    Raises
    ------
    ImportFailed
        If the file cannot be read as a table, or has no rows.
    """
    _demand_layer(path, layer)
    table, _, _ = _read(path)
    guessed = guess_coordinates(table.columns)
    return FileSummary(
        layers=(path.stem,),
        layer=path.stem,
        columns=tuple(table.columns),
        rows=len(table),
        sample=rows_as_text(table.head(_SAMPLE_ROWS)),
        declared_crs=guessed.declared_crs,
        driver=_DRIVER,
        x=guessed.x,
        y=guessed.y,
    )


def _read(path: Path) -> tuple[DataFrame, dict[int, Problem], tuple[Problem, ...]]:
    """Return a table of text, rows with too many cells as problems, and notes."""
    records = read_records(path)
    width = len(records.heading)
    problems = {
        number: _too_wide(width, len(cells))
        for number, cells in records.rows
        if len(cells) > width and any(cells[width:])
    }
    filler = [""] * width
    columns = zip(
        *(cells if len(cells) == width else (cells + filler)[:width] for _, cells in records.rows),
        strict=True,
    )
    names, renamed = unique_names(records.heading)
    index = pd.Index([number for number, _ in records.rows], name="row")
    data = {
        name: pd.Series([_DEFUSED.sub("", cell, 1) or None for cell in cells], index, dtype="str")
        for name, heading, cells in zip(names, records.heading, columns, strict=True)
        # A separator at the end of each line makes a column without name or content.
        if heading or any(cells)
    }
    return DataFrame(data, index), problems, (*records.notes, *renamed)


def _demand_layer(path: Path, layer: str | None) -> None:
    if layer not in (None, path.stem):
        raise ImportFailed(
            N_("'{file}' has no layer '{layer}'. It has: {layers}."),
            file=path.name,
            layer=layer,
            layers=path.stem,
        )


def _too_wide(expected: int, found: int) -> Problem:
    return Problem(
        N_(
            "This row has {found} cells, where the heading has {expected}. "
            "Put text with the separator in it between double quotes."
        ),
        {"found": found, "expected": expected},
    )
