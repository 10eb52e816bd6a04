"""The GeoPackage R-tree of a table: made, kept by triggers, and filled in bulk.

Source: OGC 12-128r18, annex F.3 (triggers as revised in 1.4).
"""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from assetmap.store import bulk
from assetmap.store.gpkg_binary import envelope
from assetmap.store.rtree_pack import Boxes, pack


def register_functions(connection: SqliteConnection) -> None:
    """Register the functions that the triggers call; GDAL has its own."""

    def corner(position: int) -> Any:
        def of(blob: bytes | None) -> float | None:
            box = envelope(blob) if blob else None
            return None if box is None else box[position]

        return of

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(envelope(blob) is None)

    for name, function in (
        ("ST_MinX", corner(0)),
        ("ST_MaxX", corner(1)),
        ("ST_MinY", corner(2)),
        ("ST_MaxY", corner(3)),
        ("ST_IsEmpty", is_empty),
    ):
        connection.create_function(name, 1, function, deterministic=True)


def create(connection: Connection, table: str) -> None:
    """Make the R-tree of a table's `geom` column, and register it."""
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE rtree_{table}_geom USING rtree(id, minx, maxx, miny, maxy)"
    )
    create_triggers(connection, table)
    connection.exec_driver_sql(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
        "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        (table,),
    )


def _triggers(table: str) -> dict[str, str]:
    tree = f"rtree_{table}_geom"
    box = "NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
    full = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)"
    none = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    old = "OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom)"
    no_old = "(OLD.geom ISNULL OR ST_IsEmpty(OLD.geom))"
    put = f"INSERT OR REPLACE INTO {tree} VALUES ({box})"
    return {
        f"{tree}_insert": f"AFTER INSERT ON {table} WHEN ({full}) BEGIN {put}; END",
        f"{tree}_update2": f"AFTER UPDATE OF geom ON {table} "
        f"WHEN OLD.fid = NEW.fid AND {none} BEGIN DELETE FROM {tree} WHERE id = OLD.fid; END",
        f"{tree}_update4": f"AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND {none} "
        f"BEGIN DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid); END",
        f"{tree}_update5": f"AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND ({full}) "
        f"BEGIN DELETE FROM {tree} WHERE id = OLD.fid; {put}; END",
        f"{tree}_update6": f"AFTER UPDATE OF geom ON {table} "
        f"WHEN OLD.fid = NEW.fid AND ({full}) AND {old} "
        f"BEGIN UPDATE {tree} SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), "
        f"miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid; END",
        f"{tree}_update7": f"AFTER UPDATE OF geom ON {table} "
        f"WHEN OLD.fid = NEW.fid AND ({full}) AND {no_old} BEGIN {put}; END",
        f"{tree}_delete": f"AFTER DELETE ON {table} WHEN OLD.geom NOTNULL "
        f"BEGIN DELETE FROM {tree} WHERE id = OLD.fid; END",
    }


def create_triggers(connection: Connection, table: str) -> None:
    """Make the triggers that keep the R-tree."""
    for name, body in _triggers(table).items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")


def drop_triggers(connection: Connection, table: str) -> None:
    """Drop the triggers for the time of a bulk insert, inside its transaction."""
    for name in _triggers(table):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def fill(connection: Connection, table: str, fids: NDArray[np.int64], boxes: Boxes) -> None:
    """Add many boxes to an R-tree at once, its triggers being dropped.

    Row by row SQLite needs longer for this than for all the rest of an import. So a tree to which
    much is added is packed anew: its nodes are written as SQLite would write them, `rtreecheck`
    finds them sound, and GDAL fills its trees in the same manner.

    Parameters
    ----------
    fids
        Row numbers, shape (n,), none in the tree yet.
    boxes
        West, east, south, north, shape (n, 4); rows with NaN have no place and are left out.
    """
    tree = f"rtree_{table}_geom"
    there = ~np.isnan(boxes).any(axis=1)
    fids, boxes = fids[there], boxes[there]
    present = connection.exec_driver_sql(f"SELECT count(*) FROM {tree}_rowid").scalar() or 0
    if len(fids) < 1000 or present > 3 * len(fids):
        rows = [(fid, *box) for fid, box in zip(fids.tolist(), boxes.tolist(), strict=True)]
        if rows:
            connection.exec_driver_sql(f"INSERT INTO {tree} VALUES (?, ?, ?, ?, ?)", rows)
        return
    if present:
        old = connection.exec_driver_sql(f"SELECT id, minx, maxx, miny, maxy FROM {tree}").all()
        fids = np.concatenate([[row[0] for row in old], fids]).astype(np.int64)
        boxes = np.concatenate([[row[1:] for row in old], boxes])
    size = connection.exec_driver_sql(
        f"SELECT length(data) FROM {tree}_node WHERE nodeno = 1"
    ).scalar_one()
    packed = pack(fids, boxes, node_bytes=size)
    parts: tuple[tuple[str, dict[str, list[Any]]], ...] = (
        ("node", {"nodeno": packed.numbers, "data": packed.nodes}),
        ("rowid", {"rowid": packed.rows, "nodeno": packed.leaves}),
        ("parent", {"nodeno": packed.children, "parentnode": packed.parents}),
    )
    for part, columns in parts:
        connection.exec_driver_sql(f"DELETE FROM {tree}_{part}")
        bulk.insert(connection, f"{tree}_{part}", columns, rows=len(next(iter(columns.values()))))
