"""Write GeoJSON: RFC 7946, or with a `crs` member for another reference system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from assetmap.domain.geometry import WGS84
from assetmap.exchange.writers.cells import plain_columns

# About a centimetre in degrees, a millimetre in metres.
DEGREES_DECIMALS = 7
METRES_DECIMALS = 3

_FEATURE = b'{"type":"Feature",%b"properties":%b,"geometry":%b}'


def write_geojson(frames: Mapping[str, GeoDataFrame], target: Path, crs: str) -> tuple[str, ...]:
    """Write one collection; of several frames, each feature has its layer as `layer`.

    An index with a name becomes each feature's `id`.
    """
    head = b'{"type":"FeatureCollection",'
    if not pyproj.CRS(crs).equals(pyproj.CRS(WGS84), ignore_axis_order=True):
        head += b'"crs":%b,' % orjson.dumps(_crs_member(crs))
    with target.open("wb") as file:
        file.write(head + b'"features":[\n')
        separator = b""
        for layer, frame in frames.items():
            for feature in _features(frame, layer if len(frames) > 1 else None, crs):
                file.write(separator + feature)
                separator = b",\n"
        file.write(b"\n]}\n")
    return tuple(frames)


def rounded(shapes: Any, crs: str) -> NDArray[np.object_]:
    """Return shapes with coordinates of no more decimals than they mean."""
    decimals = DEGREES_DECIMALS if pyproj.CRS(crs).is_geographic else METRES_DECIMALS
    shorter: NDArray[np.object_] = shapely.transform(
        np.asarray(shapes, dtype=object), lambda coordinates: np.round(coordinates, decimals)
    )
    return shorter


def _features(frame: GeoDataFrame, layer: str | None, crs: str) -> list[bytes]:
    shapes = rounded(frame.geometry.array, crs)
    # RFC 7946, 3.1.6: the outline of an area runs counterclockwise.
    drawn = shapely.to_geojson(shapely.orient_polygons(shapes))
    columns = plain_columns(frame)
    ids = columns.pop(str(frame.index.name)) if frame.index.name is not None else None
    if layer is not None:
        columns = {"layer": [layer] * len(frame), **columns}
    features = []
    for place, geometry in enumerate(drawn):
        named = b"" if ids is None else b'"id":%b,' % orjson.dumps(ids[place])
        properties = {name: values[place] for name, values in columns.items()}
        shape = b"null" if geometry is None else geometry.encode()
        features.append(_FEATURE % (named, orjson.dumps(properties), shape))
    return features


def _crs_member(crs: str) -> dict[str, Any]:
    authority, code = pyproj.CRS(crs).to_authority() or ("", "")
    name = f"urn:ogc:def:crs:{authority}::{code}" if code else pyproj.CRS(crs).to_wkt()
    return {"type": "name", "properties": {"name": name}}
