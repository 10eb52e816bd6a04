"""Look single assets, their versions and counts up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from assetmap.domain import schema
from assetmap.domain.payload import content_to_asset, load
from assetmap.domain.record import Action
from assetmap.errors import N_, NotFound
from assetmap.store import current, log, sight
from assetmap.store.base import AssetInStore, Count, Imported, PastVersion
from assetmap.store.changes import KIND
from assetmap.store.gpkg_binary import from_blobs
from assetmap.store.personal_data import read_contact
from assetmap.store.tables import assets, versions


def asset(
    connection: Connection,
    record_id: str,
    *,
    today: date,
    sees_all: bool,
    names: Mapping[str, str],
) -> AssetInStore:
    """Return one asset as a viewer may see it; see `base.Store`."""
    query = (
        select(
            assets.c.fid,
            assets.c.version,
            assets.c.neighbourhood,
            current.status(today),
            assets.c.recorded_at,
            versions.c.payload,
            versions.c.geom,
        )
        .join_from(
            assets,
            versions,
            (versions.c.record_id == assets.c.id) & (versions.c.number == assets.c.version),
        )
        .where(assets.c.id == record_id)
    )
    if not sees_all:
        query = query.where(current.is_public(today))
    row = connection.execute(query).first()
    if row is None:
        raise _not_found(record_id)
    number, version, code, status, recorded_at, payload, shape = row
    return AssetInStore(
        record_id,
        number,
        version,
        content_to_asset(load(payload), shape),
        code,
        names.get(code),
        status,
        log.to_moment(recorded_at),
        read_contact(connection, record_id) if sees_all else None,
    )


def unseen(connection: Connection, *, today: date, most: int) -> list[tuple[str, str, str]]:
    """Return id, name and status of what waits or is retired, newest first."""
    query = (
        select(assets.c.id, assets.c.name, current.status(today))
        .where(~current.is_public(today))
        .order_by(assets.c.recorded_at.desc(), assets.c.fid.desc())
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def record_id(connection: Connection, number: int) -> str:
    """Return the id of the asset with a map number."""
    found = connection.scalar(select(assets.c.id).where(assets.c.fid == number))
    if found is None:
        raise _not_found(number)
    return str(found)


def _not_found(sought: object) -> NotFound:
    return NotFound(
        N_("This asset is not in the store: {id}. Look whether the address is right."), id=sought
    )


def history(connection: Connection, record_id: str) -> list[PastVersion]:
    """Return all versions of an asset, oldest first."""
    rows = connection.execute(
        select(versions)
        .where(versions.c.record_id == record_id, versions.c.kind == KIND)
        .order_by(versions.c.number)
    )
    return [_past(row) for row in rows]


def _past(row: Any) -> PastVersion:
    content = load(row.payload)
    return PastVersion(
        row.record_id,
        row.kind,
        row.number,
        log.to_moment(row.recorded_at),
        row.by,
        Action(row.action),
        row.reason,
        content,
        content_to_asset(content, row.geom),
    )


def imported(connection: Connection, layer: str, source: str) -> dict[str, Imported]:
    """Return what earlier imports from a source wrote in a layer, by source id."""
    # As the import wrote them: people here may have given an asset another layer or source since.
    # What undoing an import took back was not written, unless nothing else was.
    rows = connection.exec_driver_sql(
        f"WITH undoings AS MATERIALIZED ({sight.UNDOINGS}) "
        "SELECT a.source_id, a.id, a.version, b.payload, b.geom, c.payload, c.geom, a.retired "
        "FROM assets a JOIN versions c ON c.record_id = a.id AND c.number = a.version "
        "JOIN versions b ON b.record_id = a.id AND b.number = (SELECT number FROM versions w "
        "WHERE w.record_id = a.id AND w.action = 'import' ORDER BY EXISTS (SELECT 1 "
        "FROM undoings u JOIN versions x ON x.record_id = w.record_id AND x.number > w.number "
        "WHERE w.seq BETWEEN u.run_first AND u.run_last AND x.seq BETWEEN u.first AND u.last), "
        "w.number DESC LIMIT 1) "
        "WHERE a.source_id IS NOT NULL AND json_extract(b.payload, '$.source') = ? "
        "AND json_extract(b.payload, '$.layer') = ?",
        (source, layer),
    ).all()
    undone = sight.undone(connection, [row[1] for row in rows if row[7]])
    bases = from_blobs([row[4] for row in rows])
    currents = from_blobs([row[6] for row in rows])
    found = {}
    for row, base, now in zip(rows, bases, currents, strict=True):
        said = content_to_asset(load(row[3]), base)
        # Most assets stand as their list says.
        same = (row[3], row[4]) == (row[5], row[6])
        found[row[0]] = Imported(
            row[1],
            row[2],
            said,
            said if same else content_to_asset(load(row[5]), now),
            schema.RETIRED if row[7] else schema.PUBLISHED,
            row[1] in undone,
        )
    return found


def counts(connection: Connection, *, today: date, on: int | None) -> list[Count]:
    """Return how many published assets there are, by layer, category, neighbourhood."""
    keys = (assets.c.layer, assets.c.category, assets.c.neighbourhood)
    query = select(*keys, func.count()).where(current.is_public(today)).group_by(*keys)
    if on is not None:
        query = query.where(current.existed(on))
    return [Count(*row) for row in connection.execute(query)]
