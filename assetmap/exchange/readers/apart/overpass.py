"""Turn an answer of Overpass (OpenStreetMap as JSON) into a GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .stop import Stop
from .tags import TAGS, main_tag

Place = list[float]


def turn_into_geojson(source: Path, target: Path) -> None:
    """Write the GeoJSON: a feature for each element with tags."""
    try:
        elements = json.loads(source.read_bytes())["elements"]
    except (ValueError, KeyError, TypeError) as error:
        raise Stop("damaged", str(error)) from error
    known = [each for each in elements if isinstance(each, dict)]
    nodes = {each.get("id"): place for each in known if (place := _place(each)) is not None}
    ways = {each.get("id"): _line(each, nodes) for each in known if each.get("type") == "way"}
    features = [
        _feature(each, _shape(each, nodes, ways))
        for each in known
        if isinstance(each.get("tags"), dict) and each["tags"]
    ]
    if not features:
        raise Stop("rows")
    target.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False),
        encoding="utf-8",
    )


def _feature(element: dict[str, Any], shape: dict[str, Any] | None) -> dict[str, Any]:
    tags = element["tags"]
    return {
        "type": "Feature",
        "geometry": shape,
        "properties": {
            "osm_id": f"{element.get('type')}/{element.get('id')}",
            "tag": main_tag(tags),
            **{key: tags[key] for key in TAGS if key in tags},
        },
    }


def _place(element: Any) -> Place | None:
    lon, lat = element.get("lon"), element.get("lat")
    return [lon, lat] if isinstance(lon, int | float) and isinstance(lat, int | float) else None


def _line(way: dict[str, Any], nodes: dict[Any, Place]) -> list[Place]:
    """Return the points of a way, as far as the answer holds them."""
    points = way.get("geometry")
    if isinstance(points, list):
        return [place for each in points if isinstance(each, dict) and (place := _place(each))]
    return [nodes[ref] for ref in way.get("nodes") or () if ref in nodes]


def _shape(
    element: dict[str, Any], nodes: dict[Any, Place], ways: dict[Any, list[Place]]
) -> dict[str, Any] | None:
    if (place := _place(element)) is not None:
        return {"type": "Point", "coordinates": place}
    if element.get("type") == "way":
        lines = [ways.get(element.get("id"), [])]
    else:
        members = [each for each in element.get("members") or () if isinstance(each, dict)]
        lines = [
            _line(each, nodes) or ways.get(each.get("ref"), [])
            for each in members
            if each.get("type") == "way"
        ]
    lines = [line for line in lines if len(line) > 1]
    # A route keeps its lines; what is a ring by itself is an area.
    rings = [line for line in lines if len(line) > 3 and line[0] == line[-1]]
    if rings and len(rings) == len(lines) and "highway" not in element.get("tags", {}):
        if len(rings) == 1:
            return {"type": "Polygon", "coordinates": rings}
        if element.get("tags", {}).get("type") != "multipolygon":
            return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    elif lines:
        return {"type": "MultiLineString", "coordinates": lines}
    return _middle(element)


def _middle(element: dict[str, Any]) -> dict[str, Any] | None:
    """Return the middle that the answer gives for an element (`out center`), or of its bounds."""
    center, bounds = element.get("center"), element.get("bounds")
    if isinstance(center, dict) and (place := _place(center)) is not None:
        return {"type": "Point", "coordinates": place}
    try:
        lon = (bounds["minlon"] + bounds["maxlon"]) / 2  # type: ignore[index]
        lat = (bounds["minlat"] + bounds["maxlat"]) / 2  # type: ignore[index]
    except (KeyError, TypeError):
        return None
    return {"type": "Point", "coordinates": [lon, lat]}
