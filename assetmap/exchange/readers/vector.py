"""Read formats that GDAL knows: stage a copy, have it read, turn the answer into rows."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import shapely

from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.arrow import frame_of, has_curves, rows_of, shapes_of, without_shape
from assetmap.exchange.readers.columns import rows_as_text, unique_names
from assetmap.exchange.readers.formats import GEOJSON, Format
from assetmap.exchange.readers.gdal import Answer, ask, private_folder
from assetmap.exchange.readers.result import FileSummary, Limits, RawRows
from assetmap.exchange.readers.staging import STEM, choose_layer, no_layer, stage

logger = logging.getLogger(__name__)

_NOTES = {
    "encoding": N_("Some text was not UTF-8 and was read as Windows text (cp1252)."),
    "binary": N_("Columns with binary content (such as pictures) were left out."),
    "dbf": N_("The table of the shapefile (.dbf) is missing, so its shapes come without columns."),
    "shx": N_("The index of the shapefile (.shx) was missing and was made anew."),
    "curves": N_("Curves were turned into lines of many short pieces."),
}

_REASONS = {
    "open ring": N_(
        "The outline of this area is not closed: its first and last point differ. "
        "Close it in the program that made it (in QGIS: 'Fix geometries')."
    ),
    "unreadable": N_(
        "The geometry of this row cannot be read. Mend it in the program that made it "
        "(in QGIS: 'Fix geometries'), or leave it empty."
    ),
}


def read_vector(path: Path, found: Format, *, layer: str | None, limits: Limits) -> RawRows:
    """Return all rows of a layer, in the file's own coordinates.

    Raises
    ------
    ImportFailed
        If the file cannot be read, has no rows, or has several layers and none was chosen.
    """
    with private_folder(path.name) as folder:
        staged = stage(path, found, folder, layer, limits)
        asked: dict[str, Any] = {
            "drivers": found.drivers,
            "layer": staged.layer,
            "limits": limits,
        }
        answer = ask("bulk", folder, staged.file, **asked)
        notes = list(staged.notes)
        if answer.table is not None and has_curves(answer.table):
            notes.append("curves")
        if answer.error in ("bulk", "crash", "drivers") or _has_broken_shapes(answer):
            logger.info("read row by row: %s", answer.report.get("detail") or "broken shapes")
            answer = ask("records", folder, staged.file, **asked)
    _demand(answer, path, found)
    assert answer.table is not None  # noqa: S101 - `_demand` saw to it
    attributes, shapes, renamed = rows_of(answer.table)
    if not len(attributes):
        raise _no_rows(path)
    problems = {
        row: Problem(_REASONS[reason], {}, "geometry")
        for row, reason, _ in answer.report["refused"]
    }
    for row in attributes.index[shapely.is_missing(shapes) & ~without_shape(answer.table)]:
        problems.setdefault(int(row), Problem(_REASONS["unreadable"], {}, "geometry"))
    return RawRows(
        attributes,
        shapes,
        problems,
        (*(Problem(_NOTES[note]) for note in [*notes, *answer.report["notes"]]), *renamed),
        answer.report["crs"],
        answer.report["driver"],
    )


def summarise_vector(
    path: Path, found: Format, *, layer: str | None, limits: Limits
) -> FileSummary:
    """Return what is in a file: layers, columns, number of rows, the first rows.

    Raises
    ------
    ImportFailed
        If the file cannot be read or the layer is not there.
    """
    with private_folder(path.name) as folder:
        staged = stage(path, found, folder, layer, limits, first=True)
        answer = ask(
            "summary",
            folder,
            staged.file,
            drivers=found.drivers,
            layer=staged.layer,
            limits=limits,
        )
    _demand(answer, path, found)
    report = answer.report
    columns, _ = unique_names(answer.table.column_names)  # type: ignore[union-attr]
    sample = frame_of(answer.table, columns)
    names = staged.layers or _layers(path, answer) or (path.stem,)
    chosen = layer or (names[0] if staged.layers else _own_name(path, report["layer"]))
    return FileSummary(
        layers=names,
        layer=chosen,
        columns=tuple(columns),
        rows=report["rows"],
        sample=rows_as_text(sample),
        declared_crs=report["crs"],
        driver=report["driver"],
        geometry_type=report["geometry_type"],
    )


def _has_broken_shapes(answer: Answer) -> bool:
    if answer.table is None:
        return False
    return bool((shapely.is_missing(shapes_of(answer.table)) & ~without_shape(answer.table)).any())


def _demand(answer: Answer, path: Path, found: Format) -> None:
    """Raise what an answer says went wrong, in words."""
    error, layers = answer.error, list(_layers(path, answer))
    if error is None:
        return
    logger.debug("%s: %s", error, answer.report.get("detail"))
    if error == "layers":
        raise choose_layer(path, layers)
    if error == "layer":
        raise no_layer(path, answer.report["detail"], layers)
    if error == "rows":
        raise _no_rows(path)
    if error in ("memory", "crash"):
        raise ImportFailed(
            N_(
                "'{file}' could not be read: it is damaged, or needs more memory than it may "
                "use. Open it in QGIS, keep what you need, and save it as GeoPackage."
            ),
            file=path.name,
        )
    if error == "format" and found.drivers == GEOJSON.drivers:
        raise ImportFailed(
            N_(
                "'{file}' is JSON, but no GeoJSON or TopoJSON: no features were found in it. "
                "Export it once more as GeoJSON, or as CSV with columns for the coordinates."
            ),
            file=path.name,
        )
    if error == "format":
        raise ImportFailed(
            N_(
                "'{file}' is no {format} that we can read. "
                "Export it once more as {format}, or give it its right ending."
            ),
            file=path.name,
            format=found.name,
        )
    raise ImportFailed(
        N_(
            "'{file}' is damaged or not complete: reading it as {format} failed. "
            "Export or download it once more."
        ),
        file=path.name,
        format=found.name,
    )


def _layers(path: Path, answer: Answer) -> tuple[str, ...]:
    return tuple(_own_name(path, layer) for layer in answer.report.get("layers", []))


def _own_name(path: Path, layer: str | None) -> str:
    return path.stem if layer in (None, STEM) else str(layer)


def _no_rows(path: Path) -> ImportFailed:
    return ImportFailed(
        N_("'{file}' has no rows. Export or download it once more, or choose another layer."),
        file=path.name,
    )
