"""The current state of assets: one row each, derived from the newest version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from sqlalchemy import Connection, Select, and_, case, func, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from assetmap.domain import schema
from assetmap.domain.payload import PAYLOAD_COLUMNS, dump
from assetmap.domain.theme import join_themes
from assetmap.domain.traits import AUDIENCES, LANGUAGES, join_keys, lifted
from assetmap.store.gpkg_binary import envelope, from_blobs
from assetmap.store.rtree_pack import Boxes
from assetmap.store.tables import assets

COLUMNS = tuple(column.name for column in assets.columns if column.name != "fid")
_MARKS = ", ".join("?" for _ in COLUMNS)
INSERT = f"INSERT INTO assets ({', '.join(COLUMNS)}) VALUES ({_MARKS})"
# What an asset says itself, column by column as in a frame of new assets.
SAID = tuple(name for name in PAYLOAD_COLUMNS if name in COLUMNS and name != schema.NEIGHBOURHOOD)
UPDATE = f"UPDATE assets SET {', '.join(f'{column} = ?' for column in COLUMNS)} WHERE id = ?"


def row(
    content: dict[str, Any],
    *,
    record_id: str,
    number: int,
    retired: bool,
    at: str,
    needs_consent: bool,
    neighbourhood: str | None,
    position: str,
    blob: bytes | None,
) -> tuple[Any, ...]:
    """Return the row of an asset, in the order of `COLUMNS`.

    Parameters
    ----------
    content
        As `domain.payload` writes it down.
    blob
        What the map shows: its own shape, or a point that stands for its neighbourhood.
    """
    content = lifted(content)
    get = content.get
    consent = get("consent")
    fields = get(schema.FIELDS)
    themes = get(schema.THEMES)
    return (
        record_id,
        number,
        content[schema.LAYER],
        content[schema.CATEGORY],
        content[schema.NAME],
        get(schema.OFFERS, ""),
        join_themes(tuple(themes)) if themes else "",
        get(schema.ADDRESS, ""),
        get(schema.WEBSITE, ""),
        get(schema.PUBLIC_CONTACT, ""),
        get(schema.OPENING_HOURS, ""),
        join_keys(get(schema.AUDIENCE, ()), AUDIENCES),
        get(schema.COST, ""),
        get(schema.WHEELCHAIR, ""),
        join_keys(get(schema.LANGUAGES, ()), LANGUAGES),
        get(schema.EXISTED_FROM),
        get(schema.EXISTED_TO),
        get(schema.PRECISION, ""),
        get(schema.SOURCE, ""),
        get(schema.SOURCE_ID),
        dump(fields).decode() if fields else "{}",
        position,
        neighbourhood,
        int(needs_consent),
        consent["until"] if consent else None,
        int(retired),
        at,
        blob,
    )


def widen_extent(connection: Connection, table: str, boxes: Boxes, at: str) -> None:
    """Let the extent of a table or view in gpkg_contents hold new shapes too.

    Parameters
    ----------
    boxes
        West, east, south, north, shape (n, 4); rows with NaN have no place.
    """
    boxes = boxes[~np.isnan(boxes).any(axis=1)]
    if not len(boxes):
        connection.exec_driver_sql(
            "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?", (at, table)
        )
        return
    west, south = boxes[:, 0].min(), boxes[:, 2].min()
    east, north = boxes[:, 1].max(), boxes[:, 3].max()
    connection.exec_driver_sql(
        "UPDATE gpkg_contents SET last_change = ?6, min_x = min(ifnull(min_x, ?1), ?1), "
        "max_x = max(ifnull(max_x, ?2), ?2), min_y = min(ifnull(min_y, ?3), ?3), "
        "max_y = max(ifnull(max_y, ?4), ?4) WHERE table_name = ?5",
        (float(west), float(east), float(south), float(north), table, at),
    )


def shrink_extent(connection: Connection, table: str) -> None:
    """Compute an extent anew, after a shape at its edge moved or went out of sight."""
    where = "" if table == "assets" else "WHERE fid IN (SELECT OGC_FID FROM " + f'"{table}")'
    connection.exec_driver_sql(
        "UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y) = (SELECT min(minx), max(maxx), "
        "min(miny), max(maxy) FROM assets JOIN rtree_assets_geom ON rtree_assets_geom.id = "
        f"assets.fid {where}) WHERE table_name = ?",
        (table,),
    )


Extent = tuple[float, float, float, float]
"""West, east, south, north."""


def extents(connection: Connection) -> dict[str, Extent]:
    """Return the extents of all tables and views that show something."""
    rows = connection.exec_driver_sql(
        "SELECT table_name, min_x, max_x, min_y, max_y FROM gpkg_contents WHERE min_x NOTNULL"
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def is_at_edge(extent: Extent | None, blob: bytes | None) -> bool:
    """Return whether a shape touches the edge of a table's extent."""
    box = envelope(blob) if blob else None
    if box is None or extent is None:
        return False
    # An extent that was computed anew comes from the R-tree, in single precision.
    return any(abs(a - b) < 1e-5 for a, b in zip(box, extent, strict=True))


