"""Fill a built-up area with side streets."""

from itertools import pairwise
from math import pi, sin
from random import Random
from typing import Any

from demo_lines import smooth_line
from shapely import LineString, Polygon, get_parts
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

SHORTEST_STREET_M = 45.0
SHORTEST_DITCH_M = 180.0
SMALLEST_RING_M2 = 6000.0


def street_fabric(area: BaseGeometry, plan: dict[str, Any], rng: Random) -> list[LineString]:
    """Return side streets in an area, longest first, as its plan in the map says."""
    streets = _rings(area, plan, rng) if plan["pattern"] == "rings" else _rows(area, plan, rng)
    pieces = [
        piece
        for street in streets
        for piece in get_parts(street.intersection(area))
        if isinstance(piece, LineString) and piece.length >= SHORTEST_STREET_M
    ]
    return sorted(pieces, key=lambda piece: -round(piece.length, 3))


def _rows(area: BaseGeometry, plan: dict[str, Any], rng: Random) -> list[LineString]:
    """Return bent parallel streets with staggered short streets between them."""
    heart = area.centroid
    reach = 0.75 * max(area.bounds[2] - area.bounds[0], area.bounds[3] - area.bounds[1])
    phase = rng.uniform(0, 2 * pi)
    gap, cross, bend = plan["gap_m"], plan["cross_m"], plan["bend_m"]

    def sway(along: float) -> float:
        wave = sin(along / 260 + phase) + 0.35 * sin(along / 97 + 2 * phase)
        return float(bend * wave)

    def place(along: float, row: float) -> tuple[float, float]:
        return heart.x + along, heart.y + row + sway(along)

    rows = []
    row = -reach + rng.uniform(0, gap)
    while row < reach:
        rows.append(row)
        row += gap * rng.uniform(0.86, 1.18)
    steps = [-reach + 40 * i for i in range(int(2 * reach / 40) + 1)]
    streets = [LineString([place(along, row) for along in steps]) for row in rows]
    for low, high in pairwise(rows):
        along = -reach + rng.uniform(0, cross)
        while along < reach:
            end = high
            if plan["pattern"] == "stubs":
                end = low + (high - low) * rng.uniform(0.55, 0.75)
            lean = rng.uniform(-8, 8)
            streets.append(LineString([place(along, low), place(along + lean, end)]))
            along += cross * rng.uniform(0.72, 1.4)
    return [rotate(street, plan["angle_deg"], origin=heart) for street in streets]


def _rings(area: BaseGeometry, plan: dict[str, Any], rng: Random) -> list[LineString]:
    """Return streets around a heart, with short streets from ring to ring."""
    # Rings run around a green in the middle too, so its hole must not count.
    outline = Polygon(_largest(area).exterior)
    rings: list[LineString] = []
    inset = plan["first_m"]
    while (inner := _largest(outline.buffer(-inset))).area > SMALLEST_RING_M2:
        # A ring drawn by eye is never an exact copy of the one around it.
        shift_x, shift_y = rng.uniform(-7, 7), rng.uniform(-7, 7)
        corners = max(7, round(inner.exterior.length / 75))
        points = [inner.exterior.interpolate(i / corners, normalized=True) for i in range(corners)]
        rings.append(smooth_line([(p.x + shift_x, p.y + shift_y) for p in points], closed=True))
        inset += plan["gap_m"] * rng.uniform(0.92, 1.15)
    streets = list(rings)
    edge = LineString(outline.exterior.coords)
    for outer, inner_ring in pairwise([edge, *rings]):
        along = rng.uniform(0, plan["cross_m"])
        while along < outer.length - 30:
            start = outer.interpolate(along)
            end = inner_ring.interpolate(inner_ring.project(start) + rng.uniform(-12, 12))
            if start.distance(end) < 2.1 * plan["gap_m"]:
                streets.append(LineString([start, end]))
            along += plan["cross_m"] * rng.uniform(0.75, 1.35)
    return streets


def _largest(shape: BaseGeometry) -> Polygon:
    parts = [part for part in get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())


def field_ditches(area: BaseGeometry, plan: dict[str, Any], rng: Random) -> list[LineString]:
    """Return the long straight ditches between fields of an area."""
    heart = area.centroid
    reach = area.length
    lines: list[LineString] = []
    west, east = heart.x - reach, heart.x + reach
    row = -reach + rng.uniform(0, plan["gap_m"])
    while row < reach:
        tilt = rng.uniform(-14, 14)
        lines.append(LineString([(west, heart.y + row - tilt), (east, heart.y + row + tilt)]))
        row += plan["gap_m"] * rng.uniform(0.6, 1.5)
    turned = [rotate(line, plan["angle_deg"], origin=heart) for line in lines]
    return [
        piece
        for line in turned
        for piece in get_parts(line.intersection(area))
        if isinstance(piece, LineString) and piece.length > SHORTEST_DITCH_M
    ]
