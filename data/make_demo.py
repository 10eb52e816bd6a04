"""Make the demonstration data: a fictional municipality as three GeoJSON files.

Run `python data/make_demo.py`. The content stands in `demo_content.toml`, the drawing in
`demo_map.toml`. The same input gives the same bytes.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from demo_placing import Placing
from demo_shapes import TownMap, draw_town_map
from pyproj import Transformer
from shapely import Polygon, get_parts, orient_polygons, transform, union_all
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent
OUTPUT = HERE / "demo"
SEED = 1652
DECIMALS = 6
SEA_WIDTH_M = 700.0
DIKE_WIDTH_M = 26.0
ASSET_KEYS = [
    "layer",
    "category",
    "name",
    "offers",
    "themes",
    "neighbourhood",
    "address",
    "website",
    "opening_hours",
    "audience",
    "cost",
    "wheelchair",
    "languages",
    "existed_from",
    "existed_to",
]

# EPSG:28992 to EPSG:4326 with the published Helmert parameters, written out so that an installed
# correction grid does not change the result from one computer to the next.
RD_TO_WGS84 = Transformer.from_pipeline(
    "+proj=pipeline "
    "+step +inv +proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 "
    "+x_0=155000 +y_0=463000 +ellps=bessel "
    "+step +proj=cart +ellps=bessel "
    "+step +proj=helmert +x=565.2369 +y=50.0087 +z=465.658 +rx=-0.406857330322398 "
    "+ry=0.350732676542563 +rz=-1.8703473836068 +s=4.0812 +convention=coordinate_frame "
    "+step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


def make_demo(output: Path) -> None:
    """Write the neighbourhoods, the context and the assets into a folder."""
    drawing = tomllib.loads((HERE / "demo_map.toml").read_text(encoding="utf-8"))
    content = tomllib.loads((HERE / "demo_content.toml").read_text(encoding="utf-8"))
    origin = np.array(drawing["origin"], dtype=float)
    town = draw_town_map(drawing, seed=SEED)
    output.mkdir(parents=True, exist_ok=True)
    _write(output / "neighbourhoods.geojson", _neighbourhood_features(content, town), origin)
    _write(output / "context.geojson", _context_features(town), origin)
    _write(output / "assets.geojson", _asset_features(content, town), origin)


def _neighbourhood_features(content: dict[str, Any], town: TownMap) -> list[dict[str, Any]]:
    return [
        {
            "properties": {
                "code": plan["code"],
                "name": plan["name"],
                "kind": plan["kind"],
                "municipality": content["municipality"],
                "character": plan["character"],
            },
            "geometry": town.neighbourhoods[plan["code"]],
        }
        for plan in content["neighbourhood"]
    ]


def _context_features(town: TownMap) -> list[dict[str, Any]]:
    """Return water, green and streets, in the order in which to draw them."""
    shore = list(town.dike.exterior.coords)
    # Out and back again: the far edge of the sea is calmer than the dike.
    sea_edge = town.dike.buffer(3 * SEA_WIDTH_M).buffer(-2 * SEA_WIDTH_M).exterior.simplify(2)
    dike_foot = town.dike.buffer(-DIKE_WIDTH_M).exterior.simplify(1)
    features: list[dict[str, Any]] = [
        {"properties": {"kind": "water", "class": "sea"}, "geometry": Polygon(sea_edge, [shore])},
        {"properties": {"kind": "green", "class": "dike"}, "geometry": Polygon(shore, [dike_foot])},
    ]
    features += [
        {"properties": {"kind": "green", "name": name}, "geometry": shape}
        for name, shape in town.green.items()
    ]
    features += [
        {"properties": {"kind": "water", "class": "ditch"}, "geometry": strips}
        for strips in town.ditches.values()
    ]
    inland = union_all(list(town.water.values())).simplify(0.6)
    features += [
        {"properties": {"kind": "water", "class": "inland"}, "geometry": part}
        for part in get_parts(inland)
    ]
    for street in sorted(town.streets, key=lambda street: street.kind == "main"):
        properties = {"kind": "street", "class": street.kind}
        if street.name:
            properties["name"] = street.name
        features.append({"properties": properties, "geometry": street.line.simplify(1.0)})
    return features


def _asset_features(content: dict[str, Any], town: TownMap) -> list[dict[str, Any]]:
    placing = Placing(town, content["asset"])
    features = []
    for number, asset in enumerate(content["asset"], start=1):
        properties: dict[str, Any] = {"id_source": f"demo-{number:03d}"}
        properties |= {key: asset.get(key) for key in ASSET_KEYS}
        properties["fields"] = asset.get("fields", {})
        if asset["layer"] == "skills":
            properties["consent"] = asset["consent"]
        features.append({"properties": properties, "geometry": None, "asset": asset})
    # Assets in the building of another one wait until that one has its place.
    for feature in sorted(features, key=lambda feature: _turn(feature["asset"])):
        feature["geometry"] = placing.place(feature.pop("asset"))
    return features


def _turn(asset: dict[str, Any]) -> int:
    """Return when an asset gets its place: fixed positions, then addresses, then guests."""
    return 2 if "in_building" in asset else 1 if "address" in asset and "at" not in asset else 0


def _write(path: Path, features: list[dict[str, Any]], origin: np.ndarray) -> None:
    """Write features as GeoJSON, one a line, so that a change shows as a small difference."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": feature["properties"],
                "geometry": _geojson(feature["geometry"], origin),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for feature in features
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _geojson(geometry: BaseGeometry | None, origin: np.ndarray) -> dict[str, Any] | None:
    if geometry is None:
        return None

    def degrees(metres: np.ndarray) -> np.ndarray:
        lon, lat = RD_TO_WGS84.transform(*(metres + origin).T)
        return np.column_stack([np.round(lon, DECIMALS), np.round(lat, DECIMALS)])

    # GeoJSON wants outer rings counter-clockwise (RFC 7946, section 3.1.6).
    return dict(mapping(orient_polygons(transform(geometry, degrees))))


if __name__ == "__main__":
    make_demo(OUTPUT)
