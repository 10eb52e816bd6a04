"""Read row by row, so that a bad row hides none of the good ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .layers import choose_layer
from .lost import has_coordinates, lost_shapes
from .stop import Stop
from .tables import plain, table_of, write_rows


def read_records(request: dict[str, Any]) -> dict[str, Any]:
    """Read row by row with fiona; where that fails for GeoJSON, with Python alone."""
    try:
        return _with_fiona(request)
    except Stop as stop:
        if stop.report["error"] not in ("bulk", "damaged") or "GeoJSON" not in request["drivers"]:
            raise
        return _from_json(request, stop)


def _with_fiona(request: dict[str, Any]) -> dict[str, Any]:
    import fiona

    allowed = {"enabled_drivers": request["drivers"], "allow_unsupported_drivers": True}
    layer = request["layer"]
    refused: list[list[Any]] = []
    shapes: list[bytes | None] = []
    try:
        if layer is None:
            found = fiona.listlayers(request["file"])
            layer = choose_layer(found, [], None, request["drivers"])
        records = fiona.open(request["file"], layer=layer, **allowed)
    except (fiona.errors.FionaError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise Stop("damaged", str(error)) from error
    with records:
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
    known = {row for row, *_ in refused}
    lost = [row for row in lost_shapes(request, shapes, driver) if row not in known]
    refused.extend([row, "unreadable", ""] for row in lost)
    write_rows(table_of(columns, shapes))
    return {
        "driver": driver,
        "crs": crs or None,
        "layer": layer,
        "layers": [layer],
        "notes": [],
        "refused": refused,
    }


def _from_json(request: dict[str, Any], stop: Stop) -> dict[str, Any]:
    """Read the features of a GeoJSON one by one with Python; what is broken JSON stays refused."""
    try:
        content = json.loads(Path(request["file"]).read_bytes())
        features = content["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise stop from None
    if not isinstance(features, list) or not features:
        raise stop
    rows: list[dict[str, Any]] = []
    shapes: list[bytes | None] = []
    refused: list[list[Any]] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        rows.append(properties if isinstance(properties, dict) else {})
        try:
            if not isinstance(feature, dict) or not {"properties", "geometry"} & feature.keys():
                raise Stop("no feature")
            shapes.append(_json_shape(feature))
        except Stop as reason:
            refused.append([number, reason.report["error"], reason.report["detail"]])
            shapes.append(None)
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [plain(row.get(name)) for row in rows] for name in names}
    write_rows(table_of(columns, shapes))
    return {
        "driver": "GeoJSON",
        "crs": _json_crs(content),
        "layer": None,
        "layers": [],
        "notes": [],
        "refused": refused,
    }


def _json_shape(feature: dict[str, Any]) -> bytes | None:
    import shapely
    from shapely.geometry import shape

    geometry = feature.get("geometry")
    if not geometry:
        return None
    if not isinstance(geometry, dict):
        raise Stop("unreadable")
    try:
        check_rings(geometry)
        if not has_coordinates(feature):
            return None
        return bytes(shapely.to_wkb(shape(geometry)))
    except Stop:
        raise
    except Exception as error:
        raise Stop("unreadable", str(error)) from error


def _json_crs(content: dict[str, Any]) -> str | None:
    crs = content.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def shape_of(geometry: Any) -> bytes | None:
    """Return a record's shape as WKB, or stop with the reason why it is none."""
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return None
    plain_geometry = geometry.__geo_interface__
    check_rings(plain_geometry)
    try:
        return bytes(shapely.to_wkb(shape(plain_geometry)))
    except Exception as error:
        raise Stop("unreadable", str(error)) from error


def check_rings(geometry: dict[str, Any]) -> None:
    """Stop at a ring that is open; shapely would close it and hide the fault."""
    for part in geometry.get("geometries") or ():
        check_rings(part)
    coordinates = geometry.get("coordinates") or ()
    areas: Any = {"Polygon": [coordinates], "MultiPolygon": coordinates}
    for area in areas.get(geometry.get("type"), ()):
        for ring in area:
            if len(ring) and tuple(ring[0]) != tuple(ring[-1]):
                raise Stop("open ring")
