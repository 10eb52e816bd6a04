"""Read tables, wherever their cells come from: the heading, the columns, the place of each row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import DataFrame

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.cell_grid import MOST_COLUMNS, Grid
from assetmap.exchange.readers.columns import rows_as_text, unique_names
from assetmap.exchange.readers.coordinates import choose_sources, guess_sources
from assetmap.exchange.readers.heading import LOOKED_AT, guess_heading
from assetmap.exchange.readers.records import open_records
from assetmap.exchange.readers.result import FileSummary, RawRows
from assetmap.exchange.readers.shapes import draw

DRIVER = "CSV"
_SAMPLE_ROWS = 5

# What our CSV writer puts before a cell that a spreadsheet would take for a formula.
_DEFUSED = r"^'([=+\-@\t\r])"

_ABOVE = N_("Lines above the heading that were left out: {lines}.")
_NO_HEADING = N_(
    "No line with the names of the columns was found, so they are called 'column 1' and so on."
)


@dataclass(frozen=True)
class TableRows:
    """The rows of a table, and how they were read."""

    raw: RawRows
    reading: Reading
    layers: tuple[str, ...]


def read_grid(path: Path, reading: Reading) -> Grid:
    """Return the cells of a text table.

    Raises
    ------
    ImportFailed
        If the file cannot be read as a table.
    """
    if reading.layer not in (None, path.stem):
        raise ImportFailed(
            N_("'{file}' has no layer '{layer}'. It has: {layers}."),
            file=path.name,
            layer=reading.layer,
            layers=path.stem,
        )
    records = open_records(path, reading)
    notes: list[Problem] = []
    grid = Grid.of(path.name, records.each(notes))
    return replace(
        grid,
        notes=(*records.file.notes, *notes),
        reading=replace(reading, encoding=records.file.encoding, separator=records.separator),
        driver=DRIVER,
        layers=(path.stem,),
    )


def rows_of(path: Path, grid: Grid, *, placeless: bool) -> TableRows:
    """Return all rows of a table, with a shape for each that has one.

    Cells are trimmed; an empty cell is missing; the apostrophe before a defused formula is taken
    off again.

    Raises
    ------
    MissingColumns
        If the columns for the coordinates are not there and the rows need a place.
    ImportFailed
        If the table has no rows.
    """
    table, problems, notes, reading = _headed(path, grid)
    headed = replace(grid, reading=reading)
    return placed_rows(table, headed, problems, notes, placeless=placeless)


def placed_rows(
    table: DataFrame,
    grid: Grid,
    problems: dict[int, Problem],
    notes: tuple[Problem, ...],
    *,
    placeless: bool,
) -> TableRows:
    """Return rows under their headings with the shape of each.

    Parameters
    ----------
    table
        The rows, as text.
    grid
        Where they come from; only how it was read counts.
    problems
        What is wrong with a row as a whole, by its index.
    """
    reading = grid.reading
    drawn = draw(table, choose_sources(table, reading, placeless=placeless), reading)
    raw = RawRows(
        attributes=table,
        shapes=drawn.shapes,
        problems={**drawn.problems, **problems},
        notes=(*notes, *drawn.notes),
        declared_crs=drawn.declared_crs,
        driver=grid.driver,
    )
    return TableRows(raw, drawn.reading, grid.layers)


def summary_of(path: Path, grid: Grid) -> FileSummary:
    """Return what is in a table: columns, number of rows, the first rows."""
    table, *_ = _headed(path, grid)
    return summary_of_rows(table, grid)


def summary_of_rows(table: DataFrame, grid: Grid) -> FileSummary:
    """Return what is in rows under their headings."""
    pair = guess_sources(table).pair()
    return FileSummary(
        layers=grid.layers,
        layer=grid.reading.layer or grid.layers[0],
        columns=tuple(table.columns),
        rows=len(table),
        sample=rows_as_text(table.head(_SAMPLE_ROWS)),
        declared_crs=pair.declared_crs,
        driver=grid.driver,
        x=pair.x,
        y=pair.y,
    )


def _headed(
    path: Path, grid: Grid
) -> tuple[DataFrame, dict[int, Problem], tuple[Problem, ...], Reading]:
    """Return a table of text, rows with too many cells as problems, notes, and how it was read."""
    heading, notes = _heading_row(path, grid)
    body = grid.cells.slice(heading)
    widths = grid.widths[heading:]
    names = _names(grid, heading)
    if len(names) > MOST_COLUMNS or (heading and grid.widths[heading - 1] > MOST_COLUMNS):
        raise ImportFailed(
            N_(
                "'{file}' has {columns} columns, more than the {most} that we read. "
                "Keep only the columns that you need."
            ),
            file=path.name,
            columns=max(len(names), int(grid.widths[heading - 1]) if heading else 0),
            most=MOST_COLUMNS,
        )
    columns = [_clean(column) for column in body.columns[: len(names)]]
    width = len(names)
    filled = np.asarray(widths > 0)
    if not filled.any():
        raise ImportFailed(
            N_("'{file}' has no rows under its heading. Export or download it once more."),
            file=path.name,
        )
    numbers = np.flatnonzero(filled) + 1
    problems = {
        int(place) + 1: _too_wide(width, int(widths[place]))
        for place in np.flatnonzero(widths > width)
    }
    unique, renamed = unique_names(names)
    kept = pa.array(filled)
    index = pd.Index(numbers, name="row")
    data = {
        name: column.filter(kept).to_pandas().astype("str").set_axis(index)
        for name, said, column in zip(unique, names, columns, strict=True)
        # A separator at the end of each line makes a column without name or content.
        if said or column.null_count < len(column)
    }
    reading = replace(grid.reading, heading_row=heading)
    return DataFrame(data, index), problems, (*grid.notes, *notes, *renamed), reading


def _heading_row(path: Path, grid: Grid) -> tuple[int, tuple[Problem, ...]]:
    asked = grid.reading.heading_row
    if asked is not None:
        if not 0 <= asked <= len(grid.widths):
            raise ImportFailed(
                N_("'{file}' has {lines} lines, so line {line} cannot hold the headings."),
                file=path.name,
                lines=len(grid.widths),
                line=asked,
            )
        return asked, ()
    heading = guess_heading(grid.first(LOOKED_AT))
    if heading == 0 and not grid.widths.any():
        raise ImportFailed(
            N_("'{file}' is empty: it holds nothing at all. Export or download it once more."),
            file=path.name,
        )
    above = int((grid.widths[: max(heading - 1, 0)] > 0).sum())
    if above:
        return heading, (Problem(_ABOVE, {"lines": above}),)
    return heading, (Problem(_NO_HEADING),) if heading == 0 else ()


def _names(grid: Grid, heading: int) -> list[str]:
    """Return the names in the heading, and room for columns that most rows have beyond it."""
    said = [name.strip() for name in grid.record(heading)] if heading else []
    widths = grid.widths[heading:][:LOOKED_AT]
    widths = widths[widths > 0]
    usual = int(np.median(widths)) if len(widths) else 0
    width = max(usual, len(said)) if heading else grid.cells.num_columns
    return said + [""] * (width - len(said))


def _clean(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return trimmed cells, null for the empty ones."""
    column = pc.utf8_trim_whitespace(column)
    if pc.any(pc.starts_with(column, "'")).as_py():
        column = pc.replace_substring_regex(column, _DEFUSED, r"\1")
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _too_wide(expected: int, found: int) -> Problem:
    return Problem(
        N_(
            "This row has {found} cells, where the heading has {expected}. "
            "Put text with the separator in it between double quotes."
        ),
        {"found": found, "expected": expected},
    )
