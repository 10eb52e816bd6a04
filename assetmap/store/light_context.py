"""The light context under the map: water, green and streets."""

from __future__ import annotations

from geopandas import GeoDataFrame
from sqlalchemy import Connection, select

from assetmap.domain.payload import dump
from assetmap.domain.record import Action, new_id
from assetmap.store import log
from assetmap.store.boundaries import digest_or_none
from assetmap.store.gpkg_binary import from_blobs, to_blobs
from assetmap.store.tables import context

# The kind of record that a context is.
KIND = "context"


def replace(connection: Connection, frame: GeoDataFrame, *, by: str, at: str) -> int:
    """Replace the context (columns `kind`, `class`, geometry), and log that it was."""
    rows = list(zip(frame["kind"], frame["class"], to_blobs(frame.geometry.array), strict=True))
    connection.execute(context.delete())
    if rows:
        connection.exec_driver_sql("INSERT INTO context (kind, class, geom) VALUES (?, ?, ?)", rows)
    connection.exec_driver_sql(
        "UPDATE gpkg_contents SET last_change = ?, (min_x, max_x, min_y, max_y) = (SELECT "
        "min(minx), max(maxx), min(miny), max(maxy) FROM rtree_context_geom) "
        "WHERE table_name = 'context'",
        (at,),
    )
    entry = log.Entry(new_id(), KIND, 1, Action.BOUNDARIES, "", _payload(connection))
    log.append(connection, [entry], by=by, at=at)
    return len(rows)


def read(connection: Connection) -> GeoDataFrame:
    """Return the context: columns `kind`, `class`, geometry; EPSG:4326."""
    rows = connection.execute(
        select(context.c.kind, context.c["class"], context.c.geom).order_by(context.c.fid)
    ).all()
    kinds, classes, blobs = zip(*rows, strict=True) if rows else ((), (), ())
    return GeoDataFrame(
        {"kind": list(kinds), "class": list(classes)},
        geometry=from_blobs(list(blobs)),
        crs="EPSG:4326",
    )


def context_problems(connection: Connection) -> list[str]:
    """Return whether the context is not as the log says that it was loaded."""
    logged = connection.exec_driver_sql(
        "SELECT payload FROM versions WHERE kind = ? ORDER BY seq DESC LIMIT 1", (KIND,)
    ).scalar()
    there = connection.exec_driver_sql("SELECT count(*) FROM context").scalar()
    if logged is None and not there:
        return []
    as_loaded = logged == _payload(connection).decode()
    return [] if as_loaded else ["the context under the map was altered"]


def _payload(connection: Connection) -> bytes:
    rows = connection.exec_driver_sql("SELECT kind, class, geom FROM context ORDER BY fid").all()
    return dump({"rows": len(rows), "digest": digest_or_none(rows)})
