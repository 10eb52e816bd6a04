"""Which of several places of one name is meant: one place, the nearest, or none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

LatLon = tuple[float, float]
# Latitude, longitude, and how many people or houses stand for it.
Candidate = tuple[float, float, float]

_KM_A_DEGREE = 111.2

# The nearest namesake is meant when it is this near, and the next one twice as far at least.
NEAR_ENOUGH_KM = 40.0


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance in kilometres, good enough within a country."""
    across = (lon - other_lon) * math.cos(math.radians((lat + other_lat) / 2))
    return _KM_A_DEGREE * math.hypot(lat - other_lat, across)


def the_one(
    candidates: Iterable[Candidate], *, spread_km: float, near: LatLon | None
) -> Candidate | None:
    """Return the place that is meant; None when it may be several.

    Parameters
    ----------
    candidates
        Places of one name.
    spread_km
        What lies within this of each other is one place.
    near
        Latitude and longitude of where it is likely to be.
    """
    groups = _grouped(candidates, spread_km)
    if len(groups) < 2:
        return groups[0] if groups else None
    if near is None:
        return None
    first, second, *_ = sorted(
        (km_between(*near, lat, lon), -weight, lat, lon) for lat, lon, weight in groups
    )
    if first[0] > NEAR_ENOUGH_KM or second[0] < 2 * first[0]:
        return None
    return first[2], first[3], -first[1]


def _grouped(candidates: Iterable[Candidate], spread_km: float) -> Sequence[Candidate]:
    """Return the weightiest place of each group that lies together."""
    groups: list[Candidate] = []
    for lat, lon, weight in sorted(candidates, key=lambda each: (-each[2], each)):
        if all(km_between(lat, lon, *group[:2]) > spread_km for group in groups):
            groups.append((lat, lon, weight))
    return groups
