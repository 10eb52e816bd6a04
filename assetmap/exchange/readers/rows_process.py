"""Have cells read in a process of its own, and take them over as text.

What a file of some kilobytes makes of itself in memory is not known beforehand: a workbook is a
zip, JSON is full of small things. So whoever reads it has limits of time and memory.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa

from assetmap.errors import N_, ImportFailed
from assetmap.exchange.readers.bundle import no_layer
from assetmap.exchange.readers.cell_grid import MOST_CELLS, MOST_COLUMNS
from assetmap.exchange.readers.gdal import private_folder, run_child
from assetmap.exchange.readers.result import Limits

logger = logging.getLogger(__name__)

_LOCKED = N_(
    "'{file}' is locked with a password. Open it in a spreadsheet and save it without one."
)
_NO_ROWS = N_("'{file}' has no rows. Export or download it once more, or choose another layer.")
_TOO_MANY = N_(
    "'{file}' has more than {cells} million cells or {columns} columns. "
    "Keep only the rows and the columns that you need."
)
_MEMORY = N_(
    "'{file}' could not be read: it is damaged, or needs more memory than it may use. "
    "Open it in the program that made it, keep what you need, and save it once more."
)


def have_rows_read(
    way: str, path: Path, layer: str | None, limits: Limits
) -> tuple[dict[str, Any], pa.Table]:
    """Return what another process reports of a file, and its cells as text.

    Parameters
    ----------
    way
        A module in `apart/`: `sheet` or `json_lists`.
    layer
        Which sheet or list; the first one with rows by default.

    Raises
    ------
    ImportFailed
        If it takes too long or too much, has no such layer or no rows, or is locked. A file that
        is damaged is for the caller: the report then says `error`, and the table is empty.
    """
    with private_folder(path.name) as folder:
        copy = folder / f"input{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        report = _ask(way, folder, copy.name, layer, limits)
        _demand(path, report)
        if "error" in report:
            return report, pa.table({})
        with pa.OSFile(str(folder / "rows.arrow")) as source, pa.ipc.open_file(source) as rows:
            return report, rows.read_all()


def _ask(way: str, folder: Path, file: str, layer: str | None, limits: Limits) -> dict[str, Any]:
    request = {
        "reader": way,
        # Arrow does without it here, and takes half the time to start.
        "without": ["numpy"],
        "file": file,
        "layer": layer,
        "most_columns": MOST_COLUMNS,
        "most_cells": MOST_CELLS,
    }
    code, report = run_child(folder, request, limits)
    if report is None:
        logger.warning("the process that reads cells ended with code %s (%s)", code, way)
        return {"error": "memory"}
    return report


def _demand(path: Path, report: dict[str, Any]) -> None:
    """Raise what a report says went wrong, in words, unless only the caller has those."""
    error = report.get("error")
    if error is None:
        return
    logger.debug("%s: %s", error, report.get("detail"))
    if error == "layer":
        raise no_layer(path, report["detail"], report["layers"])
    if error == "cells":
        raise ImportFailed(
            _TOO_MANY, file=path.name, cells=MOST_CELLS // 1_000_000, columns=MOST_COLUMNS
        )
    sentence = {"locked": _LOCKED, "rows": _NO_ROWS, "memory": _MEMORY, "deep": _MEMORY}.get(error)
    if sentence is not None:
        raise ImportFailed(sentence, file=path.name)
