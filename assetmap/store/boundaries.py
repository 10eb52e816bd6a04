"""Boundary sets in the store; what follows from them for assets is in `placement`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from geopandas import GeoDataFrame
from sqlalchemy import Connection, select

from assetmap.domain.geometry import NeighbourhoodIndex
from assetmap.domain.neighbourhood import BoundarySet
from assetmap.domain.payload import dump
from assetmap.domain.record import Action
from assetmap.errors import N_, Conflict
from assetmap.store import bulk, log, rtree
from assetmap.store.gpkg_binary import boxes, from_blobs, to_blobs
from assetmap.store.tables import boundary_areas, boundary_sets

# The kind of record that a boundary set is.
KIND = "boundary_set"


@dataclass
class Sets:
    """The boundary sets of a store, with an index of each that was asked for."""

    newest_first: list[BoundarySet]
    _indexes: dict[str, NeighbourhoodIndex] = field(default_factory=dict)
    _frames: dict[str, GeoDataFrame] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection) -> Sets:
        """Return the sets as they stand in the store now."""
        return cls(read_sets(connection))

    @property
    def newest(self) -> BoundarySet | None:
        """The current set, or None in a store without boundaries."""
        return self.newest_first[0] if self.newest_first else None

    def of_year(self, year: int | None) -> BoundarySet | None:
        """Return the set of a year; the newest when there is none of that year."""
        same = (each for each in self.newest_first if each.year == year)
        return next(same, self.newest)

    def frame(self, connection: Connection, set_id: str) -> GeoDataFrame:
        """Return the neighbourhoods of a set, ordered by code."""
        if set_id not in self._frames:
            self._frames[set_id] = read_areas(connection, set_id)
        return self._frames[set_id]

    def codes(self, connection: Connection) -> list[str]:
        """Return the codes of the current set in their order, without reading a border."""
        newest = self.newest.id if self.newest else ""
        query = "SELECT code FROM boundary_areas WHERE set_id = ? ORDER BY code"
        return list(connection.exec_driver_sql(query, (newest,)).scalars())

    def index(self, connection: Connection, set_id: str) -> NeighbourhoodIndex:
        """Return the index of a set."""
        if set_id not in self._indexes:
            frame = self.frame(connection, set_id)
            self._indexes[set_id] = NeighbourhoodIndex(frame["code"], frame.geometry.array)
        return self._indexes[set_id]


def read_sets(connection: Connection) -> list[BoundarySet]:
    """Return the boundary sets, newest first."""
    # Each save asks for them, so no time goes into building the query.
    rows = connection.exec_driver_sql(
        "SELECT id, year, title, source, count FROM boundary_sets ORDER BY year DESC"
    )
    return [BoundarySet(*row) for row in rows]


def read_areas(connection: Connection, set_id: str) -> GeoDataFrame:
    """Return the neighbourhoods of a set, columns as `schema.NEIGHBOURHOOD_COLUMNS`."""
    names = ("code", "name", "kind", "municipality")
    rows = connection.execute(
        select(*(boundary_areas.c[name] for name in names), boundary_areas.c.geom)
        .where(boundary_areas.c.set_id == set_id)
        .order_by(boundary_areas.c.code)
    ).all()
    columns = list(zip(*rows, strict=True)) or [()] * 5
    return GeoDataFrame(
        dict(zip(names, map(list, columns[:4]), strict=True)),
        geometry=from_blobs(list(columns[4])),
        crs="EPSG:4326",
    )


def add_set(
    connection: Connection, new: BoundarySet, neighbourhoods: GeoDataFrame, *, by: str, at: str
) -> None:
    """Write a set and its areas, and a version about it.

    Raises
    ------
    Conflict
        If there is a set of this year already.
    """
    if any(each.year == new.year for each in read_sets(connection)):
        raise Conflict(
            N_("There are boundaries of {year} already. Give another year with --year."),
            year=new.year,
        )
    names = ("code", "name", "kind", "municipality")
    shapes = neighbourhoods.geometry.array
    columns = {name: neighbourhoods[name].tolist() for name in names}
    columns["geom"] = to_blobs(shapes)
    rows = list(zip(*columns.values(), strict=True))
    content = {
        "year": new.year,
        "title": new.title,
        "source": new.source,
        "count": new.count,
        "digest": digest(rows),
    }
    connection.execute(boundary_sets.insert().values(id=new.id, **content))
    entry = log.Entry(new.id, KIND, 1, Action.BOUNDARIES, "", dump(content))
    log.append(connection, [entry], by=by, at=at)

    last = connection.exec_driver_sql("SELECT max(fid) FROM boundary_areas").scalar() or 0
    fids = np.arange(last + 1, last + 1 + len(rows))
    rtree.drop_triggers(connection, "boundary_areas")
    bulk.insert(
        connection,
        "boundary_areas",
        {"fid": fids.tolist(), "set_id": new.id, "year": new.year, **columns},
        rows=len(rows),
    )
    rtree.fill(connection, "boundary_areas", fids, boxes(shapes))
    rtree.create_triggers(connection, "boundary_areas")
    for table, where in (
        ("boundary_areas", ""),
        ("neighbourhoods", "WHERE id IN (SELECT OGC_FID FROM neighbourhoods)"),
    ):
        connection.exec_driver_sql(
            "UPDATE gpkg_contents SET last_change = ?, (min_x, max_x, min_y, max_y) = (SELECT "
            "min(minx), max(maxx), min(miny), max(maxy) FROM rtree_boundary_areas_geom "
            f"{where}) WHERE table_name = ?",
            (at, table),
        )


def digest(rows: Iterable[tuple[Any, ...]]) -> str:
    """Return the SHA-256 of rows of texts and, last, a blob, each with its length in front."""
    total = hashlib.sha256()
    for *words, blob in rows:
        head = "".join(f"{len(word)}:{word}" for word in words)
        total.update(f"{head}{len(blob)}:".encode() + blob)
    return total.hexdigest()


def digest_or_none(rows: Iterable[Any]) -> str | None:
    """Return `digest`, or None when a column is of another type than we wrote."""
    try:
        return digest(rows)
    except TypeError:
        return None


def set_problems(connection: Connection) -> list[str]:
    """Return which boundary sets are not as the log says that they were loaded."""
    problems = []
    logged: dict[str, object] = {
        row[0]: row[1]
        for row in connection.exec_driver_sql(
            "SELECT record_id, payload FROM versions WHERE kind = ?", (KIND,)
        )
    }
    for row in connection.execute(select(boundary_sets)):
        # orjson takes no name that is more than a str, and SQLAlchemy's are.
        content = {str(name): value for name, value in row._mapping.items() if name != "id"}
        payload = logged.pop(row.id, None)
        areas = connection.exec_driver_sql(
            "SELECT year, code, name, kind, municipality, geom FROM boundary_areas "
            "WHERE set_id = ? ORDER BY fid",
            (row.id,),
        ).all()
        as_loaded = all(area[0] == row.year for area in areas) and row.digest == digest_or_none(
            area[1:] for area in areas
        )
        if not as_loaded or payload != dump(content).decode():
            problems.append(f"the boundaries of {row.year} were altered")
    problems += [f"boundary set {set_id} is in the log and not in the store" for set_id in logged]
    strays = connection.exec_driver_sql(
        "SELECT count(*) FROM boundary_areas WHERE set_id NOT IN (SELECT id FROM boundary_sets)"
    ).scalar()
    if strays:
        problems.append(f"{strays} areas belong to no boundary set")
    return problems
