"""Packed assets: columns of whole numbers, no text of persons, nothing that is not public.

Assets lie along Hilbert's curve, so that a place is a small step from the one before it. `columns`
says how the answer is laid out. Its header has

    kind          `assets`
    version       the state of the store that it shows
    since         in a delta: the state that it begins from
    scale, origin degrees a step, and longitude and latitude of step 0
    count         how many assets
    layers, categories   what draws them, in the order of their positions

and its columns, one value an asset: `x`, `y`, `number`, `category`, `area` (-1 for none),
`existed_from`, `existed_to` (as in a catalogue). Lines and areas follow: `shape.number`, which is
one of `number`, `shape.closed`, and the outlines `shape.lines`, `shape.sizes`, `shape.x`,
`shape.y`. A delta has `gone` too: numbers that are not to be seen any more; layers and categories
are those of the answer that it changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from assetmap.domain.catalogue import Catalogue
from assetmap.domain.layer import Layers, category_positions
from assetmap.maps import hilbert, outlines
from assetmap.maps.columns import Column, pack
from assetmap.maps.outlines import steps

# Degrees a step: a tenth of a metre for a town, a metre for a country, where each bit counts.
FINE_SCALE = 1e-6
COARSE_SCALE = 1e-5
MOST_FINE = 20_000

Rows = NDArray[np.int64]


def placed_rows(catalogue: Catalogue) -> Rows:
    """Return the rows of a catalogue that have a place on the map."""
    return np.flatnonzero(np.isfinite(catalogue.x) & np.isfinite(catalogue.y))


def pack_assets(
    catalogue: Catalogue, layers: Layers, version: str, *, rows: Rows | None = None
) -> bytes:
    """Return the assets of a catalogue, or some rows of it that have a place."""
    rows = placed_rows(catalogue) if rows is None else rows
    header, columns = _assets(catalogue, version, rows)
    return pack({**header, **described(layers)}, columns)


def pack_delta(
    catalogue: Catalogue, version: str, *, since: str, changed: NDArray[np.int64]
) -> bytes:
    """Return what became of some assets since an earlier state, with the same layers.

    Parameters
    ----------
    since
        The earlier state.
    changed
        Numbers of all that may have changed, also of what went out of sight.
    """
    rows = catalogue.rows_of(np.unique(changed))
    rows = rows[np.isfinite(catalogue.x[rows])]
    header, columns = _assets(catalogue, version, rows)
    gone = np.setdiff1d(changed, catalogue.number[rows])
    return pack(
        {**header, "since": since}, {**columns, "gone": Column(gone.astype(np.int64), delta=True)}
    )


def pack_refusal(kind: str, version: str, **why: Any) -> bytes:
    """Return an answer without columns, whose header says what to ask instead."""
    return pack({"kind": kind, "version": version, **why}, {})


def described(layers: Layers) -> dict[str, Any]:
    """Return what a browser must know of layers and categories to draw them."""
    return {
        "layers": [
            {"key": layer.key, "color": layer.color, "shape": layer.shape, "icon": layer.icon}
            for layer in layers.values()
        ],
        "categories": category_positions(layers)[0],
    }


def _assets(
    catalogue: Catalogue, version: str, rows: Rows
) -> tuple[dict[str, Any], dict[str, Column]]:
    rows = rows[hilbert.order(catalogue.x[rows], catalogue.y[rows])]
    x, y, number = catalogue.x[rows], catalogue.y[rows], catalogue.number[rows]
    scale = FINE_SCALE if len(rows) <= MOST_FINE else COARSE_SCALE
    origin = outlines.origin_of(x, y)
    header = {
        "kind": "assets",
        "version": version,
        "scale": scale,
        "origin": origin,
        "count": len(rows),
    }
    columns = {
        "x": Column(steps(x, scale, origin[0]), delta=True),
        "y": Column(steps(y, scale, origin[1]), delta=True),
        "number": Column(number),
        "category": Column(catalogue.category[rows]),
        "area": Column(catalogue.area[rows]),
        "existed_from": Column(catalogue.existed_from[rows]),
        "existed_to": Column(catalogue.existed_to[rows]),
        **_shapes(catalogue, number, scale, origin),
    }
    return header, columns


def _shapes(
    catalogue: Catalogue, number: NDArray[np.int64], scale: float, origin: tuple[float, float]
) -> dict[str, Column]:
    there = np.fromiter(catalogue.shapes, dtype=np.int64, count=len(catalogue.shapes))
    drawn = np.sort(there[np.isin(there, number)])
    shapes = np.empty(len(drawn), dtype=object)
    shapes[:] = [catalogue.shapes[each] for each in drawn.tolist()]
    return {
        "shape.number": Column(drawn, delta=True),
        "shape.closed": Column(shapely.get_dimensions(shapes) == 2),
        **outlines.columns(outlines.outlines(shapes), "shape", scale=scale, origin=origin),
    }
