"""Numbered steps from an empty file to the newest schema.

The number of a store's schema stands in `assetmap_meta`. A step and its number are written in one
transaction; a step that stands here is never altered, since stores of it are out there. Why not
Alembic: docs/decisions/0002.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pyproj
from sqlalchemy import Connection, Engine

from assetmap.domain.record import new_id
from assetmap.errors import N_, StoreUnavailable
from assetmap.store import rtree, snapshot
from assetmap.store.connection import reading, writing

# 'GPKG' and version 1.3, as OGC 12-128r18 asks of the file's header.
APPLICATION_ID = 0x47504B47
USER_VERSION = 10300


def _first_schema(connection: Connection) -> None:
    script = resources.files("assetmap.store").joinpath("schema_v1.sql").read_text("utf-8")
    for statement in _statements(script):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian"),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic"),
            (
                "WGS 84 geodetic",
                4326,
                "EPSG",
                4326,
                pyproj.CRS("EPSG:4326").to_wkt("WKT1_GDAL"),
                "longitude and latitude in degrees",
            ),
        ],
    )
    for table, kind, title in (
        ("assets", "GEOMETRY", "All assets, also those out of sight"),
        ("boundary_areas", "MULTIPOLYGON", "Boundaries of all years"),
        ("context", "GEOMETRY", "Water, green and streets under the map"),
    ):
        register(connection, table, kind, title)
        rtree.create(connection, table)
    register(connection, "neighbourhoods", "MULTIPOLYGON", "Neighbourhoods")
    connection.exec_driver_sql(
        "INSERT INTO assetmap_meta VALUES ('store_id', ?), ('made_at', ?)",
        (new_id(), datetime.now(UTC).isoformat(timespec="seconds")),
    )
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")


def register(connection: Connection, table: str, kind: str, title: str) -> None:
    """Enter a table or view of features in the GeoPackage's own lists."""
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES (?, 'features', ?, 4326)",
        (table, title),
    )
    connection.exec_driver_sql(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (table, kind)
    )


def _statements(script: str) -> list[str]:
    statements, lines = [], []
    for line in script.splitlines():
        if line.startswith("--"):
            continue
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            statements.append("\n".join(lines))
            lines = []
    return statements


def _add_traits(connection: Connection) -> None:
    """For whom an asset is, what it costs, whether wheels get in, and which languages it speaks."""
    for column in ("audience", "cost", "wheelchair", "languages"):
        connection.exec_driver_sql(
            f"ALTER TABLE assets ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"
        )
    # What places said in a field of their own goes where every asset says it; `traits.lifted` does
    # the same for what is read from the log.
    connection.exec_driver_sql(
        "UPDATE assets SET wheelchair = CASE json_extract(fields, '$.wheelchair') "
        "WHEN 'partly' THEN 'limited' ELSE json_extract(fields, '$.wheelchair') END, "
        "fields = json_remove(fields, '$.wheelchair') "
        "WHERE json_extract(fields, '$.wheelchair') IN ('yes', 'partly', 'no')"
    )


def _add_editing(connection: Connection) -> None:
    """How precise a place is; photos, merges and the log of imports."""
    for column in ("public_contact", "precision"):
        connection.exec_driver_sql(
            f"ALTER TABLE assets ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"
        )
    # Nearly all versions are of assets; those of the other kinds are found without them.
    connection.exec_driver_sql(
        "CREATE INDEX versions_of_other_kinds ON versions (kind) WHERE kind <> 'asset'"
    )
    for table in ("photos", "merges"):
        _make_room(connection, table)
    connection.exec_driver_sql(
        "CREATE TABLE photos (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        "id TEXT NOT NULL UNIQUE, asset_id TEXT NOT NULL, version INTEGER NOT NULL, "
        "alt TEXT NOT NULL, media_type TEXT NOT NULL, width INTEGER NOT NULL, "
        "height INTEGER NOT NULL, recorded_at TEXT NOT NULL, by TEXT NOT NULL, "
        "retired INTEGER NOT NULL, preview BLOB, full BLOB)"
    )
    connection.exec_driver_sql("CREATE INDEX photos_of_asset ON photos (asset_id)")
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('photos', 'attributes', 'Photos of assets', 0)"
    )
    connection.exec_driver_sql(
        "CREATE TABLE merges (other TEXT NOT NULL PRIMARY KEY, kept TEXT NOT NULL, "
        "record_id TEXT NOT NULL)"
    )
    connection.exec_driver_sql("CREATE INDEX merges_into ON merges (kept)")


def _make_room(connection: Connection, name: str) -> None:
    """Let go of a layer's view that has the name of a new table; it gets another one."""
    view = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?", (name,)
    ).first()
    if view:
        for table in ("gpkg_geometry_columns", "gpkg_contents"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE table_name = ?", (name,))
        connection.exec_driver_sql(f'DROP VIEW "{name}"')


STEPS: tuple[Callable[[Connection], None], ...] = (_first_schema, _add_traits, _add_editing)
NEWEST = len(STEPS)


def schema_number(connection: Connection) -> int:
    """Return the number of the schema that a store has; 0 for an empty file."""
    has_meta = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE name = 'assetmap_meta'"
    ).first()
    if has_meta is None:
        return 0
    number = connection.exec_driver_sql(
        "SELECT value FROM assetmap_meta WHERE key = 'schema'"
    ).scalar()
    return int(number or 0)


def bring_up_to_date(engine: Engine, path: Path, *, keep_copy: bool = True) -> None:
    """Take the steps that a store has not taken yet: all of them, or none.

    Parameters
    ----------
    keep_copy
        Keep the store as it was in a file beside it, when it was made by an older assetmap.

    Raises
    ------
    StoreUnavailable
        If the store is newer than this program; it is left alone.
    """
    with reading(engine, path) as connection:
        number = schema_number(connection)
    if number > NEWEST:
        raise StoreUnavailable(
            N_(
                "{path} was made by a newer assetmap (schema {found}; this one knows "
                "{known}). Install the newest version."
            ),
            path=path,
            found=number,
            known=NEWEST,
        )
    if number == NEWEST:
        return
    kept = None
    try:
        with writing(engine, path) as connection:
            # Another process may have taken the steps while we waited for the lock. Now that we
            # hold it nobody writes, so the copy is the store as it was before the first step.
            number = schema_number(connection)
            if keep_copy and 0 < number < NEWEST:
                kept = snapshot.copy_before_migration(engine, path, number)
            for step in range(number, NEWEST):
                _take(connection, step)
    except BaseException:
        if kept is not None:
            # Nothing was changed, so the copy is of no use; each try would leave another one.
            snapshot.remove(kept)
        raise


def _take(connection: Connection, step: int) -> None:
    STEPS[step](connection)
    connection.exec_driver_sql(
        "INSERT INTO assetmap_meta VALUES ('schema', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (str(step + 1),),
    )
