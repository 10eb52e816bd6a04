"""Read one file that is not trusted, in a process of its own.

Run by path and in isolated mode (`python -I child.py request.json`), so that it starts fast and
nothing of assetmap comes along. It works in a private folder: there it finds the request and a
copy of the file, and there it leaves `report.json` and `rows.arrow` (attributes, with the shapes
as WKB in the last column). See `gdal.py` for the other side.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
from pathlib import Path
from typing import Any

REPORT = "report.json"
ROWS = "rows.arrow"
SAMPLE_ROWS = 5

# The WKB of a point without coordinates ends in two of these.
_NAN = b"\x00\x00\x00\x00\x00\x00\xf8\x7f"


class Stop(Exception):
    """Reading cannot go on; `code` says why."""

    def __init__(self, code: str, detail: str = "", layers: list[str] | None = None) -> None:
        super().__init__(detail)
        self.report = {"error": code, "detail": detail, "layers": layers or []}


def main(request_file: str) -> None:
    """Do what a request asks and leave a report."""
    request = json.loads(Path(request_file).read_text("utf-8"))
    limit_resources(request["memory_bytes"], request["seconds"], request["file_bytes"])
    modes = {"bulk": read_bulk, "records": read_records, "summary": read_summary}
    try:
        report = modes[request["mode"]](request)
    except Stop as stop:
        report = stop.report
    except MemoryError:
        report = {"error": "memory", "detail": ""}
    Path(REPORT).write_text(json.dumps(report), encoding="utf-8")


def limit_resources(memory_bytes: int, seconds: float, file_bytes: int) -> None:
    """Limit memory, processor time and written bytes, where the system can."""
    with contextlib.suppress(ImportError):
        import resource

        wanted = {
            resource.RLIMIT_AS: memory_bytes,
            resource.RLIMIT_CPU: math.ceil(seconds) + 1,
            resource.RLIMIT_FSIZE: 2 * file_bytes,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_NOFILE: 64,
        }
        for kind, limit in wanted.items():
            hard = resource.getrlimit(kind)[1]
            lower = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            # macOS knows RLIMIT_AS but takes no value for it.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (lower, lower))


def load_pyogrio(drivers: list[str]) -> Any:
    """Import pyogrio without what it can do without, and with no driver but those named."""
    # That takes longer to import than most files to read.
    spared = dict.fromkeys(("geopandas", "pandas", "pyproj", "shapely"))
    sys.modules.update(spared)  # type: ignore[arg-type]
    import pyogrio

    for name in spared:
        del sys.modules[name]
    # GDAL_SKIP took out the drivers that we know of. A newer GDAL may bring others, and pyogrio
    # has no list of what is allowed; fiona has, so then the records are read with that.
    if not set(pyogrio.list_drivers()) <= set(drivers):
        raise Stop("drivers", ", ".join(sorted(set(pyogrio.list_drivers()) - set(drivers))))
    return pyogrio


def choose_layer(
    spatial: list[str], others: list[str], wanted: str | None, drivers: list[str]
) -> str:
    """Return the layer to read: the one wanted, or the only one that has shapes."""
    layers = spatial or others
    if wanted is not None:
        if wanted not in [*spatial, *others]:
            raise Stop("layer", wanted, layers)
        return wanted
    # A GeoPackage may be empty; any other format without a layer is only a beginning.
    if not layers:
        raise Stop("rows" if drivers == ["GPKG"] else "damaged")
    if len(layers) > 1:
        raise Stop("layers", "", layers)
    return layers[0]


def open_layer(pyogrio: Any, request: dict[str, Any]) -> tuple[str | None, list[str]]:
    """Return the layer to read and all layers with shapes; None and none for the only one."""
    # Asking for the layers costs GDAL a whole reading of a GeoJSON, which has but one.
    if request["layer"] is None and driver_of(request) == "GeoJSON":
        return None, []
    try:
        found = [(str(name), kind) for name, kind in pyogrio.list_layers(request["file"])]
    except pyogrio.errors.DataSourceError as error:
        raise Stop("format" if "not recognized" in str(error) else "damaged", str(error)) from error
    spatial = [name for name, kind in found if kind is not None]
    others = [name for name, kind in found if kind is None]
    wanted = request["layer"]
    if wanted is None and request["mode"] == "summary" and found:
        wanted = (spatial or others)[0]
    return choose_layer(spatial, others, wanted, request["drivers"]), spatial or others


def driver_of(request: dict[str, Any]) -> str | None:
    """Return the driver that will open the file, if that is plain without opening it."""
    if len(request["drivers"]) == 1:
        return str(request["drivers"][0])
    with Path(request["file"]).open("rb") as file:
        head = file.read(4096)
    if b'"Topology"' in head:
        return "TopoJSON"
    return "GeoJSON" if b'"FeatureCollection"' in head or b'"Feature"' in head else None


def read_bulk(request: dict[str, Any]) -> dict[str, Any]:
    """Read all rows at once with pyogrio and Arrow."""
    pyogrio = load_pyogrio(request["drivers"])
    layer, layers = open_layer(pyogrio, request)
    try:
        driver = driver_of(request) or pyogrio.read_info(request["file"], layer=layer)["driver"]
        meta, table = pyogrio.read_arrow(request["file"], layer=layer, datetime_as_string=True)
    # Whatever it stumbles over, the records are tried one by one next.
    except Exception as error:
        raise Stop("bulk", f"{type(error).__name__}: {error}", layers) from error
    table, notes = with_shapes_last(table, meta)
    table, repaired = with_text_repaired(table)
    lost = lost_shapes(request, table.column(table.num_columns - 1).to_pylist(), driver)
    write_rows(table)
    return {
        "driver": driver,
        "crs": meta["crs"],
        "layer": layer,
        "layers": layers,
        "notes": [*notes, *(["encoding"] if repaired else [])],
        "refused": [[row, "unreadable", ""] for row in lost],
    }


def read_summary(request: dict[str, Any]) -> dict[str, Any]:
    """Look at the columns and the first rows only."""
    pyogrio = load_pyogrio(request["drivers"])
    layer, layers = open_layer(pyogrio, request)
    try:
        info = pyogrio.read_info(request["file"], layer=layer, force_feature_count=True)
        _, table = pyogrio.read_arrow(
            request["file"],
            layer=layer,
            max_features=SAMPLE_ROWS,
            datetime_as_string=True,
            read_geometry=False,
        )
    except Exception as error:
        raise Stop("damaged", f"{type(error).__name__}: {error}", layers) from error
    table, _ = with_text_repaired(table)
    write_rows(table)
    return {
        "driver": info["driver"],
        "crs": info["crs"],
        "layer": layer,
        "layers": layers,
        "rows": info["features"],
        "geometry_type": info["geometry_type"],
    }


def read_records(request: dict[str, Any]) -> dict[str, Any]:
    """Read row by row with fiona, so that a bad row hides none of the good ones."""
    import fiona
    import pyarrow as pa

    allowed = {"enabled_drivers": request["drivers"], "allow_unsupported_drivers": True}
    layer = request["layer"]
    if layer is None:
        layer = choose_layer(fiona.listlayers(request["file"]), [], None, request["drivers"])
    refused: list[list[Any]] = []
    shapes: list[bytes | None] = []
    with fiona.open(request["file"], layer=layer, **allowed) as records:
        driver, crs = records.driver, records.crs_wkt
        columns: dict[str, list[Any]] = {name: [] for name in records.schema["properties"]}
        reader = iter(records)
        while True:
            try:
                record = next(reader)
            except StopIteration:
                break
            except Exception as error:
                refused.append([len(shapes) + 1, "unreadable", str(error)])
                if len(refused) > 1000 and len(refused) > len(shapes) // 2:
                    raise Stop("damaged", str(error)) from error
                record = None
            for name, values in columns.items():
                values.append(plain(record.properties.get(name)) if record else None)
            try:
                shapes.append(shape_of(record.geometry) if record else None)
            except Stop as stop:
                refused.append([len(shapes) + 1, stop.report["error"], stop.report["detail"]])
                shapes.append(None)
    arrays = [arrow_array(values) for values in columns.values()]
    table = pa.table([*arrays, pa.array(shapes, pa.binary())], names=[*columns, "geometry"])
    known = {row for row, *_ in refused}
    lost = [row for row in lost_shapes(request, shapes, driver) if row not in known]
    refused.extend([row, "unreadable", ""] for row in lost)
    write_rows(table)
    return {
        "driver": driver,
        "crs": crs or None,
        "layer": layer,
        "layers": [layer],
        "notes": [],
        "refused": refused,
    }


def shape_of(geometry: Any) -> bytes | None:
    """Return a record's shape as WKB, or stop with the reason why it is none."""
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return None
    check_rings(geometry)
    try:
        return bytes(shapely.to_wkb(shape(geometry.__geo_interface__)))
    except Exception as error:
        raise Stop("unreadable", str(error)) from error


