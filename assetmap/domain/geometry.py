"""Coordinates, shapes and the neighbourhood that holds a place.

Stored in EPSG:4326 (longitude, latitude), measured in EPSG:28992 (RD, metres).
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, cast

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from assetmap.errors import N_, MissingCRS

WGS84 = "EPSG:4326"
RD = "EPSG:28992"

# The kinds that a layer can allow, with the GeoPackage types that belong to each.
KINDS = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "LinearRing": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}

# Amersfoort / RD New to WGS 84 by EPSG:4833, seven parameters: 0.25 m at most off
# RDNAPTRANS within the Netherlands, and the same on every machine, with grids or without.
_RD_TO_WGS84 = (
    "+proj=pipeline "
    "+step +inv +proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 "
    "+x_0=155000 +y_0=463000 +ellps=bessel "
    "+step +proj=push +v_3 +step +proj=cart +ellps=bessel "
    "+step +proj=helmert +x=565.4171 +y=50.3319 +z=465.5524 "
    "+rx=0.398957388243134 +ry=-0.343987817378283 +rz=1.87740163998045 +s=4.0725 "
    "+convention=coordinate_frame "
    "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)

# Beyond this a place belongs to another municipality, or its coordinates are wrong.
NEAR_M = 2000.0
# One asset may lie further off when a person says that it is meant; beyond this it is another town,
# or a slip of the hand.
MOST_OUTSIDE_M = 20_000.0

MAX_VERTICES = 10_000


@cache
def _rd_pipeline() -> pyproj.Transformer:
    return pyproj.Transformer.from_pipeline(_RD_TO_WGS84)


def _rd_to_degrees(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = _rd_pipeline().transform(coordinates[:, 0], coordinates[:, 1])
    return np.column_stack([lon, lat])


def _degrees_to_rd(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = _rd_pipeline().transform(
        coordinates[:, 0], coordinates[:, 1], direction=pyproj.enums.TransformDirection.INVERSE
    )
    return np.column_stack([x, y])


def shapes_to_rd(shapes: Any) -> Any:
    """Return shapes in EPSG:4326 as the same shapes in EPSG:28992 (metres)."""
    return shapely.transform(shapes, _degrees_to_rd)


def shapes_to_wgs84(shapes: Any) -> Any:
    """Return shapes in EPSG:28992 as the same shapes in EPSG:4326 (degrees)."""
    return shapely.transform(shapes, _rd_to_degrees)


def read_crs(text: str) -> pyproj.CRS:
    """Return the reference system that a text such as `EPSG:28992` names.

    Raises
    ------
    MissingCRS
        If PROJ knows no such system.
    """
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise MissingCRS(
            N_("'{crs}' is no coordinate reference system. Write it as EPSG:28992 or EPSG:4326."),
            crs=text,
        ) from error


def to_crs(frame: GeoDataFrame, crs: str) -> GeoDataFrame:
    """Return a frame in another reference system.

    Parameters
    ----------
    frame
        Any frame with a CRS.
    crs
        What pyproj understands, such as `EPSG:28992`.

    Raises
    ------
    MissingCRS
        If `frame` has no CRS, or `crs` is none.
    """
    if frame.crs is None:
        raise MissingCRS(
            N_("The coordinates have no reference system. Give it, for example EPSG:28992.")
        )
    target, source = read_crs(crs), frame.crs
    rd, wgs84 = read_crs(RD), read_crs(WGS84)
    if source.equals(target, ignore_axis_order=True):
        return cast(GeoDataFrame, frame.set_crs(target, allow_override=True))
    if source.equals(wgs84, ignore_axis_order=True) and target.equals(rd):
        return frame.set_geometry(GeoSeries(shapes_to_rd(frame.geometry.array), frame.index, RD))
    if source.equals(rd) and target.equals(wgs84, ignore_axis_order=True):
        shapes = shapes_to_wgs84(frame.geometry.array)
        return frame.set_geometry(GeoSeries(shapes, frame.index, WGS84))
    return cast(GeoDataFrame, frame.to_crs(target))


def to_wgs84(frame: GeoDataFrame) -> GeoDataFrame:
    """Return a frame in EPSG:4326; see `to_crs`."""
    return to_crs(frame, WGS84)


# The same by shapely's type numbers: 0 is a Point, 7 a GeometryCollection; -1, for none, is last.
_KIND_BY_TYPE = np.array(
    [
        *("point", "line", "line", "area", "point", "line", "area", "mixed"),
        "none",
    ],
    dtype=object,
)


def kinds_of(shapes: Any) -> NDArray[np.object_]:
    """Return the kind of each shape, as `kind_of`; `none` for no shape."""
    found: NDArray[np.object_] = _KIND_BY_TYPE[shapely.get_type_id(shapes)]
    return found


def kind_of(shape: BaseGeometry) -> str:
    """Return `point`, `line` or `area`; `mixed` for a collection."""
    return KINDS.get(shape.geom_type, "mixed")


def mended(shape: BaseGeometry) -> BaseGeometry:
    """Return a valid two-dimensional shape of the same kind.

    A self-crossing area is mended with GEOS' `make_valid` (structure method), which keeps
    areas as areas.
    """
    shape = shapely.force_2d(shape)
    if shape.is_valid:
        return shape
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


class NeighbourhoodIndex:
    """Finds the neighbourhood that holds a shape.

    A shape is held by the neighbourhood that holds its point on the surface. On a shared border
    the lowest code wins: a fixed rule, so that the same place gives the same answer for ever.

    Parameters
    ----------
    codes
        Neighbourhood codes, unique.
    shapes
        Their areas, EPSG:4326, in the same order.
    """

    def __init__(self, codes: Any, shapes: Any) -> None:
        order = np.argsort(np.asarray(codes, dtype=object).astype(str), kind="stable")
        self.codes: NDArray[np.object_] = np.asarray(codes, dtype=object)[order]
        self.shapes: NDArray[np.object_] = np.asarray(shapes, dtype=object)[order]
        shapely.prepare(self.shapes)
        self._tree = shapely.STRtree(self.shapes)

    def locate(self, shapes: Any) -> NDArray[np.object_]:
        """Return for each shape (EPSG:4326, None allowed) the code that holds it, or None."""
        points = surface_points(shapes)
        codes = np.full(len(points), None, dtype=object)
        if not len(self.codes):
            return codes
        # Boxes first, then the prepared areas: a quarter of the time of a predicate in the query,
        # which prepares the points instead.
        which, areas = self._tree.query(points)
        hit = shapely.intersects(self.shapes[areas], points[which])
        which, areas = which[hit], areas[hit]
        # Areas stand in order of code, so the smallest position is the lowest code.
        first = np.full(len(points), len(self.codes))
        np.minimum.at(first, which, areas)
        inside = first < len(self.codes)
        codes[inside] = self.codes[first[inside]]
        return codes

    def distance_m(self, shapes: Any) -> NDArray[np.float64]:
        """Return the metres from each shape to the nearest neighbourhood; 0 inside.

        NaN for no shape, infinite outside the world. Straight lines, measured in EPSG:28992.
        """
        points = surface_points(shapes)
        distances = np.full(len(points), np.nan)
        there = ~shapely.is_missing(points) & ~shapely.is_empty(points)
        if not len(self.codes) or not there.any():
            return distances
        distances[there] = 0.0
        outside = np.flatnonzero(there & (self.locate(points) == None))  # noqa: E711 - an array
        places = shapes_to_rd(points[outside])
        in_the_world = np.isfinite(shapely.get_x(places)) & np.isfinite(shapely.get_y(places))
        distances[outside[~in_the_world]] = np.inf
        outside, places = outside[in_the_world], places[in_the_world]
        if len(outside):
            nearest = self._tree.nearest(points[outside])
            distances[outside] = shapely.distance(places, shapes_to_rd(self.shapes[nearest]))
        return distances

    def shape(self, code: str) -> BaseGeometry | None:
        """Return the area of a neighbourhood, or None when the set has no such code."""
        position = np.flatnonzero(self.codes == code)
        return cast(BaseGeometry, self.shapes[position[0]]) if len(position) else None

    def most_overlapping(self, area: BaseGeometry) -> str | None:
        """Return the code of the neighbourhood that shares most ground with an area.

        Measured in EPSG:28992; the lowest code wins when two share as much.
        """
        candidates = np.sort(self._tree.query(area, predicate="intersects"))
        if not len(candidates):
            return None
        shared = shapely.area(
            shapely.intersection(shapes_to_rd(self.shapes[candidates]), shapes_to_rd(area))
        )
        return cast(str, self.codes[candidates[int(np.argmax(np.round(shared, 3)))]])


def surface_points(shapes: Any) -> NDArray[np.object_]:
    """Return one point on each shape; points stay themselves.

    Centroids of crescent-shaped parks fall outside them, so a point on the surface is used.
    """
    points: NDArray[np.object_] = np.array(shapes, dtype=object)
    other = (shapely.get_type_id(points) > 0) & ~shapely.is_missing(points)
    if other.any():
        points[other] = shapely.point_on_surface(points[other])
    return points


def spread_point(area: BaseGeometry, asset_id: str) -> BaseGeometry:
    """Return a point inside an area that depends on nothing but the asset's id.

    For assets without a place of their own, so that symbols do not lie on top of each other. No
    address goes in, so none can be regained.

    Parameters
    ----------
    area
        A neighbourhood, EPSG:4326.
    asset_id
        The asset's id; the same id gives the same point.
    """
    west, south, east, north = area.bounds
    # Keep away from the border, so that the symbol is plainly in its neighbourhood.
    margin = 0.12 * min(east - west, north - south)
    border, inside = area.boundary, None
    for x, y in _fractions(asset_id):
        place = shapely.Point(
            round(west + x * (east - west), 6), round(south + y * (north - south), 6)
        )
        if area.contains(place):
            if border.distance(place) >= margin:
                return place
            inside = inside or place
    # An area so narrow that all of it lies along its border.
    return inside or cast(BaseGeometry, shapely.point_on_surface(area))


def _fractions(text: str) -> list[list[float]]:
    """Return 200 pairs between 0 and 1 from a text: the same with every version of NumPy."""
    numbers = np.frombuffer(hashlib.shake_256(text.encode()).digest(1600), dtype="<u4")
    pairs: list[list[float]] = (numbers.reshape(-1, 2) / 2**32).tolist()
    return pairs
