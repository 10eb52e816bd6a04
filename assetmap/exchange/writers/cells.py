"""Values of a frame as plain Python ones, the same for every text format."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

# What a file carries and how a reader of it sees it: a whole number without `.0`.
Cell = str | int | float | bool | None


def plain_columns(frame: GeoDataFrame) -> dict[str, list[Cell]]:
    """Return the columns of a frame, without its geometry, as lists of plain values.

    An index with a name comes first, as a column of that name.
    """
    geometry = frame.geometry.name
    columns: dict[str, list[Cell]] = {}
    if frame.index.name is not None:
        columns[str(frame.index.name)] = [_cell(value) for value in frame.index.tolist()]
    for place, name in enumerate(frame.columns):
        if name != geometry:
            columns[str(name)] = [_cell(value) for value in frame.iloc[:, place].tolist()]
    return columns


def _cell(value: Any) -> Cell:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value if isinstance(value, (str, int, bool)) else str(value)