def check_rings(geometry: Any) -> None:
    """Stop at a ring that is open; shapely would close it and hide the fault."""
    for part in geometry.geometries or ():
        check_rings(part)
    areas: Any = {"Polygon": [geometry.coordinates], "MultiPolygon": geometry.coordinates}
    for area in areas.get(geometry.type, ()):
        for ring in area:
            if len(ring) and tuple(ring[0]) != tuple(ring[-1]):
                raise Stop("open ring")


def plain(value: Any) -> Any:
    """Return a value that Arrow and JSON know: text, number, boolean or nothing."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def arrow_array(values: list[Any]) -> Any:
    """Return values as an Arrow array; as text when their types differ."""
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def with_shapes_last(table: Any, meta: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return a table whose last column holds the shapes, and notes on what was left out."""
    import pyarrow as pa

    name = meta["geometry_name"] or "wkb_geometry"
    places = [place for place, each in enumerate(table.schema.names) if each == name]
    shapes = table.column(places[-1]) if places and meta["geometry_type"] is not None else None
    if shapes is not None:
        table = table.remove_column(places[-1])
    blobs = [i for i, each in enumerate(table.schema) if pa.types.is_binary(each.type)]
    for place in reversed(blobs):
        table = table.remove_column(place)
    if shapes is None:
        shapes = pa.nulls(table.num_rows, pa.binary())
    return table.append_column("geometry", shapes), ["binary"] if blobs else []


