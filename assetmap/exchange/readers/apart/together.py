"""Read all layers of a file as one: the folders of a KML, what a GPX holds."""

from __future__ import annotations

from typing import Any

from .layers import SAMPLE_ROWS, list_layers, load_pyogrio, shape_column
from .stop import Stop
from .tables import put_together, with_shapes_last, with_text_repaired, write_rows

# What says in which folder or layer a row was.
_COLUMNS = {"LIBKML": "folder", "KML": "folder"}
_COLUMN = "layer"

# The points that routes and tracks are made of: read when asked for, else twice the same.
_POINTS_OF_LINES = ("route_points", "track_points")

# What GDAL says of each row of a KML when the file has nothing of the kind.
_KML_DEFAULTS: dict[str, set[Any]] = {
    "altitudeMode": {""},
    "tessellate": {-1, 0},
    "extrude": {-1, 0},
    "visibility": {-1, 1},
}

# So many rows that cannot be read, and the file as a whole is damaged.
_MAX_REFUSED = 1000


def read_bulk(request: dict[str, Any]) -> dict[str, Any]:
    """Read all rows of all layers, or of the one asked for."""
    return _read(request, by_parts=False)


def read_records(request: dict[str, Any]) -> dict[str, Any]:
    """Read like that in ever smaller parts, so that a bad row hides none of the good ones."""
    return _read(request, by_parts=True)


def read_summary(request: dict[str, Any]) -> dict[str, Any]:
    """Look at the columns and the first rows; nothing short of reading tells how many there are."""
    try:
        report = _read(request, by_parts=False, sample=True)
    except Stop as stop:
        if stop.report["error"] != "bulk":
            raise
        report = _read(request, by_parts=True, sample=True)
    return report


def _read(request: dict[str, Any], *, by_parts: bool, sample: bool = False) -> dict[str, Any]:
    pyogrio = load_pyogrio(request["drivers"])
    file = request["file"]
    layers = [name for name, _ in list_layers(pyogrio, file)]
    wanted = request["layer"]
    if wanted is not None and wanted not in layers:
        raise Stop("layer", wanted, layers)
    parts: list[tuple[str, Any, dict[str, Any], list[int]]] = []
    for layer in [wanted] if wanted is not None else layers:
        if wanted is None and request["drivers"] == ["GPX"] and layer in _POINTS_OF_LINES:
            continue
        try:
            table, meta, bad = read_layer(pyogrio, file, layer, by_parts=by_parts)
        except Stop:
            raise
        # Whatever it stumbles over, it is read in parts next.
        except Exception as error:
            raise Stop(
                "damaged" if by_parts else "bulk", f"{type(error).__name__}: {error}", layers
            ) from error
        parts.append((layer, table, meta, bad))
    if not parts:
        raise Stop("rows")
    driver = pyogrio.read_info(file, layer=parts[0][0])["driver"]
    return leave(parts, layers, driver, wanted, _COLUMNS.get(driver, _COLUMN), sample=sample)


def leave(
    parts: list[tuple[str, Any, dict[str, Any], list[int]]],
    layers: list[str],
    driver: str,
    wanted: str | None,
    column: str,
    *,
    sample: bool,
) -> dict[str, Any]:
    """Put the rows of the layers together, leave them, and return the report.

    Parameters
    ----------
    parts
        Name, rows, pyogrio's account and numbers of refused rows of each layer.
    """
    notes: set[str] = set()
    refused: list[list[Any]] = []
    tables, first = [], 0
    some = [part for part in parts if part[1].num_rows]
    for layer, raw, meta, bad in some or parts[:1]:
        table, told = with_shapes_last(raw, shape_column(meta))
        table, repaired = with_text_repaired(table)
        notes |= {*told, *(["encoding"] if repaired else [])}
        if len(some) > 1:
            table = _with_name(table, column, layer)
        refused.extend([first + row, "unreadable", ""] for row in bad)
        first += table.num_rows
        tables.append(table)
    table = _without_empty(put_together(tables))
    rows = table.num_rows
    if sample:
        table = table.slice(0, SAMPLE_ROWS).drop_columns(["geometry"])
    write_rows(table)
    return {
        "driver": driver,
        "crs": next((meta["crs"] for _, _, meta, _ in parts if meta["crs"]), None),
        "layer": wanted,
        "layers": [layer for layer, *_ in some] or layers,
        "notes": sorted(notes),
        "refused": refused,
        "rows": rows,
        "geometry_type": parts[0][2]["geometry_type"] if len(some) == 1 else "Unknown",
    }


def _with_name(table: Any, column: str, layer: str) -> Any:
    import pyarrow as pa

    names = {name.casefold() for name in table.schema.names}
    while column in names:
        column += "_"
    return table.add_column(0, column, pa.array([layer] * table.num_rows, pa.string()))


def _without_empty(table: Any) -> Any:
    """Return a table without the columns of GDAL in which the file itself says nothing."""
    return table.select(
        [
            name
            for name in table.schema.names
            if name == "geometry" or _says(table.column(name), name)
        ]
    )


def _says(column: Any, name: str) -> bool:
    if name not in _KML_DEFAULTS:
        return bool(column.null_count < len(column))
    return not set(column.to_pylist()) <= {None} | _KML_DEFAULTS[name]


def read_layer(
    pyogrio: Any, file: str, layer: str, *, by_parts: bool, **options: Any
) -> tuple[Any, dict[str, Any], list[int]]:
    """Return the rows of a layer, pyogrio's account of it, and the numbers of refused rows."""

    def read(**part: int) -> Any:
        return pyogrio.read_arrow(file, layer=layer, datetime_as_string=True, **options, **part)

    if not by_parts:
        meta, table = read()
        return table, meta, []
    count = pyogrio.read_info(file, layer=layer, force_feature_count=True)["features"]
    return _in_parts(read, count)


def _in_parts(read: Any, count: int) -> tuple[Any, dict[str, Any], list[int]]:
    import pyarrow as pa

    meta, nothing = read(max_features=0)
    found: dict[int, Any] = {}
    bad: list[int] = []
    waiting = [(0, count)] if count else []
    while waiting:
        start, many = waiting.pop()
        try:
            found[start] = read(skip_features=start, max_features=many)[1]
        # Whatever it is, half of it may be good.
        except Exception as error:
            if many > 1:
                half = many // 2
                waiting += [(start + half, many - half), (start, half)]
                continue
            bad.append(start + 1)
            if len(bad) > _MAX_REFUSED:
                raise Stop("damaged", str(error)) from error
            empty = [pa.nulls(1, field.type) for field in nothing.schema]
            found[start] = pa.Table.from_arrays(empty, schema=nothing.schema)
    tables = [found[start] for start in sorted(found)]
    table = pa.concat_tables(tables, promote_options="permissive") if tables else nothing
    return table, meta, sorted(bad)
