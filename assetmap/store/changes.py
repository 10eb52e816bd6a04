"""Save changes one by one: each a version in the log, and the current state along with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from assetmap.domain.layer import Layers
from assetmap.domain.payload import asset_to_content, dump
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, Conflict, NotFound
from assetmap.store import current, layer_views, log, merges, personal_data, sight
from assetmap.store.base import Change, Receipt
from assetmap.store.boundaries import Sets
from assetmap.store.gpkg_binary import to_blobs
from assetmap.store.placement import Placed, place

# The kind of record that an asset is.
KIND = "asset"


@dataclass
class _Standing:
    """An asset as it stands while changes are saved."""

    version: int
    retired: bool
    layer: str
    blob: bytes | None
    has_contact: bool


@dataclass(frozen=True)
class _Numbered:
    """A change with the record and the version that it makes."""

    change: Change
    record_id: str
    number: int


def save(
    connection: Connection,
    changes: Sequence[Change],
    *,
    layers: Layers,
    sets: Sets,
    by: str,
    at: str,
    leaving: Collection[str] = (),
    undoable: bool = False,
) -> list[Receipt]:
    """Save all changes in order, inside the caller's transaction; see `base.Store`.

    Parameters
    ----------
    leaving
        Ids of assets that go out of sight because they are merged into another one, or because
        their import is undone.
    undoable
        Leave beside a new contact the one that it replaces, until the next version.
    """
    standing = _standing(connection, changes)
    edges = [(each.layer, each.blob) for each in standing.values()]
    numbered = _numbered(standing, changes)
    shapes = np.array([change.asset.geometry for change in changes], dtype=object)
    blobs = to_blobs(shapes)
    placed = place(
        connection,
        sets,
        ids=[each.record_id for each in numbered],
        shapes=shapes,
        blobs=blobs,
        said=[(c.asset.neighbourhood, c.asset.neighbourhood_year) for c in changes],
    )
    retired = _retired(connection, standing, changes, leaving)
    entries, in_sight = [], []
    rows: dict[bool, list[tuple[object, ...]]] = {True: [], False: []}
    for position, each in enumerate(numbered):
        change, content = each.change, asset_to_content(each.change.asset)
        was = standing.get(each.record_id)
        entries.append(
            log.Entry(
                each.record_id,
                KIND,
                each.number,
                change.action,
                change.reason,
                dump(content),
                blobs[position],
                _keep_contact(connection, each, was, undoable=undoable),
            )
        )
        layer = layers.get(change.asset.layer)
        # What no layer file describes any more might be about persons.
        needs_consent = layer is None or layer.privacy.person
        has_consent = not needs_consent or change.asset.consent is not None
        in_sight.append(not retired[position] and has_consent)
        row = current.row(
            content,
            record_id=each.record_id,
            number=each.number,
            retired=retired[position],
            at=at,
            needs_consent=needs_consent,
            neighbourhood=placed.codes[position],
            position=placed.positions[position],
            blob=placed.blobs[position],
        )
        rows[was is None].append(row if was is None else (*row, each.record_id))
    if rows[True]:
        connection.exec_driver_sql(current.INSERT, rows[True])
    if rows[False]:
        _update(connection, rows[False], edges)
    log.append(connection, entries, by=by, at=at)
    for change in changes:
        if change.action == Action.RESTORE and change.record_id is not None:
            merges.end(connection, change.record_id, by=by, at=at)
    _widen(connection, changes, placed, in_sight, at)
    return [
        Receipt(each.record_id, each.number, code)
        for each, code in zip(numbered, placed.codes, strict=True)
    ]


def _standing(connection: Connection, changes: Sequence[Change]) -> dict[str, _Standing]:
    """Return what is there of the assets that are changed."""
    ids = sorted({change.record_id for change in changes if change.record_id is not None})
    if not ids:
        return {}
    rows = connection.exec_driver_sql(
        "SELECT id, version, retired, layer, geom, id IN (SELECT record_id FROM personal) "
        "FROM assets WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    return {row[0]: _Standing(row[1], bool(row[2]), row[3], row[4], bool(row[5])) for row in rows}


def _numbered(standing: Mapping[str, _Standing], changes: Sequence[Change]) -> list[_Numbered]:
    """Return the changes with their numbers, after checking that each began from the newest."""
    newest = {record_id: each.version for record_id, each in standing.items()}
    numbered = []
    for change in changes:
        if change.record_id is None:
            numbered.append(_Numbered(change, new_id(), 1))
            continue
        found = newest.get(change.record_id)
        if found is None:
            raise NotFound(
                N_("This asset is not in the store: {id}. Look whether the address is right."),
                id=change.record_id,
            )
        if found != change.based_on:
            raise Conflict(
                N_(
                    "Somebody else changed '{name}' in the meantime. "
                    "Look at what stands there now, and save again."
                ),
                name=change.asset.name,
            )
        newest[change.record_id] = found + 1
        numbered.append(_Numbered(change, change.record_id, found + 1))
    return numbered


def _keep_contact(
    connection: Connection, each: _Numbered, was: _Standing | None, *, undoable: bool
) -> str:
    contact = each.change.contact
    if contact is None and was is not None and was.has_contact and not undoable:
        contact = personal_data.read_contact(connection, each.record_id)
    if contact is None:
        return ""
    if was is not None:
        was.has_contact = not contact.is_empty()
    return personal_data.keep_contact(
        connection, each.record_id, each.number, contact, former=undoable
    )


def _retired(
    connection: Connection,
    standing: Mapping[str, _Standing],
    changes: Sequence[Change],
    leaving: Collection[str],
) -> list[bool]:
    """Return of each change whether it leaves its asset out of sight; see `sight`."""
    imported = {change.record_id for change in changes if change.action == Action.IMPORT}
    gone = [each for each, was in standing.items() if was.retired and each in imported]
    returning = sight.undone(connection, gone)
    out = {record_id: each.retired for record_id, each in standing.items()}
    retired = []
    for change in changes:
        record_id = change.record_id
        if record_id is None:
            retired.append(change.action == Action.RETIRE)
            continue
        if change.action in (Action.RETIRE, Action.RESTORE):
            out[record_id] = change.action == Action.RETIRE
            returning.discard(record_id)
        elif record_id in leaving:
            out[record_id] = True
        elif change.action == Action.IMPORT and record_id in returning:
            out[record_id] = False
        retired.append(out[record_id])
    return retired


def _update(
    connection: Connection,
    rows: Sequence[tuple[object, ...]],
    before: Sequence[tuple[str, bytes | None]],
) -> None:
    """Write assets anew; extents shrink where a shape at their edge moved or left.

    Parameters
    ----------
    before
        Layer and shape of each as it stood.
    """
    extents = current.extents(connection)
    shrinking = {
        table
        for layer, blob in before
        for table in ("assets", layer_views.view_name(layer))
        if current.is_at_edge(extents.get(table), blob)
    }
    connection.exec_driver_sql(current.UPDATE, list(rows))
    for table in sorted(shrinking):
        current.shrink_extent(connection, table)


def _widen(
    connection: Connection,
    changes: Sequence[Change],
    placed: Placed,
    in_sight: Sequence[bool],
    at: str,
) -> None:
    """Let extents hold what was saved; those of the layers only what is in sight."""
    if changes:
        current.widen_extent(connection, "assets", placed.boxes, at)
    for key in sorted({change.asset.layer for change in changes}):
        here = [
            position
            for position, change in enumerate(changes)
            if change.asset.layer == key and in_sight[position]
        ]
        current.widen_extent(connection, layer_views.view_name(key), placed.boxes[here], at)
