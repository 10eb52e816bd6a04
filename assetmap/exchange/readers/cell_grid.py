"""The cells of a table as they stand, compact enough for a list of a whole country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, ImportFailed, Problem

# A statistics table of all neighbourhoods has some hundred columns.
MOST_COLUMNS = 2_000
# Together with the columns: 100,000 rows of 300 cells.
MOST_CELLS = 30_000_000

_CHUNK = 10_000
_LOOKED_AT = 1_000
_ABOVE = 40


@dataclass(frozen=True)
class Grid:
    """Cells in records.

    Parameters
    ----------
    cells
        A column of text for each column of the table, up to the widest record that counts.
    widths
        Of each record, how many cells up to the last one that is filled.
    notes
        What is worth telling.
    reading
        What was asked, and what was guessed so far.
    driver
        Name of the format as GDAL calls it.
    layers
        Names of the tables or sheets in the file.
    """

    cells: pa.Table
    widths: NDArray[np.int64]
    notes: tuple[Problem, ...] = ()
    reading: Reading = field(default_factory=Reading)
    driver: str = ""
    layers: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, records: Iterable[list[str]]) -> Grid:
        """Return records as a grid.

        Parameters
        ----------
        name
            Of the file, for what is said when it holds too much.
        records
            The cells of each.

        Raises
        ------
        ImportFailed
            If there are more cells than we read at once.
        """
        widths: list[int] = []
        waiting = _cut(records, widths)
        first = list(islice(waiting, _LOOKED_AT))
        width = min(_counting_width(widths), MOST_COLUMNS)
        batches: list[pa.Table] = []
        rows = chain(first, waiting)
        while chunk := list(islice(rows, _CHUNK)):
            if len(widths) * width > MOST_CELLS:
                raise ImportFailed(
                    N_(
                        "'{file}' has more than {cells} million cells. "
                        "Keep only the rows and the columns that you need."
                    ),
                    file=name,
                    cells=MOST_CELLS // 1_000_000,
                )
            batches.append(_as_table(chunk, width))
        cells = pa.concat_tables(batches) if batches else _as_table([], width)
        return cls(cells, np.array(widths, dtype=np.int64))

    def record(self, number: int) -> list[str]:
        """Return the cells of one record, counted from 1."""
        return next(self._records(number - 1, 1))

    def first(self, count: int) -> list[list[str]]:
        """Return the cells of the first records."""
        return list(self._records(0, count))

    def _records(self, start: int, count: int) -> Iterator[list[str]]:
        rows = self.cells.slice(start, count)
        for place, record in enumerate(zip(*(each.to_pylist() for each in rows), strict=True)):
            yield list(record[: int(self.widths[start + place])])


def _cut(records: Iterable[list[str]], widths: list[int]) -> Iterator[list[str]]:
    """Give no more of each record than can be used, and note its width in `widths`."""
    for record in records:
        widths.append(_filled_width(record))
        yield record if len(record) <= MOST_COLUMNS else record[:MOST_COLUMNS]


def _counting_width(widths: list[int]) -> int:
    """Return how many columns a table has; one record that is far too wide widens no table."""
    usual = Counter(width for width in widths if width).most_common(1)
    return max([*widths[:_ABOVE], *(width for width, _ in usual), 1])


def _filled_width(record: list[str]) -> int:
    width = len(record)
    while width and not record[width - 1].strip():
        width -= 1
    return width


def _as_table(records: list[list[str]], width: int) -> pa.Table:
    filler = [""] * width
    padded = (record if len(record) == width else (record + filler)[:width] for record in records)
    columns = list(zip(*padded, strict=True)) if records else [()] * width
    names = [str(place) for place in range(width)]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)
