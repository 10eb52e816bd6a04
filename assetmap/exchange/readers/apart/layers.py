"""Read one layer with GDAL, all rows at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .lost import lost_shapes
from .stop import Stop
from .tables import with_shapes_last, with_text_repaired, write_rows

SAMPLE_ROWS = 5


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


def list_layers(pyogrio: Any, file: str) -> list[tuple[str, str | None]]:
    """Return name and kind of shape of each layer."""
    try:
        return [(str(name), kind) for name, kind in pyogrio.list_layers(file)]
    except pyogrio.errors.DataSourceError as error:
        raise Stop("format" if "not recognized" in str(error) else "damaged", str(error)) from error


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
    found = list_layers(pyogrio, request["file"])
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
    table, notes = with_shapes_last(table, shape_column(meta))
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


def shape_column(meta: dict[str, Any]) -> str | None:
    """Return the name of the column with the shapes; None for a layer without."""
    return None if meta["geometry_type"] is None else meta["geometry_name"] or "wkb_geometry"


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
