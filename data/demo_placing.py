"""Give the hand-written assets their place on the map of the demonstration municipality."""

from typing import Any

from demo_lines import part_between, smooth_line
from demo_shapes import TownMap
from shapely import LineString, Point, Polygon, get_parts, prepare, unary_union
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

FRONT_DOOR_M = 15.0
FEWEST_HOUSES = 36
NUDGE_M = 5.0
STREET_END_M = 14.0
APART_M = 26.0
BORDER_M = 6.0


class Placing:
    """Places assets one by one and remembers what is taken."""

    def __init__(self, town: TownMap, assets: list[dict[str, Any]]) -> None:
        self._town = town
        self._open = unary_union([town.wet().buffer(4), *town.green.values()])
        prepare(self._open)
        self._roads = [street.line for street in town.streets]
        self._taken: list[Point] = []
        self._by_name: dict[str, BaseGeometry] = {}
        self._last_number: dict[str, int] = {}
        for asset in assets:
            if "address" in asset:
                street, number = _parts_of(asset["address"])
                self._last_number[street] = max(
                    number + 4, self._last_number.get(street, FEWEST_HOUSES)
                )

    def place(self, asset: dict[str, Any]) -> BaseGeometry | None:
        """Return the geometry of an asset in metres, or None for an asset without a place."""
        geometry = self._geometry(asset)
        if geometry is not None:
            self._by_name[asset["name"]] = geometry
        return geometry

    def _geometry(self, asset: dict[str, Any]) -> BaseGeometry | None:
        home = self._town.neighbourhoods[asset["neighbourhood"]]
        match asset:
            case {"in_building": name}:
                return self._by_name[name]
            case {"green": name}:
                # The border follows the water, so a park may lean over it by a few metres.
                parts = get_parts(self._town.green[name].intersection(home.buffer(-2)))
                return max(parts, key=lambda part: part.area)
            case {"path": points}:
                return smooth_line(points)
            case {"along": street, "between": ends}:
                return part_between(self._street(street, home), *ends)
            case {"along": street}:
                return self._street(street, home)
            case {"at": position}:
                return self._take(Point(position), asset)
            case {"address": address}:
                return self._take(self._front_door(address, home), asset)
        return None

    def _take(self, point: Point, asset: dict[str, Any]) -> Point:
        crowd = [other for other in self._taken if other.distance(point) < APART_M]
        if crowd:
            raise ValueError(f"{asset['name']}: less than {APART_M} m from another asset")
        self._taken.append(point)
        return point

    def _street(self, name: str, home: Polygon) -> LineString:
        """Return the longest piece of a named street in or along a neighbourhood."""
        lines = [street.line for street in self._town.streets if street.name == name]
        pieces = [part for line in lines for part in _pieces(line, home.buffer(12))]
        if not pieces:
            raise ValueError(f"no street {name} in this neighbourhood")
        return max(pieces, key=lambda piece: piece.length)

    def _front_door(self, address: str, home: Polygon) -> Point:
        """Return the place of an address: numbers climb along the street, odd to its left."""
        name, number = _parts_of(address)
        street = self._street(name, home)
        side = 1 if number % 2 else -1
        room = street.length - 2 * STREET_END_M
        inside = home.buffer(-BORDER_M)
        for extra in range(200):
            share = number / self._last_number[name]
            along = STREET_END_M + (share * room + extra * NUDGE_M) % room
            for left in (side, -side):
                door = _beside(street, along, left * FRONT_DOOR_M)
                if self._is_free(door, inside):
                    return door
        raise ValueError(f"no room at {address}")

    def _is_free(self, door: Point, inside: BaseGeometry) -> bool:
        return (
            inside.contains(door)
            and not self._open.contains(door)
            and all(door.distance(road) > FRONT_DOOR_M - 4 for road in self._roads)
            and all(door.distance(other) >= APART_M for other in self._taken)
        )


def _parts_of(address: str) -> tuple[str, int]:
    street, number = address.rsplit(" ", 1)
    return street, int(number)


def _pieces(line: LineString, area: BaseGeometry) -> list[LineString]:
    inside = line.intersection(area)
    merged = linemerge(inside) if inside.geom_type == "MultiLineString" else inside
    return [part for part in get_parts(merged) if isinstance(part, LineString)]


def _beside(line: LineString, along_m: float, left_m: float) -> Point:
    """Return the point at a distance along a line and to the left of it."""
    here, ahead = line.interpolate(along_m), line.interpolate(along_m + 1)
    dx, dy = ahead.x - here.x, ahead.y - here.y
    return Point(here.x - dy * left_m, here.y + dx * left_m)
