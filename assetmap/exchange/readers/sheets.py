"""Read the sheet of a workbook (Excel, ODS).

A workbook is a zip with XML, or a file system of its own; both can be made to burst. So it is
looked at before it is opened, and opened under limits of time and memory.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.archive import list_entries
from assetmap.exchange.readers.cell_grid import Grid
from assetmap.exchange.readers.result import Limits
from assetmap.exchange.readers.rows_process import have_rows_read

_ZIP = b"PK"
_COMPOUND = b"\xd0\xcf\x11\xe0"

_DRIVERS = {".xls": "XLS", ".ods": "ODS"}

_OTHERS = N_("The file has other sheets as well, which were not read: {sheets}.")


def is_workbook(path: Path) -> bool:
    """Tell whether a file begins as a workbook does; many a web site calls a text table `.xls`.

    Raises
    ------
    ImportFailed
        If it is a web page or another kind of markup.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith((_ZIP, _COMPOUND)):
        return True
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ImportFailed(
            N_(
                "'{file}' is no workbook but a web page or XML with the ending of one. "
                "Open it in a spreadsheet and save it as .xlsx."
            ),
            file=path.name,
        )
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _damaged(path)
    return False


def read_sheet(path: Path, reading: Reading, limits: Limits) -> Grid:
    """Return the cells of a sheet: the one that was asked for, or the first one with rows.

    Raises
    ------
    ImportFailed
        If the workbook cannot be read, is locked, or has no such sheet.
    """
    with path.open("rb") as file:
        if file.read(2) == _ZIP:
            list_entries(path, limits)
    report, cells = have_rows_read("sheet", path, reading.layer, limits)
    if report.get("error") == "damaged":
        raise _damaged(path)
    notes = []
    others = [name for name in report["layers"] if name != report["layer"]]
    if others and reading.layer is None:
        notes.append(Problem(_OTHERS, {"sheets": tuple(others)}))
    return Grid(
        cells=cells,
        widths=_widths(cells),
        notes=tuple(notes),
        reading=replace(reading, layer=report["layer"], encoding=None, separator=None),
        driver=_DRIVERS.get(path.suffix.lower(), "XLSX"),
        layers=tuple(report["layers"]),
    )


def _widths(cells: pa.Table) -> NDArray[np.int64]:
    """Return for each record how many cells it has up to the last one that is filled."""
    widths = np.zeros(len(cells), dtype=np.int64)
    for place, column in enumerate(cells.columns, start=1):
        filled = pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy()
        widths[filled] = place
    return widths


def _damaged(path: Path) -> ImportFailed:
    return ImportFailed(
        N_(
            "'{file}' is damaged, or is no workbook that we can read. "
            "Open it in a spreadsheet and save it as .xlsx."
        ),
        file=path.name,
    )
