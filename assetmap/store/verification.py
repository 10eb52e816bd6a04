"""Check the whole store: file, log, boundaries, and the current state against the log."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection

from assetmap.domain import schema
from assetmap.domain.geometry import kind_of
from assetmap.domain.layer import Layers
from assetmap.domain.payload import load
from assetmap.store import (
    boundaries,
    current,
    light_context,
    log,
    log_check,
    merges,
    photos,
    placement,
    sight,
    unplaced,
)
from assetmap.store.base import VerifyReport
from assetmap.store.boundaries import Sets
from assetmap.store.gpkg_binary import from_blobs

# Columns that follow from boundaries, not from a version alone; `_place_problems` checks them.
_PLACE = ("neighbourhood", "position", "geom")


def verify(connection: Connection, *, layers: Layers, sets: Sets) -> VerifyReport:
    """Return what was looked at and what does not fit."""
    problems = [
        f"the file is damaged: {row[0]}"
        for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")
        if row[0] != "ok"
    ]
    logged = log_check.chain_problems(connection)
    problems += logged
    problems += log_check.personal_problems(connection)
    altered = boundaries.set_problems(connection)
    problems += altered
    problems += light_context.context_problems(connection)
    problems += _state_problems(connection, layers)
    if not logged:
        problems += merges.problems(connection)
        problems += photos.problems(connection)
        problems += unplaced.problems(connection)
    # Where an asset belongs can only be told by a log and boundaries that are whole.
    if not logged and not altered:
        problems += _place_problems(connection, sets)
    problems += _index_problems(connection)
    seq, head = log.head(connection)
    count = connection.exec_driver_sql("SELECT count(*) FROM assets").scalar() or 0
    return VerifyReport(seq, count, head, tuple(problems))


def _state_problems(connection: Connection, layers: Layers) -> Iterator[str]:
    names = [name for name in current.COLUMNS if name not in _PLACE]
    rows = connection.exec_driver_sql(
        f"SELECT v.number, v.recorded_at, v.payload, {', '.join(f'a.{name}' for name in names)} "
        "FROM assets a LEFT JOIN versions v ON v.record_id = a.id AND v.kind = 'asset' AND "
        "v.number = (SELECT max(number) FROM versions WHERE record_id = a.id)"
    )
    out = sight.out_of_sight(connection)
    for number, at, payload, *found in rows:
        record_id = found[0]
        if number is None:
            yield f"asset {record_id} has no version in the log"
            continue
        layer = layers.get(found[names.index(schema.LAYER)])
        needs_consent = found[names.index("needs_consent")]
        try:
            wanted = current.row(
                load(payload),
                record_id=record_id,
                number=number,
                retired=record_id in out,
                at=at,
                # An asset whose layer file is gone keeps what it had.
                needs_consent=layer.privacy.person if layer else bool(needs_consent),
                neighbourhood=None,
                position="",
                blob=None,
            )
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
            yield f"asset {record_id}: its newest version cannot be read"
            continue
        by_name = dict(zip(current.COLUMNS, wanted, strict=True))
        if [by_name[name] for name in names] != found:
            yield f"asset {record_id} differs from its newest version"
    missing = connection.exec_driver_sql(
        "SELECT DISTINCT record_id FROM versions WHERE kind = 'asset' "
        "AND record_id NOT IN (SELECT id FROM assets)"
    ).scalars()
    for record_id in missing:
        yield f"asset {record_id} is in the log, not in the current state"


def _place_problems(connection: Connection, sets: Sets) -> Iterator[str]:
    every = placement.standing(connection)
    if not every.ids:
        return
    wanted = every.placed(connection, sets)
    shown = connection.exec_driver_sql(
        "SELECT a.neighbourhood, a.position, a.geom FROM assets a "
        "JOIN versions v ON v.record_id = a.id AND v.number = a.version ORDER BY a.fid"
    )
    for record_id, own, found, *expected in zip(
        every.ids, every.blobs, shown, wanted.codes, wanted.positions, wanted.blobs, strict=True
    ):
        code, *place = found
        if place == expected[1:] and code == expected[0]:
            continue
        # Which neighbourhood holds the point on the surface of a park in two of them may come out
        # otherwise with another version of the geometry library. That is no alteration.
        if place != expected[1:] or own is None or not _shares(connection, sets, code, own):
            yield f"asset {record_id}: its place differs from its newest version"


def _shares(connection: Connection, sets: Sets, code: str | None, blob: bytes) -> bool:
    """Return whether a line or an area lies in a neighbourhood of the newest set, in part."""
    shape = from_blobs([blob])[0]
    if sets.newest is None or code is None or kind_of(shape) == "point":
        return False
    area = sets.index(connection, sets.newest.id).shape(code)
    return area is not None and bool(area.intersects(shape))


def _index_problems(connection: Connection) -> Iterator[str]:
    for table in ("assets", "boundary_areas", "context"):
        shapes, boxes = connection.exec_driver_sql(
            f"SELECT (SELECT count(*) FROM {table} WHERE geom IS NOT NULL), "
            f"(SELECT count(*) FROM rtree_{table}_geom)"
        ).one()
        if shapes != boxes:
            yield f"the spatial index of {table} holds {boxes} of {shapes} shapes"
        sound = connection.exec_driver_sql(f"SELECT rtreecheck('rtree_{table}_geom')").scalar()
        if sound != "ok":
            yield f"the spatial index of {table} is damaged: {str(sound).splitlines()[0]}"
