"""Lists that were taken in: each is one record, which knows the versions that it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geopandas import GeoDataFrame
from sqlalchemy import Connection

from assetmap.domain.asset import Contact
from assetmap.domain.layer import Layers
from assetmap.domain.payload import dump, load
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, Conflict, NotFound
from assetmap.store import batch, changes, log, unplaced
from assetmap.store.base import Change, ImportRun, NewRun, UnplacedRow
from assetmap.store.boundaries import Sets

KIND = "import"


@dataclass(frozen=True)
class Ready:
    """All that an import brings, made ready before the store is locked."""

    run: NewRun
    new: batch.Batch
    changes: Sequence[Change]
    unplaced: unplaced.Sealed


def prepare(
    run: NewRun,
    new: GeoDataFrame,
    changes: Sequence[Change],
    contacts: Sequence[Contact | None] | None,
    rows: Sequence[UnplacedRow],
) -> Ready:
    """Make an import ready; see `base.Store.save_import`."""
    return Ready(run, batch.prepare(new, contacts), changes, unplaced.prepare(rows))


def save(
    connection: Connection, ready: Ready, *, layers: Layers, sets: Sets, by: str, at: str
) -> ImportRun:
    """Write all of an import, inside the caller's transaction; see `base.Store`."""
    run_id, run = new_id(), ready.run
    first = log.head(connection)[0] + 1
    # First what can be a conflict.
    changes.save(connection, ready.changes, layers=layers, sets=sets, by=by, at=at, undoable=True)
    if ready.new.ids:
        batch.add(
            connection,
            ready.new,
            layers=layers,
            sets=sets,
            by=by,
            at=at,
            action=Action.IMPORT,
            reason=reason(run.source),
        )
    last = log.head(connection)[0]
    unplaced.add(connection, ready.unplaced, run_id, by=by, at=at)
    added = sum(change.record_id is None for change in ready.changes)
    content: dict[str, Any] = {
        "file": run.file,
        "layer": run.layer,
        "source": run.source,
        "added": len(ready.new.ids) + added,
        "changed": len({each.record_id for each in ready.changes} - {None}),
        "unplaced": len(ready.unplaced.ids),
        "first": first,
        "last": last,
    }
    entry = log.Entry(run_id, KIND, 1, Action.IMPORT, "", dump(content))
    log.append(connection, [entry], by=by, at=at)
    return _run(run_id, log.to_moment(at), by, content, content["unplaced"])


def reason(source: str) -> str:
    """Return why the assets of an import are there, as their versions tell."""
    return f"import: {source}"


def newest_first(connection: Connection, *, most: int) -> list[ImportRun]:
    """Return what was taken in, newest first."""
    rows = connection.exec_driver_sql(
        "SELECT v.record_id, v.recorded_at, v.by, (SELECT payload FROM versions w "
        "WHERE w.record_id = v.record_id ORDER BY number DESC LIMIT 1) FROM versions v "
        "WHERE v.kind <> 'asset' AND v.kind = 'import' AND v.number = 1 "
        "ORDER BY v.seq DESC LIMIT ?",
        (most,),
    ).all()
    waiting = unplaced.waiting_by_run(connection) if rows else {}
    return [
        _run(record_id, log.to_moment(at), by, load(payload), waiting.get(record_id, 0))
        for record_id, at, by, payload in rows
    ]


def _run(record_id: str, at: Any, by: str, content: dict[str, Any], waiting: int) -> ImportRun:
    return ImportRun(
        record_id,
        at,
        by,
        content["file"],
        content["layer"],
        content["source"],
        content["added"],
        content["changed"],
        waiting,
        content.get("undone", False),
    )


def standing(connection: Connection, run_id: str) -> dict[str, Any]:
    """Return the content of an import that was not undone yet.

    Raises
    ------
    NotFound
        If there is no such import.
    Conflict
        If it was undone already.
    """
    newest = log.newest_payload(connection, run_id, KIND)
    if newest is None:
        raise NotFound(
            N_("This import is not in the store: {id}. Look whether the address is right."),
            id=run_id,
        )
    content = load(newest[1])
    if content.get("undone"):
        raise Conflict(N_("This import of {file} was undone already."), file=content["file"])
    return content
