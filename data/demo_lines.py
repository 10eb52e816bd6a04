"""Draw smooth lines and rings through hand-placed points."""

from collections.abc import Sequence
from random import Random

from shapely import LineString, Point, Polygon
from shapely.ops import substring

Position = Sequence[float]

STEPS_PER_SEGMENT = 10
SIMPLIFY_M = 0.8
CORNER_CUT = 0.2


def smooth_line(points: Sequence[Position], *, closed: bool = False) -> LineString:
    """Return a Catmull-Rom curve through points in metres."""
    count = len(points)
    curve: list[tuple[float, float]] = []
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + step) % count] for step in (-1, 0, 1, 2))
        else:
            a, b = points[max(i - 1, 0)], points[i]
            c, d = points[i + 1], points[min(i + 2, count - 1)]
        curve += [
            _between(a, b, c, d, step / STEPS_PER_SEGMENT) for step in range(STEPS_PER_SEGMENT)
        ]
    last = points[0] if closed else points[-1]
    curve.append((float(last[0]), float(last[1])))
    return LineString(curve).simplify(SIMPLIFY_M)


def _between(a: Position, b: Position, c: Position, d: Position, t: float) -> tuple[float, float]:
    """Return the point at share `t` between `b` and `c`."""
    x, y = (
        0.5
        * (
            2 * b[k]
            + (c[k] - a[k]) * t
            + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t**2
            + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t**3
        )
        for k in (0, 1)
    )
    return x, y


def smooth_ring(points: Sequence[Position]) -> Polygon:
    """Return a polygon with a smooth edge through points in metres."""
    return Polygon(smooth_line(points, closed=True))


def part_between(line: LineString, start: Position, end: Position) -> LineString:
    """Return the part of a line between the places nearest to two positions."""
    return substring(line, line.project(Point(start)), line.project(Point(end)))


def worn_ring(
    points: Sequence[Position], rng: Random, *, rounds: int = 2, sway_m: float = 3.0
) -> Polygon:
    """Return a ring with straight stretches, rounded kinks and the small sway of an old dike."""
    ring = [(float(x), float(y)) for x, y in points]
    for _ in range(rounds):
        cut = []
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            cut.append((ax + CORNER_CUT * (bx - ax), ay + CORNER_CUT * (by - ay)))
            cut.append((ax + (1 - CORNER_CUT) * (bx - ax), ay + (1 - CORNER_CUT) * (by - ay)))
        ring = cut
    return Polygon(
        [(x + rng.uniform(-sway_m, sway_m), y + rng.uniform(-sway_m, sway_m)) for x, y in ring]
    )


def extended(line: LineString, *, by_m: float = 30.0) -> LineString:
    """Return a line with both ends drawn on, so that it surely crosses what it should meet."""
    coords = list(line.coords)
    return LineString(
        [_beyond(coords[1], coords[0], by_m), *coords, _beyond(coords[-2], coords[-1], by_m)]
    )


def _beyond(before: Position, end: Position, by_m: float) -> tuple[float, float]:
    share = 1 + by_m / Point(before).distance(Point(end))
    return before[0] + share * (end[0] - before[0]), before[1] + share * (end[1] - before[1])
