"""Give back the rows that were not taken in, as they came, with the reason beside each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assetmap.exchange.readers.cell_grid import Grid
from assetmap.exchange.readers.columns import GEOMETRY, as_text
from assetmap.exchange.readers.records import open_records
from assetmap.exchange.readers.result import Limits, ReadResult
from assetmap.exchange.readers.sheets import read_sheet
from assetmap.exchange.workbook import CELL_CHARACTERS, write_workbook
from assetmap.exchange.writers.table import defused

REASON = "reden"

_SHEETS = ("XLSX", "XLS", "ODS")
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".psv")
_MOST_JSON_BYTES = 128 * 1024**2


def refused_file(path: Path, result: ReadResult, refusals: Mapping[int, str]) -> tuple[str, bytes]:
    """Return a file with some rows of another one, to be mended and read again.

    A text table comes back as a text table: same headings, separator, line ends, encoding (UTF-8
    when a reason does not fit in it). A sheet comes back as a workbook, GeoJSON as GeoJSON, and
    whatever else as a table with its values and its shape as WKT.

    Parameters
    ----------
    path
        The file that was read.
    result
        What reading it gave.
    refusals
        Why each row was refused, by its number.

    Returns
    -------
    file
        Its name, and its content.

    Raises
    ------
    ImportFailed
        If the file cannot be read any more.
    """
    path = Path(path)
    name = f"{path.stem}-geweigerd"
    if result.driver == "CSV":
        ending = path.suffix if path.suffix.lower() in _TEXT_ENDINGS else ".csv"
        return name + ending, _text_table(path, result, refusals)
    if result.driver in _SHEETS:
        grid = read_sheet(path, result.reading, Limits())
        rows = _with_reasons(
            _chosen(_records(grid), result.reading.heading_row or 0, refusals),
            result.reading.heading_row or 0,
            refusals,
        )
        if all(len(cell) <= CELL_CHARACTERS for row in rows for cell in row):
            return name + ".xlsx", write_workbook(result.reading.layer or path.stem, rows)
        return name + ".csv", _spreadsheet_text(rows)
    features = _features(path, refusals)
    if features is not None:
        return name + ".geojson", features
    return name + ".csv", _spreadsheet_text(_values(result, refusals))


def _text_table(path: Path, result: ReadResult, refusals: Mapping[int, str]) -> bytes:
    reading = result.reading
    records = open_records(path, reading)
    heading = reading.heading_row or 0
    rows = _with_reasons(_chosen(records.each(), heading, refusals), heading, refusals)
    text = io.StringIO(newline="")
    if records.skips:
        text.write(f"sep={records.separator}{records.line_end}")
    writer = csv.writer(text, delimiter=records.separator, lineterminator=records.line_end)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    content = text.getvalue()
    encoding = records.file.encoding
    if encoding == "utf-8":
        with path.open("rb") as file:
            encoding = "utf-8-sig" if file.read(3) == b"\xef\xbb\xbf" else encoding
    try:
        return content.encode(encoding)
    except UnicodeEncodeError:
        # With its mark, or Excel takes it for the old encoding.
        return content.encode("utf-8-sig")


def _records(grid: Grid) -> Iterable[list[str]]:
    return grid.first(len(grid.widths))


def _chosen(
    records: Iterable[list[str]], heading: int, refusals: Mapping[int, str]
) -> dict[int, list[str]]:
    """Return the heading (as row 0) and the rows wanted, by their number."""
    last = max(refusals, default=0)
    chosen: dict[int, list[str]] = {}
    for number, cells in enumerate(records, start=1 - heading):
        if number > last:
            break
        if number in refusals or (heading and number == 0):
            chosen[number] = cells
    return chosen


def _with_reasons(
    chosen: Mapping[int, list[str]], heading: int, refusals: Mapping[int, str]
) -> list[list[str]]:
    """Return rows of equal width, the reason in the last column."""
    width = max(map(len, chosen.values()), default=0)
    names = chosen.get(0, []) if heading else [f"column {place + 1}" for place in range(width)]
    rows = [(names, REASON)]
    rows.extend((cells, refusals[number]) for number, cells in chosen.items() if number > 0)
    return [[*cells, *[""] * (width - len(cells)), last] for cells, last in rows]


def _spreadsheet_text(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _features(path: Path, refusals: Mapping[int, str]) -> bytes | None:
    """Return the features of a GeoJSON with their reasons, or None when it is none."""
    if path.stat().st_size > _MOST_JSON_BYTES:
        return None
    try:
        raw = path.read_bytes()
        try:
            text = raw.decode(json.detect_encoding(raw))
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        return None
    features = content.get("features", [content])
    if not isinstance(features, list) or max(refusals, default=0) > len(features):
        return None
    chosen = [_with_reason(features[row - 1], refusals[row]) for row in sorted(refusals)]
    whole: dict[str, Any] = {"type": "FeatureCollection"}
    if "crs" in content:
        whole["crs"] = content["crs"]
    whole["features"] = chosen
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _with_reason(feature: Any, reason: str) -> dict[str, Any]:
    if not isinstance(feature, dict):
        return {"type": "Feature", "properties": {REASON: reason}, "geometry": None}
    properties = feature.get("properties")
    known = properties if isinstance(properties, dict) else {}
    kept = {key: value for key, value in feature.items() if key != "crs"}
    return {**kept, "properties": {**known, REASON: reason}}


def _values(result: ReadResult, refusals: Mapping[int, str]) -> list[list[str]]:
    """Return what the reader made of the rows: their values, and their shape as WKT."""
    frame = result.frame
    names = [name for name in frame.columns if name != GEOMETRY]
    refused = {row.row: row.values for row in result.refused}
    rows: list[list[str]] = [[*map(str, names), "wkt", REASON]]
    for number in sorted(refusals):
        if number in frame.index:
            row = frame.loc[number]
            shape = row[GEOMETRY]
            drawn = "" if shape is None else shape.wkt
            rows.append([*(as_text(row[name]) for name in names), drawn, refusals[number]])
        elif number in refused:
            values = refused[number]
            rows.append([*(values.get(str(name), "") for name in names), "", refusals[number]])
    return rows
