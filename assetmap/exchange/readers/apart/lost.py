"""Find the shapes that GDAL gave up without a word, and the features that it left out."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from .stop import Stop

# The WKB of a point without coordinates ends in two of these.
_NAN = b"\x00\x00\x00\x00\x00\x00\xf8\x7f"

# Python needs some ten times the size of a JSON; a larger one is taken as GDAL gives it.
_MAX_BYTES = 32 * 1024**2


# In a shapefile: where the number of points of a shape stands, by the kind of the shape.
_POINTS_AT = {
    **dict.fromkeys((3, 5, 13, 15, 23, 25, 31), 40),
    **dict.fromkeys((8, 18, 28), 36),
}


def lost_shapes(request: dict[str, Any], shapes: list[bytes | None], driver: str) -> list[int]:
    """Return the rows whose shape GDAL gave up without a word.

    It reads as no geometry at all what is broken in a GeoJSON, and what is too large in a
    shapefile.
    """
    file = Path(request["file"])
    if driver == "GeoJSON" and file.stat().st_size <= _MAX_BYTES:
        return _lost_in_geojson(file, shapes)
    if driver == "ESRI Shapefile" and None in shapes:
        return _lost_in_shapefile(file, shapes)
    return []


def _lost_in_shapefile(file: Path, shapes: list[bytes | None]) -> list[int]:
    index = file.with_suffix(".shx")
    if not index.is_file():
        return []
    offsets = index.read_bytes()[100:]
    # Rows that were deleted are left out, and then nobody knows which is which.
    if len(offsets) // 8 != len(shapes):
        return []
    lost = []
    with file.open("rb") as source:
        for place, shape in enumerate(shapes):
            if shape is None:
                source.seek(8 + 2 * int.from_bytes(offsets[8 * place : 8 * place + 4], "big"))
                head = source.read(44)
                at = _POINTS_AT.get(int.from_bytes(head[:4], "little"), len(head))
                if int.from_bytes(head[at : at + 4], "little"):
                    lost.append(place + 1)
    return lost


def _lost_in_geojson(file: Path, shapes: list[bytes | None]) -> list[int]:
    """Return the rows with a broken shape; stop when GDAL passed over what is no feature."""
    with contextlib.suppress(MemoryError, ValueError, RecursionError):
        content = json.loads(file.read_bytes())
        features = content.get("features", [content])
        if len(features) != len(shapes):
            raise Stop("bulk", f"{len(shapes)} rows of {len(features)} features")
        return [
            place + 1
            for place, shape in enumerate(shapes)
            if (shape is None or (len(shape) == 21 and shape.endswith(_NAN + _NAN)))
            and has_coordinates(features[place])
        ]
    return []


def has_coordinates(feature: Any) -> bool:
    """Tell whether a GeoJSON feature has a geometry that is meant to be somewhere."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not geometry:
        return False
    if not isinstance(geometry, dict):
        return True
    parts = geometry.get("geometries") or geometry.get("coordinates", "none given")
    return bool(parts)
