"""Add a whole frame of new assets at once.

It writes what `changes.save` would write for each row, column by column, since 100,000 rows pass
here: a test of the contract holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from sqlalchemy import Connection

from assetmap.domain import schema
from assetmap.domain.asset import Contact
from assetmap.domain.layer import Layers
from assetmap.domain.payload import NEIGHBOURHOOD_YEAR, dump, frame_to_payloads
from assetmap.domain.record import Action, new_id
from assetmap.store import bulk, current, layer_views, log, personal_data, rtree
from assetmap.store.boundaries import Sets
from assetmap.store.changes import KIND
from assetmap.store.gpkg_binary import to_blobs
from assetmap.store.placement import Placed, place


@dataclass(frozen=True)
class Batch:
    """New assets with all that can be made ready before the store is locked."""

    frame: GeoDataFrame
    ids: list[str]
    payloads: list[bytes]
    shapes: NDArray[np.object_]
    blobs: list[bytes | None]
    contacts: list[bytes | None] | None = None


def prepare(frame: GeoDataFrame, contacts: Sequence[Contact | None] | None = None) -> Batch:
    """Make the rows of a frame ready (columns `payload.PAYLOAD_COLUMNS`, EPSG:4326).

    Parameters
    ----------
    contacts
        Whom to ask for each row; None for nobody at all.
    """
    shapes = np.asarray(frame.geometry.array, dtype=object)
    said = [
        None if each is None or each.is_empty() else personal_data.said(each)
        for each in contacts or ()
    ]
    if contacts is not None and len(said) != len(frame):
        raise ValueError("as many contacts as rows")
    return Batch(
        frame,
        [new_id() for _ in range(len(frame))],
        frame_to_payloads(frame),
        shapes,
        to_blobs(shapes),
        said if any(said) else None,
    )


def add(
    connection: Connection,
    batch: Batch,
    *,
    layers: Layers,
    sets: Sets,
    by: str,
    at: str,
    action: Action,
    reason: str,
) -> None:
    """Write a batch, inside the caller's transaction."""
    frame = batch.frame
    placed = place(
        connection,
        sets,
        ids=batch.ids,
        shapes=batch.shapes,
        blobs=batch.blobs,
        said=list(zip(frame[schema.NEIGHBOURHOOD], frame[NEIGHBOURHOOD_YEAR], strict=True)),
    )
    digests = None
    if batch.contacts is not None:
        digests = personal_data.keep_many(connection, batch.ids, batch.contacts)
    log.append_first_versions(
        connection,
        batch.ids,
        batch.payloads,
        batch.blobs,
        kind=KIND,
        action=action,
        reason=reason,
        by=by,
        at=at,
        digests=digests,
    )
    needs_consent = {key: int(layer.privacy.person) for key, layer in layers.items()}
    _insert_current(connection, batch, placed, needs_consent, at)
    current.widen_extent(connection, "assets", placed.boxes, at)
    for key in sorted(set(frame[schema.LAYER])):
        # A list holds no consents: what needs one is not in sight yet.
        here = (frame[schema.LAYER] == key).to_numpy() & (needs_consent[key] == 0)
        current.widen_extent(connection, layer_views.view_name(key), placed.boxes[here], at)


def _insert_current(
    connection: Connection, batch: Batch, placed: Placed, needs_consent: dict[str, int], at: str
) -> None:
    said = {name: batch.frame[name].tolist() for name in current.SAID}
    fields = said[schema.FIELDS]
    said[schema.FIELDS] = [dump(each).decode() if each else "{}" for each in fields]
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'assets'")
    first = (last.scalar() or 0) + 1
    fids = np.arange(first, first + len(batch.ids))
    rtree.drop_triggers(connection, "assets")
    bulk.insert(
        connection,
        "assets",
        {
            "fid": fids.tolist(),
            "id": batch.ids,
            **said,
            "version": 1,
            "position": placed.positions,
            "neighbourhood": placed.codes,
            "needs_consent": [needs_consent[key] for key in said[schema.LAYER]],
            "consent_until": None,
            "retired": 0,
            "recorded_at": at,
            "geom": placed.blobs,
        },
        rows=len(fids),
    )
    rtree.fill(connection, "assets", fids, placed.boxes)
    rtree.create_triggers(connection, "assets")
