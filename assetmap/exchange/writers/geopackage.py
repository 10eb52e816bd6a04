"""Write a GeoPackage: a table for each layer and kind of shape."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.domain.geometry import KINDS

_SUFFIXES = {"point": "points", "line": "lines", "area": "areas", "mixed": "mixed"}

# Single and multi type of each kind.
_TYPES = {
    "point": ("Point", "MultiPoint"),
    "line": ("LineString", "MultiLineString"),
    "area": ("Polygon", "MultiPolygon"),
    "mixed": ("Unknown", "Unknown"),
}
_SINGLE = {"Point", "LineString", "LinearRing", "Polygon"}


def write_geopackage(frames: Mapping[str, GeoDataFrame], target: Path, crs: str) -> tuple[str, ...]:
    """Write each frame as a table; one with several kinds of shapes as a table for each kind.

    Rows without a place go with the first kind. An index with a name becomes a column.
    """
    del crs  # the frames know it
    layers: list[str] = []
    for name, frame in frames.items():
        rows = frame.reset_index() if frame.index.name is not None else frame
        for layer, part, kind in _parts(name, rows):
            many = _has_many(part)
            pyogrio.write_dataframe(
                part,
                target,
                layer=layer,
                driver="GPKG",
                geometry_type=_TYPES[kind][many],
                promote_to_multi=many,
                append=False,
            )
            layers.append(layer)
    _demand_whole(target, layers, sum(map(len, frames.values())))
    return tuple(layers)


def _parts(name: str, frame: GeoDataFrame) -> list[tuple[str, GeoDataFrame, str]]:
    kinds = _kinds(frame)
    present = [kind for kind in _SUFFIXES if (kinds == kind).any()] or ["point"]
    if len(present) == 1:
        return [(name, frame, present[0])]
    without = shapely.is_missing(np.asarray(frame.geometry.array))
    return [
        (
            f"{name}_{_SUFFIXES[kind]}",
            frame[(kinds == kind) | (without if kind == present[0] else False)],
            kind,
        )
        for kind in present
    ]


def _kinds(frame: GeoDataFrame) -> NDArray[np.object_]:
    """Return the kind of each shape; the empty text for none."""
    types = frame.geometry.geom_type
    return np.array(
        ["" if each is None or each != each else KINDS.get(each, "mixed") for each in types],
        dtype=object,
    )


def _has_many(frame: GeoDataFrame) -> bool:
    types = set(frame.geometry.geom_type.dropna())
    return bool(types - _SINGLE)


def _demand_whole(target: Path, layers: list[str], rows: int) -> None:
    """Read the counts back: GDAL does not always say that a disk was full."""
    written = sum(
        pyogrio.read_info(target, layer=layer, force_feature_count=True)["features"]
        for layer in layers
    )
    if written != rows:
        raise OSError(f"{written} of {rows} rows arrived")
