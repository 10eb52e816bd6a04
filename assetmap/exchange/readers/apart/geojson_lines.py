"""Turn GeoJSON with one feature a line (RFC 8142, or lines alone) into a GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path


def turn_into_geojson(source: Path, target: Path) -> None:
    """Write the GeoJSON; a line that is no JSON becomes `null`."""
    with source.open(encoding="utf-8-sig") as lines, target.open("w", encoding="utf-8") as turned:
        turned.write('{"type": "FeatureCollection", "features": [')
        some = False
        for line in lines:
            if not (text := line.strip().lstrip("\x1e")):
                continue
            turned.write(",\n" if some else "\n")
            turned.write(text if _is_json(text) else "null")
            some = True
        turned.write("\n]}")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
