"""Read JSON that is no map: a list of objects, wherever in the file it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.cell_grid import Grid
from assetmap.exchange.readers.columns import unique_names
from assetmap.exchange.readers.result import Limits
from assetmap.exchange.readers.rows_process import have_rows_read

DRIVER = "JSON"

_LISTS = N_("The file holds other lists as well, which were not read: {lists}.")


def read_json_rows(
    path: Path, reading: Reading, limits: Limits
) -> tuple[DataFrame, Grid, tuple[Problem, ...]]:
    """Return the objects of a JSON file as rows of text, how they were read, and notes.

    Lists under keys that stand side by side and hold the same kind of objects are one table, in
    which the column `groep` says under which key each object stood. Objects within an object are
    opened one level (`adres.straat`); what is deeper stays as JSON.

    Raises
    ------
    ImportFailed
        If the file is no JSON, or holds no list of objects.
    """
    # A file that is a list itself has no key to call it by.
    asked = "" if reading.layer == path.stem else reading.layer
    report, cells = have_rows_read("json_lists", path, asked, limits)
    if report.get("error") == "lists":
        raise ImportFailed(
            N_(
                "'{file}' is JSON, but holds no list of objects. "
                "Export the list as CSV, or as GeoJSON."
            ),
            file=path.name,
        )
    if "error" in report:
        raise ImportFailed(
            N_(
                "'{file}' is damaged or not complete: it cannot be read as JSON ({reason}). "
                "Export or download it once more."
            ),
            file=path.name,
            reason=report["detail"],
        )
    unique, renamed = unique_names(report["columns"])
    index = pd.RangeIndex(1, report["rows"] + 1, name="row")
    data = {
        name: cells.column(place).to_pandas().astype("str").set_axis(index)
        for place, name in enumerate(unique)
    }
    table = DataFrame(data, index)
    table = table[table.notna().any(axis=1)]
    layers = tuple(name or path.stem for name in report["layers"])
    layer = report["layer"] or path.stem
    others = tuple(name for name in layers if name != layer)
    told = (Problem(_LISTS, {"lists": others}),) if others and reading.layer is None else ()
    if not len(table):
        raise ImportFailed(
            N_("'{file}' has no rows. Export or download it once more, or choose another layer."),
            file=path.name,
        )
    grid = Grid(
        cells=cells,
        widths=np.zeros(0, dtype=np.int64),
        reading=replace(reading, layer=layer, encoding=None, separator=None, heading_row=None),
        driver=DRIVER,
        layers=layers,
    )
    return table, grid, (*renamed, *told)
