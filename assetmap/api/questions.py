"""What the parameters of an address ask of the map; they are written by anybody.

What makes no sense is refused with words, or brought within bounds; it never costs much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite

from starlette.requests import Request

from assetmap.actions.map_data import MOST_NAMES
from assetmap.domain.layer import Layers
from assetmap.domain.selection import Selection, from_parameters
from assetmap.errors import AssetMapError, NotFound
from assetmap.maps.clustering import MAX_LAT, MAX_ZOOM, MOST_IN_VIEW

Box = tuple[float, float, float, float]

_WHOLE = re.compile(r"[0-9]{1,15}")
_MOST_SIGNS = 200


@dataclass(frozen=True)
class ViewQuestion:
    """What a map asks for that shows a part of many assets.

    Parameters
    ----------
    box
        West, south, east, north, EPSG:4326.
    area
        Position of a neighbourhood, or -1.
    most
        More assets than this come as clusters.
    """

    selection: Selection
    box: Box
    zoom: float
    area: int
    most: int


def selection_of(request: Request, layers: Layers) -> Selection:
    """Return the selection that an address asks for."""
    return from_parameters(request.query_params, layers)


def view_of(request: Request, layers: Layers) -> ViewQuestion:
    """Return what a map asks for; an error says what is missing."""
    get = request.query_params.get
    zoom = _number(get("zoom", ""))
    if zoom is None:
        raise AssetMapError("Give zoom=NUMBER: how near the map looks, from 0 to 20.")
    area = _whole(get("area", ""))
    most = _whole(get("most", ""))
    return ViewQuestion(
        selection=selection_of(request, layers),
        box=box_of(request),
        zoom=min(max(zoom, 0.0), MAX_ZOOM),
        area=-1 if area is None else area,
        most=MOST_IN_VIEW if most is None else min(most, MOST_IN_VIEW),
    )


def box_of(request: Request) -> Box:
    """Return the box that an address asks for, within the world; else an error says how to."""
    parts = [_number(part) for part in request.query_params.get("box", "").split(",", 4)]
    numbers = [part for part in parts if part is not None]
    if len(parts) != 4 or len(numbers) != 4:
        raise AssetMapError("Give box=WEST,SOUTH,EAST,NORTH in degrees: 5.1,52.0,5.2,52.1.")
    west, east = (min(max(each, -180.0), 180.0) for each in (numbers[0], numbers[2]))
    south, north = (min(max(each, -MAX_LAT), MAX_LAT) for each in (numbers[1], numbers[3]))
    return west, south, east, north


def numbers_of(request: Request) -> list[int]:
    """Return the numbers of assets that an address names, each once, not more than fit a list."""
    parts = request.query_params.get("numbers", "").split(",", MOST_NAMES)[:MOST_NAMES]
    return list(dict.fromkeys(int(part) for part in parts if _WHOLE.fullmatch(part)))


def number_of(request: Request) -> int:
    """Return the number of the asset that a path names; `NotFound` for what is no number."""
    number = request.path_params["number"]
    if not _WHOLE.fullmatch(number):
        raise NotFound("There is no asset with this number.")
    return int(number)


def language_of(request: Request) -> str:
    """Return the language of an answer: `nl` or `en`."""
    return "en" if request.query_params.get("lang") == "en" else "nl"


def since_of(request: Request) -> str | None:
    """Return the version that a map has, if it says one."""
    since = request.query_params.get("since")
    return None if since is None else since[:_MOST_SIGNS]


def _number(text: str) -> float | None:
    try:
        found = float(text[:40])
    except ValueError:
        return None
    return found if isfinite(found) else None


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None
