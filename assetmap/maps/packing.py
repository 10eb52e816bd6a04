"""Packed map data: columns of small integers, no text of persons, nothing that is not public.

Coordinates are integer deltas of 1e-5 degree (about a metre) for borders and 1e-6 for assets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from assetmap.domain import schema
from assetmap.domain.layer import Layers

ASSET_SCALE = 1e-6
BORDER_SCALE = 1e-5

# More corners than this and a page grows heavy; borders are then drawn a little simpler.
MAX_CORNERS = 160_000


def pack_assets(
    assets: GeoDataFrame, layers: Layers, codes: Sequence[str], version: str
) -> dict[str, Any]:
    """Return public assets as columns.

    Parameters
    ----------
    assets
        Columns as `schema.ASSET_COLUMNS`, EPSG:4326.
    codes
        Neighbourhood codes, in the order in which `pack_boundaries` has them.
    """
    placeless = np.asarray(assets.geometry.array, dtype=object)
    assets = assets[~(shapely.is_missing(placeless) | shapely.is_empty(placeless))]
    categories, position = category_positions(layers)
    # A category that left its layer file is drawn as the layer's last one, 'other'.
    others = {key: position[key, "other"] for key in layers}
    known = assets[schema.LAYER].isin(list(layers)).to_numpy()
    assets = assets[known]
    category = np.array(
        [
            position.get(pair, others[pair[0]])
            for pair in zip(assets[schema.LAYER], assets[schema.CATEGORY], strict=True)
        ],
        dtype=np.int64,
    )
    place = {code: number for number, code in enumerate(codes)}
    area = np.array([place.get(code, -1) for code in assets[schema.NEIGHBOURHOOD]], dtype=np.int64)
    number = assets[schema.NUMBER].to_numpy(dtype=np.int64)
    shapes = np.asarray(assets.geometry.array, dtype=object).copy()
    # Several points are one asset, and get one symbol.
    several = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    shapes[several] = shapely.point_on_surface(shapes[several])
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    origin = _origin(shapes)

    x, y = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
    order = np.lexsort((x, np.round(y, 2)))
    return {
        "version": version,
        "scale": ASSET_SCALE,
        "origin": origin,
        "layers": [
            {"key": layer.key, "color": layer.color, "shape": layer.shape, "icon": layer.icon}
            for layer in layers.values()
        ],
        "categories": categories,
        "x": _deltas(x[order], ASSET_SCALE, origin[0]),
        "y": _deltas(y[order], ASSET_SCALE, origin[1]),
        "number": np.diff(number[points][order], prepend=0).tolist(),
        "category": category[points][order].tolist(),
        "neighbourhood": area[points][order].tolist(),
        "shapes": [
            {
                "number": int(number[row]),
                "category": int(category[row]),
                "neighbourhood": int(area[row]),
                "closed": shapes[row].geom_type in ("Polygon", "MultiPolygon"),
                "lines": _lines(shapes[row], ASSET_SCALE, origin),
            }
            for row in np.flatnonzero(~points)
        ],
    }


def category_positions(
    layers: Layers,
) -> tuple[list[dict[str, Any]], dict[tuple[str, str], int]]:
    """Return all categories in their order, and the position of each (layer, category)."""
    categories: list[dict[str, Any]] = []
    position: dict[tuple[str, str], int] = {}
    for number, layer in enumerate(layers.values()):
        for category in layer.categories:
            position[layer.key, category.key] = len(categories)
            categories.append({"layer": number, "key": category.key, "icon": category.icon})
    return categories, position


def pack_boundaries(
    neighbourhoods: GeoDataFrame, context: GeoDataFrame, version: str
) -> dict[str, Any]:
    """Return neighbourhoods (in order of code) and the context under them.

    Borders of a whole country are simplified as a coverage, so that neighbours keep touching.
    """
    shapes = simplified(np.asarray(neighbourhoods.geometry.array, dtype=object))
    origin = _origin(shapes)
    labels = shapely.point_on_surface(shapes)
    return {
        "version": version,
        "scale": BORDER_SCALE,
        "origin": origin,
        "areas": [
            {
                "name": name,
                "label": [round(label.x, 5), round(label.y, 5)],
                "rings": _lines(shape, BORDER_SCALE, origin),
            }
            for name, shape, label in zip(neighbourhoods["name"], shapes, labels, strict=True)
        ],
        "context": _context(context, origin),
    }


def simplified(shapes: NDArray[np.object_], most: int = MAX_CORNERS) -> NDArray[np.object_]:
    """Return areas with at most about `most` corners, still touching each other."""
    tolerance = 2e-5
    while shapely.get_num_coordinates(shapes).sum() > most and tolerance < 0.01:
        shapes = shapely.coverage_simplify(shapes, tolerance)
        tolerance *= 2
    return shapes


def _context(context: GeoDataFrame, origin: list[float]) -> list[dict[str, Any]]:
    # Water and green lie under the streets, side streets under main ones.
    rank: Mapping[tuple[str, str], int] = {("street", "side"): 2, ("street", "main"): 3}
    groups: dict[tuple[str, str], list[Any]] = {}
    for kind, class_, shape in zip(
        context["kind"], context["class"], context.geometry, strict=True
    ):
        groups.setdefault((kind, class_), []).extend(_lines(shape, BORDER_SCALE, origin))
    ordered = sorted(groups.items(), key=lambda item: (rank.get(item[0], 1), item[0]))
    return [{"kind": kind, "class": class_, "lines": lines} for (kind, class_), lines in ordered]


def _lines(shape: BaseGeometry, scale: float, origin: list[float]) -> list[list[list[int]]]:
    """Return the rings or lines of a shape, each as deltas of x and of y."""
    parts = shapely.get_parts(shape)
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        parts = shapely.get_rings(parts)
    packed = []
    for part in parts:
        coordinates = shapely.get_coordinates(part)
        packed.append(
            [
                _deltas(coordinates[:, 0], scale, origin[0]),
                _deltas(coordinates[:, 1], scale, origin[1]),
            ]
        )
    return packed


def _deltas(values: NDArray[np.float64], scale: float, origin: float) -> list[int]:
    steps = np.round((values - origin) / scale).astype(np.int64)
    deltas: list[int] = np.diff(steps, prepend=0).tolist()
    return deltas


def _origin(shapes: NDArray[np.object_]) -> list[float]:
    if not len(shapes):
        return [5.0, 52.0]
    west, south, _, _ = shapely.total_bounds(shapes)
    return [round(float(west), 5), round(float(south), 5)]
