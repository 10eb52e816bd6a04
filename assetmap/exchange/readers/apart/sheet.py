"""Read one sheet of a workbook (Excel, ODS): each cell as text."""

from __future__ import annotations

import datetime
import io
import mmap
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from .stop import Stop

ROWS = "rows.arrow"

_BATCH = 5_000

# What Excel and LibreOffice show in a cell whose formula fails, in English and in Dutch. Nobody
# wants to see it on a map; where the file marks it as an error, calamine leaves it empty itself.
_ERROR = re.compile(
    r"#(?:N/[AB]|NULL!|LEEG!|DIV/0!|DEEL/0!|VALUE!|WAARDE!|REF!|VERW!|NAME\?|NAAM\?|NUM!|GETAL!"
    r"|GETTING_DATA|SPILL!|CALC!|DATA!)"
)


def read(request: dict[str, Any]) -> dict[str, Any]:
    """Leave the cells of one sheet, and report which sheets there are."""
    import python_calamine as calamine

    file = Path(request["file"])
    if is_locked(file):
        raise Stop("locked")
    try:
        with file.open("rb") as content:
            workbook = open_workbook(calamine, content)
            names = sheet_names(workbook)
            if not names:
                raise Stop("rows")
            name, sheet = choose_sheet(workbook, names, request["layer"])
            report = write_cells(sheet, request)
    except calamine.PasswordError as error:
        raise Stop("locked", str(error)) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Stop("damaged", f"{type(error).__name__}: {error}") from error
    return {**report, "layer": name, "layers": names}


def open_workbook(calamine: Any, content: BinaryIO) -> Any:
    """Open a workbook, also an ODS whose XML is indented, which calamine does not take."""
    try:
        return calamine.CalamineWorkbook.from_filelike(content)
    except calamine.PasswordError:
        raise
    except calamine.CalamineError:
        content.seek(0)
        if not zipfile.is_zipfile(content):
            raise
        with zipfile.ZipFile(content) as archive:
            if "content.xml" not in archive.namelist():
                raise
            return calamine.CalamineWorkbook.from_filelike(_without_indents(archive))


def _without_indents(archive: zipfile.ZipFile) -> io.BytesIO:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "content.xml":
                content = re.sub(rb">\s*\n\s*<", b"><", content)
            copy.writestr(name, content)
    plain.seek(0)
    return plain


def is_locked(file: Path) -> bool:
    """Tell whether a workbook is encrypted with a password."""
    with file.open("rb") as content:
        head = content.read(8)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            with mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                return whole.find("EncryptedPackage".encode("utf-16-le")) >= 0
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = "META-INF/manifest.xml"
            return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise Stop("damaged", str(error)) from error


def sheet_names(workbook: Any) -> list[str]:
    """Return the names of the sheets with cells, those that are shown first."""
    shown: list[str] = []
    hidden: list[str] = []
    for each in workbook.sheets_metadata:
        if str(each.typ).rpartition(".")[2] in ("WorkSheet", "MacroSheet"):
            visible = str(each.visible).rpartition(".")[2] == "Visible"
            (shown if visible else hidden).append(each.name)
    return shown + hidden


def choose_sheet(workbook: Any, names: list[str], wanted: str | None) -> tuple[str, Any]:
    """Return the sheet that was asked for, else the first one with rows."""
    if wanted is not None:
        if wanted not in names:
            raise Stop("layer", wanted, names)
        return wanted, workbook.get_sheet_by_name(wanted)
    best: tuple[str, Any] | None = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        if best is None:
            best = (name, sheet)
        # A cover page has some lines in one column; a list has a heading and a row at least.
        if sheet.end[0] > sheet.start[0] and sheet.end[1] > sheet.start[1]:
            return name, sheet
    if best is None:
        raise Stop("rows", "", names)
    return best


def write_cells(sheet: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Leave each cell as text, in columns that are called `0`, `1`, and so on."""
    import pyarrow as pa

    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end is not None else (0, 0)
    most_columns, most_cells = request["most_columns"], request["most_cells"]
    if height * min(width, most_columns) > most_cells:
        raise Stop("cells")
    kept = max(min(width, most_columns), 1)
    fields = [pa.field(str(place), pa.string()) for place in range(kept)]
    schema = pa.schema(fields)
    with pa.ipc.new_file(ROWS, schema) as writer:
        for batch in _batches(filled_down(sheet)):
            texts = [[as_text(value) for value in row[:kept]] for row in batch]
            for row in texts:
                for place, text in enumerate(row):
                    if text[:1] == "#" and _ERROR.fullmatch(text):
                        row[place] = ""
                row.extend([""] * (kept - len(row)))
            arrays = [pa.array(column, pa.string()) for column in zip(*texts, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    return {"width": width}


def filled_down(sheet: Any) -> Iterator[list[Any]]:
    """Give the rows from the first of the sheet on; a cell merged downwards counts for each row."""
    if sheet.end is None:
        return
    across = [""] * sheet.start[1]
    starts: dict[int, list[int]] = {}
    ends: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top and left == right:
            starts.setdefault(top, []).append(left)
            ends[top, left] = bottom
    running: dict[int, tuple[int, Any]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row = [*across, *cells]
        for column, (bottom, value) in list(running.items()):
            if number > bottom:
                del running[column]
            elif column < len(row) and row[column] == "":
                row[column] = value
        for column in starts.get(number, ()):
            if column < len(row):
                running[column] = (ends[number, column], row[column])
        yield row


def _batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def as_text(value: Any) -> str:
    """Return what a cell holds as text: whole numbers without `.0`, dates as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
