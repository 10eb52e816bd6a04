"""Catalogues for tests: made slowly and plainly, and told apart row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from assetmap.domain.catalogue import NO_END, NO_START, Catalogue
from assetmap.domain.layer import Layers, category_positions
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR

DTYPES = {
    "number": np.int64,
    "x": np.float64,
    "y": np.float64,
    "category": np.int16,
    "layer": np.int16,
    "area": np.int32,
    "existed_from": np.int16,
    "existed_to": np.int16,
    "themes": np.uint32,
    "audience": np.uint32,
    "languages": np.uint32,
    "cost": np.uint8,
    "wheelchair": np.uint8,
    "hours": np.int32,
    "changed": np.int64,
    "name": np.object_,
    "offers": np.object_,
    "address": np.object_,
}


def catalogue_of(frame: GeoDataFrame, layers: Layers, codes: Sequence[str]) -> Catalogue:
    """Return the catalogue of public assets in hand (columns `schema.ASSET_COLUMNS`)."""
    hours_texts = tuple(dict.fromkeys(["", *frame["opening_hours"]]))
    rows = [_row(row, layers, list(codes), hours_texts) for row in frame.itertuples()]
    columns: dict[str, Any] = {}
    for name, dtype in DTYPES.items():
        columns[name] = np.empty(len(rows), dtype=dtype)
        columns[name][:] = [row[name] for row in rows]
    shapes = {
        row.number: row.geometry
        for row in frame.itertuples()
        if row.geometry is not None and row.geometry.geom_type not in ("Point", "MultiPoint")
    }
    return Catalogue(**columns, hours_texts=hours_texts, shapes=shapes)


def _row(row: Any, layers: Layers, codes: list[str], hours_texts: Sequence[str]) -> dict[str, Any]:
    position = category_positions(layers)[1]
    place = shapely.Point() if row.geometry is None else row.geometry
    if place.geom_type != "Point":
        place = shapely.point_on_surface(place)
    x, y = (np.nan, np.nan) if place.is_empty else (place.x, place.y)
    return {
        "number": row.number,
        "x": x,
        "y": y,
        "category": position.get((row.layer, row.category), position[row.layer, "other"]),
        "layer": list(layers).index(row.layer),
        "area": codes.index(row.neighbourhood) if row.neighbourhood in codes else -1,
        "existed_from": NO_START if pd.isna(row.existed_from) else row.existed_from,
        "existed_to": NO_END if pd.isna(row.existed_to) else row.existed_to,
        "themes": _bits(row.themes, list(THEMES)),
        "audience": _bits(row.audience, list(AUDIENCES)),
        "languages": _bits(row.languages, list(LANGUAGES)),
        "cost": [None, *COSTS].index(row.cost or None),
        "wheelchair": [None, *WHEELCHAIR].index(row.wheelchair or None),
        "hours": list(hours_texts).index(row.opening_hours),
        "changed": int(datetime.fromisoformat(row.recorded_at).timestamp()),
        "name": row.name,
        "offers": row.offers,
        "address": row.address,
    }


def _bits(joined: str, known: list[str]) -> int:
    return sum(2 ** known.index(key) for key in joined.split(";") if key)


def told(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return what a catalogue says, a row each, however it numbers its hours."""
    rows = []
    for at, number in enumerate(catalogue.number.tolist()):
        row = {name: getattr(catalogue, name)[at] for name in DTYPES}
        row["hours"] = catalogue.hours_texts[row["hours"]]
        row["x"], row["y"] = (None if np.isnan(row[axis]) else row[axis] for axis in "xy")
        row["shape"] = catalogue.shapes.get(number)
        rows.append(row)
    return rows


def demand_sound(catalogue: Catalogue) -> None:
    """Demand what every catalogue promises of its columns."""
    for name, dtype in DTYPES.items():
        column = getattr(catalogue, name)
        assert (name, column.dtype, column.shape) == (name, dtype, (len(catalogue),))
    assert (np.diff(catalogue.number) > 0).all()
    assert catalogue.hours_texts[0] == ""
    assert len(set(catalogue.hours_texts)) == len(catalogue.hours_texts)
    assert set(catalogue.shapes) <= set(catalogue.number.tolist())
