"""What a reader gives back, and how far it may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, ImportFailed, Problem


class MissingColumns(ImportFailed):
    """A table has no columns for coordinates that we recognise, or not the columns named."""


@dataclass(frozen=True)
class Limits:
    """How far reading one file may go.

    Parameters
    ----------
    seconds
        Time on the clock for each look into the file; the reading process is ended after it.
    memory_bytes
        Address space of the reading process; no limit where the system has none (Windows).
    file_bytes
        Size of the file, and of what an archive holds once unpacked.
    table_bytes
        Size of a CSV file: those are read in our own process.
    """

    seconds: float = 60.0
    memory_bytes: int = 1024**3
    file_bytes: int = 2 * 1024**3
    table_bytes: int = 512 * 1024**2


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be taken in.

    Parameters
    ----------
    row
        Its number, counted from 1; the heading of a table is not counted.
    problem
        Why, and what to do.
    values
        What the row holds, as text; empty where it holds nothing.
    """

    row: int
    problem: Problem
    values: dict[str, str] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return number and reason as one sentence, translated by `translate`."""
        sentence = translate(N_("Row {row}: {problem}"))
        return sentence.format(row=self.row, problem=self.problem.text(translate))

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class ReadResult:
    """What is in a file.

    Parameters
    ----------
    frame
        The rows that can be used, EPSG:4326, two-dimensional, geometry None where the file has
        none. Index `row`: the number of each row, from 1. Columns as in the file; text, numbers
        and booleans only (dates and lists come as text), missing wherever `pandas.isna` says so.
    refused
        The other rows, in order.
    notes
        What is worth telling about the file as a whole.
    declared_crs
        The reference system that the file itself names, such as `EPSG:28992`.
    driver
        Name of the format as GDAL calls it.
    reading
        How it was read: what was asked, and what was guessed for the rest.
    unplaced
        Rows of `frame` without a place though the file meant to give one (0,0; no number; half of
        a pair; outside the world), with the reason: only where rows without a place are welcome.
    """

    frame: GeoDataFrame
    refused: tuple[RefusedRow, ...]
    notes: tuple[Problem, ...]
    declared_crs: str | None
    driver: str
    reading: Reading = field(default_factory=Reading)
    unplaced: Mapping[int, Problem] = field(default_factory=dict)


@dataclass(frozen=True)
class FileSummary:
    """A first look at a file, for the person who has to say what is what.

    Parameters
    ----------
    layers
        Names of the layers in the file; `layer` is the one that is summarised, the first one
        unless another was asked for.
    columns
        Names of its columns, without the geometry.
    rows
        How many rows it has.
    sample
        The first five rows, as text.
    declared_crs
        The reference system that the file itself names.
    driver
        Name of the format as GDAL calls it.
    x, y
        For a table: the columns that look like coordinates.
    geometry_type
        As GDAL calls it, such as `Point`; None for a table.
    """

    layers: tuple[str, ...]
    layer: str
    columns: tuple[str, ...]
    rows: int
    sample: tuple[dict[str, str], ...]
    declared_crs: str | None
    driver: str
    x: str | None = None
    y: str | None = None
    geometry_type: str | None = None


@dataclass(frozen=True)
class RawRows:
    """Rows as a format's reader hands them on, before places are checked.

    Parameters
    ----------
    attributes
        All rows of the file; index `row`, from 1.
    shapes
        Their shapes in the file's own coordinates, in the same order, None for none.
    problems
        What is wrong with a row, by its number.
    notes
        What is worth telling about the file.
    declared_crs
        As the file says it: an authority's code or WKT.
    driver
        Name of the format as GDAL calls it.
    """

    attributes: DataFrame
    shapes: NDArray[np.object_]
    problems: dict[int, Problem]
    notes: tuple[Problem, ...]
    declared_crs: str | None
    driver: str
