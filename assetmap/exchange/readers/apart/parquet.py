"""Read GeoParquet, which the builds of GDAL that we have cannot."""

from __future__ import annotations

import json
from typing import Any

from .layers import SAMPLE_ROWS
from .stop import Stop
from .tables import with_shapes_last, with_text_repaired, write_rows

# GeoParquet 1.1: a file that names no reference system is in this one.
_DEFAULT_CRS = "OGC:CRS84"

# A table without the metadata may still hold shapes as WKB under one of these names.
_SHAPE_NAMES = ("geometry", "geom", "wkb_geometry", "wkb", "the_geom", "shape")


def read_bulk(request: dict[str, Any]) -> dict[str, Any]:
    """Read all rows."""
    return _read(request, sample=False)


def read_summary(request: dict[str, Any]) -> dict[str, Any]:
    """Look at the columns and the first rows only."""
    return _read(request, sample=True)


def _read(request: dict[str, Any], *, sample: bool) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(request["file"], memory_map=True) as file:
            rows = file.metadata.num_rows
            size = sum(
                file.metadata.row_group(group).total_byte_size
                for group in range(file.metadata.num_row_groups)
            )
            # What it says it unpacks to; if it lies, the limit on memory ends it.
            if not sample and size > request["memory_bytes"] // 3:
                raise Stop("memory")
            geo = _metadata(file.schema_arrow.metadata)
            if sample:
                batches = file.iter_batches(SAMPLE_ROWS, use_threads=False)
                first = next(batches, None)
                table = (
                    file.schema_arrow.empty_table()
                    if first is None
                    else pa.Table.from_batches([first])
                )
            else:
                table = file.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Stop("damaged", str(error)) from error
    if request["layer"] is not None:
        raise Stop("layer", request["layer"])
    name, crs = _shapes(table, geo)
    table, notes = with_shapes_last(_plain(table, geo, name), name)
    table, repaired = with_text_repaired(table)
    if sample:
        table = table.drop_columns(["geometry"])
    write_rows(table)
    return {
        "driver": "Parquet",
        "crs": crs,
        "layer": None,
        "layers": [],
        "notes": [*notes, *(["encoding"] if repaired else [])],
        "refused": [],
        "rows": rows,
        "geometry_type": None if name is None else "Unknown",
    }


def _metadata(found: dict[bytes, bytes] | None) -> dict[str, Any]:
    try:
        geo = json.loads((found or {}).get(b"geo", b"{}"))
    except (ValueError, RecursionError) as error:
        raise Stop("damaged", str(error)) from error
    return geo if isinstance(geo, dict) else {}


def _shapes(table: Any, geo: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the column with the shapes and its reference system."""
    import pyarrow as pa

    name = geo.get("primary_column")
    columns = geo.get("columns")
    about = columns.get(name) if isinstance(columns, dict) else None
    if name in table.schema.names and isinstance(about, dict):
        if about.get("encoding") != "WKB":
            raise Stop("shape encoding", str(about.get("encoding")))
        crs = about.get("crs", _DEFAULT_CRS)
        return str(name), json.dumps(crs) if isinstance(crs, dict) else crs
    for field in table.schema:
        if field.name.lower() in _SHAPE_NAMES and (
            pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
        ):
            return str(field.name), None
    return None, None


def _plain(table: Any, geo: dict[str, Any], name: str | None) -> Any:
    """Return a table without the boxes around the shapes, and with plain types."""
    import pyarrow as pa

    about = (geo.get("columns") or {}).get(name) or {}
    boxes = ((about.get("covering") or {}).get("bbox") or {}).get("xmin") or [None]
    if boxes[0] in table.schema.names:
        table = table.drop_columns([boxes[0]])
    for place, field in enumerate(table.schema):
        kind, column = field.type, table.column(place)
        if isinstance(kind, pa.BaseExtensionType):
            kind, column = kind.storage_type, column.cast(kind.storage_type)
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)
        if field.name == name and kind != pa.binary():
            column = column.cast(pa.binary())
        table = table.set_column(place, pa.field(field.name, column.type), column)
    return table.replace_schema_metadata(None)
