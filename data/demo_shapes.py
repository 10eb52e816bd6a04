"""Turn the hand-drawn map of the demonstration municipality into shapes in metres."""

from dataclasses import dataclass
from random import Random
from typing import Any

from demo_lines import extended, part_between, smooth_line, smooth_ring, worn_ring
from demo_streets import field_ditches, street_fabric
from shapely import (
    LineString,
    MultiPolygon,
    Point,
    Polygon,
    get_parts,
    polygonize,
    unary_union,
)
from shapely.geometry.base import BaseGeometry

DIKE_ROAD_INSET_M = 42.0
DITCH_WIDTH_M = 4.0
STREET_TO_WATER_M = 16.0
STREET_TO_DITCH_M = 26.0
DIKE_TO_DITCH_M = 90.0
BESIDE_STREET_M = 14.0
SHORTEST_OWN_STREET_M = 40.0


@dataclass(frozen=True)
class Street:
    """One street: its name (may be empty), its class (main or side) and its line in metres."""

    name: str
    kind: str
    line: LineString


@dataclass(frozen=True)
class TownMap:
    """All shapes of the municipality, in metres from the origin of the map."""

    dike: Polygon
    neighbourhoods: dict[str, Polygon]
    water: dict[str, BaseGeometry]
    ditches: dict[str, MultiPolygon]
    green: dict[str, Polygon]
    streets: list[Street]

    def wet(self) -> BaseGeometry:
        """Return all open water as one shape."""
        return unary_union(list(self.water.values()))


def draw_town_map(drawing: dict[str, Any], *, seed: int) -> TownMap:
    """Return the shapes that a hand-drawn map stands for.

    Parameters
    ----------
    drawing
        The content of `demo_map.toml`; all positions in metres from its origin.
    seed
        Start of the chance that sways dikes and places side streets and ditches.
    """
    rng = Random(seed)
    dike = worn_ring(drawing["dike"], rng)
    waters = {name: _line(plan) for name, plan in drawing["water"].items()}
    roads = {name: smooth_line(plan["path"]) for name, plan in drawing["road"].items()}
    neighbourhoods = _neighbourhoods(drawing, dike, waters, roads)
    water = {
        name: waters[name].buffer(plan["width_m"] / 2).intersection(dike)
        for name, plan in drawing["water"].items()
    }
    water |= {name: smooth_ring(plan["ring"]) for name, plan in drawing["pond"].items()}
    wet = unary_union(list(water.values()))
    green = {}
    for name, plan in drawing["green"].items():
        ring = worn_ring(plan["ring"], rng, rounds=1, sway_m=2)
        green[name.replace("_", " ")] = _dry(ring, wet.buffer(6), dike)

    inside_dike_road = dike.buffer(-DIKE_ROAD_INSET_M)
    streets = [Street("Zeedijk", "side", LineString(inside_dike_road.exterior.coords).simplify(1))]
    streets += [
        Street(name, drawing["road"][name].get("class", "main"), piece)
        for name, line in roads.items()
        for piece in get_parts(line.intersection(inside_dike_road))
    ]
    keep_free = unary_union([wet.buffer(STREET_TO_WATER_M), *green.values()])
    streets += _side_streets(drawing, neighbourhoods, streets, inside_dike_road, keep_free, rng)

    built = unary_union([street.line for street in streets]).buffer(STREET_TO_DITCH_M)
    no_field = unary_union([built, wet.buffer(4), *green.values()])
    fields = dike.buffer(-DIKE_TO_DITCH_M).difference(no_field)
    ditches = _ditches(drawing, neighbourhoods, fields, rng)
    return TownMap(dike, neighbourhoods, water, ditches, green, streets)


def _side_streets(
    drawing: dict[str, Any],
    neighbourhoods: dict[str, Polygon],
    main_streets: list[Street],
    inside_dike_road: BaseGeometry,
    keep_free: BaseGeometry,
    rng: Random,
) -> list[Street]:
    """Return the side streets of the town and the village; the longest ones bear the names."""
    beside_main = unary_union([street.line for street in main_streets]).buffer(BESIDE_STREET_M)
    streets = []
    for plan in drawing["fabric"]:
        area = neighbourhoods[plan["neighbourhood"]].intersection(inside_dike_road)
        if "ring" in plan:
            area = area.intersection(Polygon(plan["ring"]))
        lines = [
            line
            for line in street_fabric(area.difference(keep_free), plan, rng)
            if line.difference(beside_main).length > SHORTEST_OWN_STREET_M
        ]
        names = [*plan["names"], *[""] * len(lines)]
        streets += [Street(name, "side", line) for name, line in zip(names, lines, strict=False)]
    return streets


def _ditches(
    drawing: dict[str, Any],
    neighbourhoods: dict[str, Polygon],
    fields: BaseGeometry,
    rng: Random,
) -> dict[str, MultiPolygon]:
    """Return the ditches between the fields, by neighbourhood code, as narrow strips."""
    ditches = {}
    for plan in drawing["ditches"]:
        area = neighbourhoods[plan["neighbourhood"]].intersection(fields)
        if "ring" in plan:
            area = area.intersection(Polygon(plan["ring"]))
        ditches[plan["neighbourhood"]] = MultiPolygon(
            [
                line.buffer(DITCH_WIDTH_M / 2, cap_style="flat")
                for line in field_ditches(area, plan, rng)
            ]
        )
    return ditches


def _line(plan: dict[str, Any]) -> LineString:
    return smooth_line(plan["path"]) if plan.get("smooth", True) else LineString(plan["path"])


def _dry(shape: Polygon, wet: BaseGeometry, dike: Polygon) -> Polygon:
    """Return the largest part of a shape that is dry land inside the dike."""
    parts = get_parts(shape.intersection(dike.buffer(-12)).difference(wet))
    return max(parts, key=lambda part: part.area)


def _neighbourhoods(
    drawing: dict[str, Any],
    dike: Polygon,
    waters: dict[str, LineString],
    roads: dict[str, LineString],
) -> dict[str, Polygon]:
    """Return the faces of the net of borders, by neighbourhood code.

    Cutting all borders at their crossings first gives neighbours the very same corner points.
    """
    plan = drawing["borders"]
    borders = [extended(waters[name]) for name in plan["waters"]]
    borders += [
        extended(part_between(roads[part["road"]], *part["between"])) for part in plan["part"]
    ]
    borders += [extended(_line(line)) for line in plan["line"]]
    net = unary_union([LineString(dike.exterior.coords), *borders])
    faces = list(get_parts(polygonize(list(get_parts(net)))))
    homes = {
        code: next(face for face in faces if face.contains(Point(position)))
        for code, position in drawing["neighbourhood_at"].items()
    }
    if len(faces) != len(homes):
        raise ValueError(f"{len(faces)} faces for {len(homes)} neighbourhoods: mend the borders")
    return homes
