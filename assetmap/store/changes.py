"""Save changes one by one: each a version in the log, and the current state along with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from assetmap.domain.asset import Contact
from assetmap.domain.layer import Layers
from assetmap.domain.payload import asset_to_content, dump, load
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, Conflict, NotFound
from assetmap.store import current, layer_views, log
from assetmap.store.base import Change, Receipt
from assetmap.store.boundaries import Sets
from assetmap.store.gpkg_binary import to_blobs
from assetmap.store.placement import Placed, place
from assetmap.store.tables import assets, personal

# The kind of record that an asset is.
KIND = "asset"


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
) -> list[Receipt]:
    """Save all changes in order, inside the caller's transaction; see `base.Store`."""
    numbered = _numbered(connection, changes)
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
    entries, in_sight = [], []
    for position, each in enumerate(numbered):
        change, content = each.change, asset_to_content(each.change.asset)
        entries.append(
            log.Entry(
                each.record_id,
                KIND,
                each.number,
                change.action,
                change.reason,
                dump(content),
                blobs[position],
                _keep_contact(connection, each),
            )
        )
        layer, retired = layers.get(change.asset.layer), _is_retired(connection, change)
        # What no layer file describes any more might be about persons.
        needs_consent = layer is None or layer.privacy.person
        in_sight.append(not retired and (not needs_consent or change.asset.consent is not None))
        row = current.row(
            content,
            record_id=each.record_id,
            number=each.number,
            retired=retired,
            at=at,
            needs_consent=needs_consent,
            neighbourhood=placed.codes[position],
            position=placed.positions[position],
            blob=placed.blobs[position],
        )
        if change.record_id is None:
            connection.exec_driver_sql(current.INSERT, row)
        else:
            _update(connection, row, each.record_id)
    log.append(connection, entries, by=by, at=at)
    _widen(connection, changes, placed, in_sight, at)
    return [
        Receipt(each.record_id, each.number, code)
        for each, code in zip(numbered, placed.codes, strict=True)
    ]


def _numbered(connection: Connection, changes: Sequence[Change]) -> list[_Numbered]:
    """Return the changes with their numbers, after checking that each began from the newest."""
    newest: dict[str, int] = {}
    numbered = []
    for change in changes:
        if change.record_id is None:
            numbered.append(_Numbered(change, new_id(), 1))
            continue
        found = newest.get(change.record_id) or connection.scalar(
            select(assets.c.version).where(assets.c.id == change.record_id)
        )
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


def _keep_contact(connection: Connection, each: _Numbered) -> str:
    contact = each.change.contact
    if contact is None and each.number > 1:
        contact = read_contact(connection, each.record_id)
    if contact is None:
        return ""
    return log.keep_contact(connection, each.record_id, each.number, contact)


def read_contact(connection: Connection, record_id: str) -> Contact | None:
    """Return whom to ask about an asset, if anybody is named."""
    data = connection.scalar(
        select(personal.c.data)
        .where(personal.c.record_id == record_id)
        .order_by(personal.c.number.desc())
    )
    return Contact.model_validate(load(data)) if data else None


def _is_retired(connection: Connection, change: Change) -> bool:
    if change.action in (Action.RETIRE, Action.RESTORE):
        return change.action == Action.RETIRE
    if change.record_id is None:
        return False
    query = select(assets.c.retired).where(assets.c.id == change.record_id)
    return bool(connection.scalar(query))


def _update(connection: Connection, row: tuple[object, ...], record_id: str) -> None:
    layer, blob = connection.execute(
        select(assets.c.layer, assets.c.geom).where(assets.c.id == record_id)
    ).one()
    tables = ("assets", layer_views.view_name(layer))
    shrinking = [table for table in tables if current.at_edge(connection, table, blob)]
    connection.exec_driver_sql(current.UPDATE, (*row, record_id))
    for table in shrinking:
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
