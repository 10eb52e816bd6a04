"""Read all public assets as a catalogue: columns, in pieces, without a shape or a row for each.

A million assets pass here, so only what a catalogue holds is read, texts that stand for a choice
become numbers at once, and points are cut out of their blobs together.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Select, func, select, text

from assetmap.domain.catalogue import NO_END, NO_START, UNKNOWN, Catalogue
from assetmap.domain.layer import OTHER, Layers, category_positions
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR, split_keys
from assetmap.store import bulk, current, log
from assetmap.store.boundaries import Sets
from assetmap.store.gpkg_binary import from_blobs, point_coordinates
from assetmap.store.tables import assets

# Enough rows that each step works on many, and few enough that they are soon let go of.
_ROWS_AT_ONCE = 20_000

_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)

Columns = dict[str, NDArray[Any]]


class _Words:
    """What the texts of a store mean in a catalogue; each different text is looked at once."""

    def __init__(self, layers: Layers, codes: Iterable[str]) -> None:
        keys = list(layers)
        position = category_positions(layers)[1]
        area = {code: number for number, code in enumerate(codes)}
        self.layer = {key: number for number, key in enumerate(keys)}.__getitem__
        # A category that left its layer file counts as the layer's `other`.
        self.category = cache(lambda layer, key: position.get((layer, key), position[layer, OTHER]))
        self.area = cache(lambda code: area.get(code, -1))
        self.themes, self.audience, self.languages = map(_bits, (THEMES, AUDIENCES, LANGUAGES))
        self.cost, self.wheelchair = map(_choice, (COSTS, WHEELCHAIR))
        self.changed = cache(lambda moment: int(log.to_moment(moment).timestamp()))
        self.hours: defaultdict[str, int] = defaultdict(lambda: len(self.hours), {"": 0})


def _bits(known: Iterable[str]) -> Callable[[str], int]:
    bit = {key: 1 << number for number, key in enumerate(known)}
    return cache(lambda joined: sum(bit.get(key, 0) for key in split_keys(joined)))


def _choice(known: Iterable[str]) -> Callable[[str], int]:
    position = {key: number for number, key in enumerate(known, start=1)}
    return cache(lambda key: position.get(key, UNKNOWN))


def read(
    connection: Connection,
    *,
    layers: Layers,
    sets: Sets,
    today: date,
    numbers: Sequence[int] | None,
) -> Catalogue:
    """Return what is public today; see `base.Store`."""
    words = _Words(layers, sets.codes(connection))
    shapes: dict[int, BaseGeometry] = {}
    with bulk.without_collector():
        parts = [
            _columns(rows, words, shapes) for rows in _rows(connection, layers, today, numbers)
        ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Catalogue(**columns, hours_texts=tuple(words.hours), shapes=shapes)


def _rows(
    connection: Connection, layers: Layers, today: date, numbers: Sequence[int] | None
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield many rows of `_query` at once; none of them once if there are none."""
    result = connection.execute(_query(layers, today, numbers))
    # The driver's own rows: SQLAlchemy's take a fifth of all the time.
    fetch = cast(sqlite3.Cursor, result.cursor).fetchmany
    rows = fetch(_ROWS_AT_ONCE)
    yield rows
    while rows := fetch(_ROWS_AT_ONCE):
        yield rows


def _query(layers: Layers, today: date, numbers: Sequence[int] | None) -> Select[Any]:
    query = (
        select(
            assets.c.fid,
            assets.c.layer,
            assets.c.category,
            assets.c.neighbourhood,
            func.coalesce(assets.c.existed_from, NO_START),
            func.coalesce(assets.c.existed_to, NO_END),
            assets.c.themes,
            assets.c.audience,
            assets.c.languages,
            assets.c.cost,
            assets.c.wheelchair,
            assets.c.opening_hours,
            assets.c.recorded_at,
            assets.c.name,
            assets.c.offers,
            assets.c.address,
            assets.c.geom,
        )
        # What no layer file describes any more has no place on the map.
        .where(current.is_public(today), assets.c.layer.in_(list(layers)))
        .order_by(assets.c.fid)
    )
    if numbers is None:
        return query
    asked = text("assets.fid IN (SELECT value FROM json_each(:numbers))")
    return query.where(asked.bindparams(numbers=json.dumps([int(each) for each in numbers])))


def _columns(
    rows: Sequence[tuple[Any, ...]], words: _Words, shapes: dict[int, BaseGeometry]
) -> Columns:
    """Return rows of `_query` as columns of a catalogue; lines and areas go into `shapes`."""
    (
        number, layer, category, area, existed_from, existed_to, themes, audience, languages,
        cost, wheelchair, hours, changed, name, offers, address, blobs,
    ) = zip(*rows, strict=True) if rows else ((),) * 17  # fmt: skip

    def filled(values: Iterable[int], dtype: Any) -> NDArray[Any]:
        return np.fromiter(values, dtype=dtype, count=len(rows))

    x, y = _places(number, blobs, shapes)
    return {
        "number": filled(number, np.int64),
        "x": x,
        "y": y,
        "category": filled(map(words.category, layer, category), np.int16),
        "layer": filled(map(words.layer, layer), np.int16),
        "area": filled(map(words.area, area), np.int32),
        "existed_from": filled(existed_from, np.int16),
        "existed_to": filled(existed_to, np.int16),
        "themes": filled(map(words.themes, themes), np.uint32),
        "audience": filled(map(words.audience, audience), np.uint32),
        "languages": filled(map(words.languages, languages), np.uint32),
        "cost": filled(map(words.cost, cost), np.uint8),
        "wheelchair": filled(map(words.wheelchair, wheelchair), np.uint8),
        "hours": filled(map(words.hours.__getitem__, hours), np.int32),
        "changed": filled(map(words.changed, changed), np.int64),
        "name": _texts(name),
        "offers": _texts(offers),
        "address": _texts(address),
    }


def _texts(values: Sequence[str]) -> NDArray[np.object_]:
    """Return texts, those that are the same as one and the same: lists repeat themselves."""
    once: dict[str, str] = {}
    column = np.empty(len(values), dtype=object)
    column[:] = [once.setdefault(value, value) for value in values]
    return column


def _places(
    numbers: Sequence[int], blobs: Sequence[bytes | None], shapes: dict[int, BaseGeometry]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude of each blob; NaN for none."""
    xy, plain = point_coordinates(blobs)
    rest = np.flatnonzero(~plain)
    others = from_blobs([blobs[row] for row in rest.tolist()])
    there = ~(shapely.is_missing(others) | shapely.is_empty(others))
    rest, others = rest[there], others[there]
    xy[rest] = shapely.get_coordinates(shapely.point_on_surface(others))
    # Several points are one asset, and count as a point.
    drawn = ~np.isin(shapely.get_type_id(others), _POINTS)
    shapes.update(
        (numbers[row], shape)
        for row, shape in zip(rest[drawn].tolist(), others[drawn], strict=True)
    )
    return xy[:, 0], xy[:, 1]
