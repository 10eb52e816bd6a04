"""Catalogues by hand: what a test does not name gets a believable value."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from assetmap.domain.catalogue import NO_END, NO_START, Catalogue
from assetmap.domain.layer import category_positions
from tests.catalogues import DTYPES
from tests.factories import shipped_layers

CATEGORIES, POSITION = category_positions(shipped_layers())
LIBRARY = POSITION["places", "library"]
LAYERS = list(shipped_layers())


def make_catalogue(shapes: list[Any], **columns: Any) -> Catalogue:
    """Return a catalogue with a row for each shape; None stands for no place."""
    size = len(shapes)
    drawn = np.empty(size, dtype=object)
    drawn[:] = shapes
    points = shapely.point_on_surface(drawn)
    number = columns.get("number", range(1, size + 1))
    category = columns.get("category", [LIBRARY] * size)
    given = {
        "number": number,
        "x": shapely.get_x(points),
        "y": shapely.get_y(points),
        "category": category,
        "layer": [CATEGORIES[each]["layer"] for each in category],
        "area": [0] * size,
        "existed_from": [NO_START] * size,
        "existed_to": [NO_END] * size,
        "name": [f"Plek {each}" for each in number],
        "offers": [""] * size,
        "address": [""] * size,
        **columns,
    }
    return Catalogue(
        **{
            name: np.array(given.get(name, [0] * size), dtype=kind) for name, kind in DTYPES.items()
        },
        shapes={
            int(number[at]): drawn[at] for at in np.flatnonzero(shapely.get_dimensions(drawn) > 0)
        },
    )


def scattered(
    size: int, *, seed: int = 7, box: tuple[float, ...] = (6.1, 52.2, 6.3, 52.3)
) -> Catalogue:
    """Return many points of all categories, in a box of west, south, east, north."""
    random = np.random.default_rng(seed)
    places = random.uniform(box[:2], box[2:], size=(size, 2))
    return make_catalogue(
        list(shapely.points(places)),
        category=random.integers(0, len(POSITION), size).tolist(),
        area=random.integers(-1, 20, size).tolist(),
        existed_from=random.choice([NO_START, 1900, 1999, 2020], size).tolist(),
        existed_to=random.choice([NO_END, 2001, 2024], size).tolist(),
    )
