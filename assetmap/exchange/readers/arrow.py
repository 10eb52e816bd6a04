"""Turn what the reading process left (Arrow, WKB) into a frame and shapes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pandas import DataFrame

from assetmap.errors import Problem
from assetmap.exchange.readers.columns import unique_names

# CircularString to MultiSurface; OGC 06-103r4, table 7.
_CURVES = range(8, 15)


def shapes_of(table: pa.Table) -> NDArray[np.object_]:
    """Return the shapes in the last column; None for none and for what shapely cannot read."""
    wkb = _wkb(table)
    shapes = np.full(len(wkb), None, dtype=object)
    # For a curve shapely raises an error of its own, whatever `on_invalid` says.
    straight = ~_curved(wkb)
    shapes[straight] = shapely.from_wkb(wkb[straight], on_invalid="ignore")
    return shapes


def has_curves(table: pa.Table) -> bool:
    """Tell whether any shape in the last column is a curve."""
    return bool(_curved(_wkb(table)).any())


def _wkb(table: pa.Table) -> NDArray[np.object_]:
    column = table.column(table.num_columns - 1).to_pylist()
    wkb = np.empty(len(column), dtype=object)
    wkb[:] = column
    return wkb


def _curved(wkb: NDArray[np.object_]) -> NDArray[np.bool_]:
    # GDAL writes little-endian, and types with Z or M as 1000, 2000 or 3000 more.
    kinds = (int.from_bytes(each[1:5], "little") & 0x0FFFFFFF if each else 0 for each in wkb)
    return np.fromiter((kind % 1000 in _CURVES for kind in kinds), bool, len(wkb))


def without_shape(table: pa.Table) -> NDArray[np.bool_]:
    """Tell which rows have no shape at all."""
    missing: NDArray[np.bool_] = np.asarray(table.column(table.num_columns - 1).is_null())
    return missing


def rows_of(table: pa.Table) -> tuple[DataFrame, NDArray[np.object_], tuple[Problem, ...]]:
    """Return attributes, shapes, and a note for each column that got another name."""
    last = table.num_columns - 1
    columns, renamed = unique_names(table.column_names[:last])
    return frame_of(table.remove_column(last), columns), shapes_of(table), renamed


def frame_of(table: pa.Table, columns: list[str]) -> DataFrame:
    """Return Arrow columns as text, numbers and booleans; integers with gaps stay integers."""
    data = {name: _values(table.column(place)) for place, name in enumerate(columns)}
    index = pd.RangeIndex(1, table.num_rows + 1, name="row")
    return DataFrame({name: values.set_axis(index) for name, values in data.items()}, index)


def _values(column: Any) -> pd.Series:
    kind = column.type
    if pa.types.is_temporal(kind) or pa.types.is_decimal(kind):
        column = column.cast(pa.string())
    elif pa.types.is_nested(kind):
        lists = [None if value is None else json.dumps(value) for value in column.to_pylist()]
        column = pa.chunked_array([pa.array(lists, pa.string())])
    return column.to_pandas(integer_object_nulls=True)