def is_public(today: date) -> ColumnElement[bool]:
    """Return the condition that everybody may see an asset today."""
    # Without a consent the comparison would be unknown, and so would its opposite.
    until = func.coalesce(assets.c.consent_until, "")
    return and_(
        assets.c.retired == 0,
        or_(assets.c.needs_consent == 0, until >= today.isoformat()),
    )


def status(today: date) -> ColumnElement[str]:
    """Return the expression for an asset's status today."""
    return case(
        (assets.c.retired == 1, schema.RETIRED),
        (is_public(today), schema.PUBLISHED),
        else_=schema.WAITING,
    )


def existed(year: int) -> ColumnElement[bool]:
    """Return the condition that an asset existed in a year; unknown years count."""
    return and_(
        or_(assets.c.existed_from.is_(null()), assets.c.existed_from <= year),
        or_(assets.c.existed_to.is_(null()), assets.c.existed_to >= year),
    )


_FRAME_COLUMNS = tuple(
    column
    for column in schema.ASSET_COLUMNS
    if column not in (schema.NEIGHBOURHOOD_NAME, schema.STATUS, schema.NUMBER, schema.GEOMETRY)
)


def frame_query(
    today: date,
    *,
    layers: Sequence[str] | None,
    neighbourhoods: Sequence[str] | None,
    on: int | None,
    sees_all: bool,
    retired: bool,
) -> Select[Any]:
    """Return the query that `to_frame` understands; for its parameters see `base.Store`."""
    columns = [assets.c[column] for column in _FRAME_COLUMNS]
    query = select(assets.c.id, *columns, status(today), assets.c.fid, assets.c.geom)
    if not sees_all:
        query = query.where(is_public(today))
    elif not retired:
        query = query.where(assets.c.retired == 0)
    if layers is not None:
        query = query.where(assets.c.layer.in_(layers))
    if neighbourhoods is not None:
        query = query.where(assets.c.neighbourhood.in_(neighbourhoods))
    if on is not None:
        query = query.where(existed(on))
    return query.order_by(assets.c.fid)


def to_frame(rows: Sequence[Sequence[Any]], names: dict[str, str]) -> GeoDataFrame:
    """Return rows of `frame_query` as a layer in hand.

    Parameters
    ----------
    names
        Names of neighbourhoods by code.
    """
    heads = (schema.INDEX, *_FRAME_COLUMNS, schema.STATUS, schema.NUMBER, "geom")
    columns = dict(zip(heads, zip(*rows, strict=True), strict=True)) if rows else {}
    table = {
        column: list(columns.get(column, ()))
        for column in (*_FRAME_COLUMNS, schema.STATUS, schema.NUMBER)
    }
    frame = pd.DataFrame(table, index=pd.Index(columns.get("id", ()), name="id", dtype=object))
    for year in (schema.EXISTED_FROM, schema.EXISTED_TO):
        frame[year] = frame[year].astype("Int64")
    for count in (schema.VERSION, schema.NUMBER):
        frame[count] = frame[count].astype("int64")
    frame[schema.NEIGHBOURHOOD_NAME] = [names.get(code) for code in table[schema.NEIGHBOURHOOD]]
    shapes = from_blobs(list(columns.get("geom", ())))
    located = GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")
    return located[list(schema.ASSET_COLUMNS)]
