"""Read formats that GDAL knows: stage a copy, have it read, turn the answer into rows."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import shapely

from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.arrow import frame_of, has_curves, rows_of, shapes_of, without_shape
from assetmap.exchange.readers.bundle import STEM, choose_layer, no_layer
from assetmap.exchange.readers.columns import rows_as_text, unique_names
from assetmap.exchange.readers.formats import GEOJSON, GEOJSON_LINES, MARKUP, OVERPASS, UMAP, Format
from assetmap.exchange.readers.gdal import Answer, ask, private_folder
from assetmap.exchange.readers.result import FileSummary, Limits, RawRows
from assetmap.exchange.readers.staging import Staged, stage

logger = logging.getLogger(__name__)

_NOTES = {
    "encoding": N_("Some text was not UTF-8 and was read as Windows text (cp1252)."),
    "binary": N_("Columns with binary content (such as pictures) were left out."),
    "dbf": N_("The table of the shapefile (.dbf) is missing, so its shapes come without columns."),
    "shx": N_("The index of the shapefile (.shx) was missing and was made anew."),
    "curves": N_("Curves were turned into lines of many short pieces."),
    "names": N_("Of OpenStreetMap, only what has a name was read."),
}

# What is turned into a GeoJSON first, with the module of the reading process that does it.
_TURNED = {UMAP: "umap", OVERPASS: "overpass", GEOJSON_LINES: "geojson_lines"}

_REASONS = {
    "open ring": N_(
        "The outline of this area is not closed: its first and last point differ. "
        "Close it in the program that made it (in QGIS: 'Fix geometries')."
    ),
    "no feature": N_("This is no feature: it has no properties and no geometry. Take it out."),
    "unreadable": N_(
        "The geometry of this row cannot be read. Mend it in the program that made it "
        "(in QGIS: 'Fix geometries'), or leave it empty."
    ),
}


_TOO_MUCH = N_(
    "'{file}' could not be read: it is damaged, or needs more memory than it may "
    "use. Open it in QGIS, keep what you need, and save it as GeoPackage."
)

# What went wrong with a file as a whole.
_SAID = {
    "memory": _TOO_MUCH,
    "crash": _TOO_MUCH,
    "declared": N_(
        "'{file}' holds a document type or entities of its own, which can hide harm, so it was not "
        "read. Export it once more as {format}, or take out the lines that begin with <!DOCTYPE."
    ),
    "deep": N_(
        "'{file}' was refused: what is in it is nested deeper than any {format} needs. "
        "Export it once more from the program that made it."
    ),
    "names": N_(
        "In '{file}' nothing has a name. Of OpenStreetMap we read what has a name: "
        "take another extract, or export what you want to have as GeoJSON."
    ),
    "shape encoding": N_(
        "The shapes in '{file}' are not written as WKB, which is what we read. "
        "Export it once more as GeoParquet with WKB, or as GeoPackage."
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
        asked = _asked(staged, limits)
        answer = ask("bulk", folder, staged.file, **asked)
        notes = list(staged.notes)
        if answer.table is not None and has_curves(answer.table):
            notes.append("curves")
        again = answer.error in ("bulk", "crash", "drivers") or _has_broken_shapes(answer)
        # Without GDAL there is no other way to read it.
        if again and staged.found.drivers:
            logger.info("read row by row: %s", answer.report.get("detail") or "broken shapes")
            answer = ask("records", folder, staged.file, **asked)
    _demand(answer, path, staged.found)
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
        answer = ask("summary", folder, staged.file, **_asked(staged, limits))
    _demand(answer, path, staged.found)
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


def _asked(staged: Staged, limits: Limits) -> dict[str, Any]:
    found = staged.found
    return {
        "drivers": found.drivers,
        "layer": staged.layer,
        "limits": limits,
        "way": found.way,
        "markup": found in MARKUP,
        "turn": _TURNED.get(found),
    }


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
    if error in _SAID:
        raise ImportFailed(_SAID[error], file=path.name, format=found.name)
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
