"""Geometry as GeoPackage writes it: a header and well-known binary.

Source: OGC 12-128r18, clause 2.1.3.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import compress
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.types import UserDefinedType

SRS_ID = 4326

_POINT_HEADER = struct.pack("<2sBBi", b"GP", 0, 0b0000_0001, SRS_ID)
_SHAPE_HEADER = struct.Struct("<2sBBi4d")
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_POINT = struct.Struct("<2sBBiBIdd")
# What stands before the coordinates in a point as we write it: header, byte order, kind.
_POINT_START = np.frombuffer(_POINT_HEADER + struct.pack("<BI", 1, 1), dtype=np.uint8)


def to_blobs(shapes: Any) -> list[bytes | None]:
    """Return shapes (EPSG:4326, None allowed) as GeoPackage blobs."""
    shapes = np.asarray(shapes, dtype=object)
    wkb = shapely.to_wkb(shapes, output_dimension=2, byte_order=1)
    points = shapely.get_type_id(shapes) == 0
    if points.all():
        return [_POINT_HEADER + each for each in wkb]
    bounds = shapely.bounds(shapes)
    return [
        None
        if each is None
        else _POINT_HEADER + each
        if point
        else _SHAPE_HEADER.pack(b"GP", 0, 0b0000_0011, SRS_ID, west, east, south, north) + each
        for each, point, (west, south, east, north) in zip(wkb, points, bounds, strict=True)
    ]


def from_blobs(blobs: list[bytes | None]) -> NDArray[np.object_]:
    """Return the shapes of GeoPackage blobs."""
    wkb = [None if blob is None else blob[_wkb_start(blob) :] for blob in blobs]
    shapes: NDArray[np.object_] = shapely.from_wkb(np.array(wkb, dtype=object))
    return shapes


def point_coordinates(
    blobs: Sequence[bytes | None],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the coordinates of points, without making a shape of each.

    Returns
    -------
    xy, plain
        Shape (n, 2), NaN for what is no point as we write it; and which are.
    """
    xy = np.full((len(blobs), 2), np.nan)
    plain = np.fromiter(
        (blob is not None and len(blob) == _POINT.size for blob in blobs), bool, len(blobs)
    )
    together = b"".join(compress(blobs, plain.tolist()))  # type: ignore[arg-type]
    points = np.frombuffer(together, dtype=np.uint8).reshape(-1, _POINT.size)
    start = len(_POINT_START)
    ours = (points[:, :start] == _POINT_START).all(axis=1)
    plain[plain] = ours
    xy[plain] = np.ascontiguousarray(points[ours, start:]).view("<f8")
    return xy, plain


def _wkb_start(blob: bytes) -> int:
    return 8 + _ENVELOPE_BYTES[(blob[3] >> 1) & 0b111]


def boxes(shapes: Any) -> NDArray[np.float64]:
    """Return west, east, south, north of shapes, shape (n, 4); NaN for none."""
    found: NDArray[np.float64] = shapely.bounds(np.asarray(shapes, dtype=object))
    return found[:, [0, 2, 1, 3]]


def envelope(blob: bytes) -> tuple[float, float, float, float] | None:
    """Return west, east, south, north of a blob, or None when it is empty."""
    if blob[3] & 0b0001_0000:
        return None
    if (blob[3] >> 1) & 0b111:
        west, east, south, north = struct.unpack_from("<4d", blob, 8)
        return west, east, south, north
    if len(blob) == _POINT.size:
        x, y = struct.unpack_from("<2d", blob, 13)
        return x, x, y, y
    west, south, east, north = shapely.from_wkb(blob[_wkb_start(blob) :]).bounds
    return west, east, south, north


class GpkgGeometry(UserDefinedType[BaseGeometry]):
    """A shapely shape in Python, a GeoPackage blob in the table."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the column type in DDL."""
        return "GEOMETRY"

    def bind_processor(self, dialect: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the function that turns a shape into a blob."""
        return lambda shape: None if shape is None else to_blobs([shape])[0]

    def result_processor(self, dialect: Any, coltype: Any) -> Any:  # noqa: ARG002
        """Return the function that turns a blob into a shape."""
        return lambda blob: None if blob is None else from_blobs([blob])[0]