def with_text_repaired(table: Any) -> tuple[Any, bool]:
    """Return a table whose text is UTF-8: what is not is taken for Windows' cp1252."""
    import pyarrow as pa

    repaired = False
    for place, field in enumerate(table.schema):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        try:
            table.column(place).validate(full=True)
        except pa.ArrowInvalid:
            raw = table.column(place).cast(pa.binary()).to_pylist()
            text = pa.array([None if each is None else decoded(each) for each in raw], pa.string())
            table = table.set_column(place, pa.field(field.name, pa.string()), text)
            repaired = True
    return table, repaired


def decoded(raw: bytes) -> str:
    """Return bytes as text: UTF-8 if they are that, else cp1252."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def lost_shapes(request: dict[str, Any], shapes: list[bytes | None], driver: str) -> list[int]:
    """Return the rows of a GeoJSON whose shape GDAL gave up without a word.

    It reads a geometry with unreadable coordinates as no geometry at all.
    """
    empty = [
        place
        for place, shape in enumerate(shapes)
        if shape is None or (len(shape) == 21 and shape.endswith(_NAN + _NAN))
    ]
    if driver != "GeoJSON" or not empty:
        return []
    # A file so large that JSON does not fit in memory keeps its rows without a shape.
    with contextlib.suppress(MemoryError, ValueError):
        content = json.loads(Path(request["file"]).read_bytes())
        features = content.get("features", [content])
        if len(features) == len(shapes):
            return [place + 1 for place in empty if has_coordinates(features[place])]
    return []


def has_coordinates(feature: Any) -> bool:
    """Tell whether a GeoJSON feature has a geometry that is meant to be somewhere."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not geometry:
        return False
    parts = geometry.get("geometries") or geometry.get("coordinates", "none given")
    return bool(parts)


def write_rows(table: Any) -> None:
    """Leave the rows for the other side."""
    import pyarrow as pa

    with pa.ipc.new_file(ROWS, table.schema) as writer:
        writer.write_table(table)


if __name__ == "__main__":
    main(sys.argv[1])
