"""Turn a map exported by uMap into a GeoJSON: its layers together, each by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .stop import Stop

# How uMap draws a feature, and where older exports keep that; nothing that an asset is.
_STYLE = ("_umap_options", "_storage_options", "_storage")


def turn_into_geojson(source: Path, target: Path) -> None:
    """Write the GeoJSON."""
    try:
        content = json.loads(source.read_bytes())
    except ValueError as error:
        raise Stop("damaged", str(error)) from error
    layers = content.get("layers") if isinstance(content, dict) else None
    if not isinstance(layers, list):
        raise Stop("damaged")
    features: list[Any] = []
    for number, layer in enumerate(layers, start=1):
        if isinstance(layer, dict):
            name = name_of(layer) or f"layer {number}"
            found = layer.get("features")
            features += [_in_layer(each, name) for each in found] if isinstance(found, list) else []
    if not features:
        raise Stop("rows")
    target.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False),
        encoding="utf-8",
    )


def name_of(layer: dict[str, Any]) -> str | None:
    """Return the name of a layer, wherever this age of uMap keeps it."""
    for place in ("_umap_options", "properties", "_storage"):
        options = layer.get(place)
        name = options.get("name") if isinstance(options, dict) else None
        if isinstance(name, str) and name.strip():
            return name
    return None


def _in_layer(feature: Any, name: str) -> Any:
    if not isinstance(feature, dict):
        return feature
    properties = feature.get("properties")
    kept = properties if isinstance(properties, dict) else {}
    column = "layer"
    while column in kept:
        column += "_"
    return {
        "type": "Feature",
        "geometry": feature.get("geometry"),
        "properties": {
            **{key: value for key, value in kept.items() if key not in _STYLE},
            column: name,
        },
    }
