"""Read what has a name in an extract of OpenStreetMap, with the tags that matter as columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .layers import list_layers, load_pyogrio
from .pbf import check_complete
from .stop import Stop
from .tags import MAIN_KEYS, TAGS, main_tag
from .together import leave, read_layer

# GDAL's layers, with what OpenStreetMap calls what is in them.
_KINDS = {
    "points": "node",
    "lines": "way",
    "multilinestrings": "relation",
    "multipolygons": "relation",
    "other_relations": "relation",
}

# Closed ways with these tags are areas; the list of GDAL's own configuration.
_AREAS = (
    "aeroway,amenity,boundary,building,craft,geological,historic,landuse,leisure,military,"
    "natural,office,place,shop,sport,tourism,highway=platform,public_transport=platform"
)


def configure(file: Path) -> None:
    """Write GDAL's configuration: the tags that matter become columns, under their own names."""
    lines = [f"closed_ways_are_polygons={_AREAS}", "attribute_name_laundering=no"]
    for layer in _KINDS:
        lines += [
            f"[{layer}]",
            "osm_id=yes",
            *(f"osm_{what}=no" for what in ("version", "timestamp", "uid", "user", "changeset")),
            "attributes=" + ",".join(TAGS),
            "other_tags=no",
        ]
    file.write_text("\n".join(lines), encoding="utf-8")


def read_bulk(request: dict[str, Any]) -> dict[str, Any]:
    """Read all that has a name."""
    return _read(request)


def read_records(request: dict[str, Any]) -> dict[str, Any]:
    """Read once more by the slow index, which does not mind the order of what is in the file."""
    return _read(request, OSM_USE_CUSTOM_INDEXING="NO")


def read_summary(request: dict[str, Any]) -> dict[str, Any]:
    """Look at the columns and the first rows; nothing short of reading tells how many there are."""
    try:
        return _read(request, sample=True)
    except Stop as stop:
        if stop.report["error"] != "bulk":
            raise
        return _read(request, sample=True, OSM_USE_CUSTOM_INDEXING="NO")


def _read(request: dict[str, Any], *, sample: bool = False, **options: str) -> dict[str, Any]:
    configure(Path(request["osm_config"]))
    if request["file"].endswith(".pbf"):
        check_complete(request["file"])
    pyogrio = load_pyogrio(request["drivers"])
    pyogrio.set_gdal_config_options(options)
    file, wanted = request["file"], request["layer"]
    layers = [name for name, _ in list_layers(pyogrio, file)]
    if wanted is not None and wanted not in layers:
        raise Stop("layer", wanted, layers)
    parts = []
    for layer in [wanted] if wanted is not None else layers:
        try:
            table, meta, bad = read_layer(
                pyogrio, file, layer, by_parts=False, where="name IS NOT NULL"
            )
        except Exception as error:
            code = "damaged" if options else "bulk"
            raise Stop(code, f"{type(error).__name__}: {error}", layers) from error
        parts.append((layer, _with_tag(table, _KINDS.get(layer, "")), meta, bad))
    if not any(table.num_rows for _, table, _, _ in parts):
        raise Stop("names", "", layers)
    report = leave(parts, layers, "OSM", wanted, "layer", sample=sample)
    return {**report, "notes": [*report["notes"], "names"]}


def _with_tag(table: Any, kind: str) -> Any:
    """Return a table with one id and the main tag in front."""
    import pyarrow as pa

    ids = table.column("osm_id").to_pylist()
    # An area is a closed way as well as a relation; the other id is then empty.
    ways = table.column("osm_way_id").to_pylist() if "osm_way_id" in table.schema.names else ids
    rows = table.select([key for key in MAIN_KEYS if key in table.schema.names]).to_pylist()
    names = [name for name in table.schema.names if name not in ("osm_id", "osm_way_id")]
    own = [
        f"{kind}/{each}" if each is not None else f"way/{way}"
        for each, way in zip(ids, ways, strict=True)
    ]
    table = table.select(names).add_column(0, "osm_id", pa.array(own, pa.string()))
    return table.add_column(1, "tag", pa.array([main_tag(row) for row in rows], pa.string()))
