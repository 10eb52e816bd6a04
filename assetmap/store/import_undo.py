"""Undo an import: what it added goes out of sight, what it changed is put back as it was.

Nothing is taken from the log: each asset gets a new version. So 100,000 of them pass here at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from assetmap.domain.layer import Layers
from assetmap.domain.payload import content_to_asset, dump, load
from assetmap.domain.record import Action
from assetmap.store import changes, current, import_runs, layer_views, log, merges, sight, unplaced
from assetmap.store.base import Change, UndoReport
from assetmap.store.boundaries import Sets
from assetmap.store.gpkg_binary import from_blobs


@dataclass(frozen=True)
class _Touched:
    """An asset that a run wrote: its first and last versions of the run, and the newest."""

    record_id: str
    first: int
    last: int
    version: int
    retired: bool


def undo(
    connection: Connection, run_id: str, *, layers: Layers, sets: Sets, by: str, at: str
) -> UndoReport:
    """Undo an import, inside the caller's transaction; see `base.Store`."""
    content = import_runs.standing(connection, run_id)
    touched = _touched(connection, run_id, content["first"], content["last"])
    ours = [each for each in touched if _is_of_run(connection, each)]
    kept = {each.record_id for each in touched} - {each.record_id for each in ours}
    reason = f"undo {import_runs.reason(content['source'])}"
    first = log.head(connection)[0] + 1
    added = [each for each in ours if each.first == 1 and not each.retired]
    changed = [each for each in ours if each.first > 1]
    _retire(connection, added, reason=reason, by=by, at=at)
    out = _put_back(
        connection,
        changed,
        first_seq=content["first"],
        reason=reason,
        layers=layers,
        sets=sets,
        by=by,
        at=at,
    )
    last = log.head(connection)[0]
    unplaced.erase_of_run(connection, run_id)
    said = {**content, "undone": True, "undo_first": first, "undo_last": last}
    entry = log.Entry(run_id, import_runs.KIND, 2, Action.UNDO, "", dump(said))
    log.append(connection, [entry], by=by, at=at)
    return UndoReport(
        len(added) + out,
        len(changed) - out,
        tuple(each.record_id for each in touched if each.record_id in kept),
    )


def _touched(connection: Connection, run_id: str, first: int, last: int) -> list[_Touched]:
    """Return what a run wrote, and what was made by hand of rows that it could not place."""
    rows = connection.exec_driver_sql(
        "SELECT a.id, w.first, w.last, a.version, a.retired FROM (SELECT record_id, "
        "min(number) AS first, max(number) AS last FROM versions WHERE seq BETWEEN ? AND ? "
        "AND kind = 'asset' GROUP BY record_id) w JOIN assets a ON a.id = w.record_id "
        "ORDER BY a.fid",
        (first, last),
    ).all()
    placed = connection.exec_driver_sql(
        "SELECT id, 1, 1, version, retired FROM assets "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY fid",
        (merges.dump_ids(unplaced.placed_of_run(connection, run_id)),),
    ).all()
    return [_Touched(row[0], row[1], row[2], row[3], bool(row[4])) for row in (*rows, *placed)]


def _is_of_run(connection: Connection, each: _Touched) -> bool:
    """Return whether an asset stands as the run left it.

    What a later import wrote and undoing that one took back counts as if it had never been.
    """
    number = each.version
    while number > each.last:
        before = connection.exec_driver_sql(
            f"SELECT min(w.number) - 1 FROM versions v JOIN ({sight.UNDOINGS}) u "
            "ON v.seq BETWEEN u.first AND u.last "
            "JOIN versions w ON w.record_id = v.record_id AND w.seq BETWEEN u.run_first "
            "AND u.run_last WHERE v.record_id = ? AND v.number = ?",
            (each.record_id, number),
        ).scalar()
        if before is None:
            return False
        number = before
    return number == each.last


def _retire(
    connection: Connection, added: Sequence[_Touched], *, reason: str, by: str, at: str
) -> None:
    """Take assets out of sight as they stand; whom to ask stays beside them."""
    if not added:
        return
    ids = merges.dump_ids([each.record_id for each in added])
    rows = connection.exec_driver_sql(
        "SELECT a.id, a.version, v.payload, v.geom, a.layer FROM assets a "
        "JOIN versions v ON v.record_id = a.id AND v.number = a.version "
        "WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.fid",
        (ids,),
    ).all()
    entries = [
        log.Entry(record_id, changes.KIND, number + 1, Action.UNDO, reason, payload.encode(), blob)
        for record_id, number, payload, blob, _ in rows
    ]
    log.append(connection, entries, by=by, at=at)
    connection.exec_driver_sql(
        "UPDATE assets SET version = version + 1, retired = 1, recorded_at = ? "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (at, ids),
    )
    views = {layer_views.view_name(row[4]) for row in rows}
    listed = connection.exec_driver_sql("SELECT table_name FROM gpkg_contents").scalars()
    for table in sorted({"assets", *views} & set(listed)):
        current.shrink_extent(connection, table)
        current.widen_extent(connection, table, np.empty((0, 4)), at)


def _put_back(
    connection: Connection,
    changed: Sequence[_Touched],
    *,
    first_seq: int,
    reason: str,
    layers: Layers,
    sets: Sets,
    by: str,
    at: str,
) -> int:
    """Let assets say again what they said before, and return how many went out of sight."""
    if not changed:
        return 0
    were_out = sight.out_of_sight(connection, before=first_seq)
    # Whom to ask was kept beside what the import replaced it by.
    connection.exec_driver_sql(
        "DELETE FROM personal WHERE record_id = ? AND number BETWEEN ? AND ?",
        [(each.record_id, each.first, each.last) for each in changed],
    )
    ids = merges.dump_ids([each.record_id for each in changed])
    rows = connection.exec_driver_sql(
        "SELECT v.record_id, v.number, v.payload, v.geom FROM versions v "
        "WHERE v.record_id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    numbers = {each.record_id: each.first - 1 for each in changed}
    before = {row[0]: row for row in rows if row[1] == numbers[row[0]]}
    shapes = from_blobs([before[each.record_id][3] for each in changed])
    actions = [_action(each, were_out) for each in changed]
    back = [
        Change(
            content_to_asset(load(before[each.record_id][2]), shape),
            action,
            reason,
            each.record_id,
            each.version,
        )
        for each, shape, action in zip(changed, shapes, actions, strict=True)
    ]
    leaving = {
        each.record_id
        for each, action in zip(changed, actions, strict=True)
        if action == Action.UNDO
    }
    changes.save(
        connection,
        back,
        layers=layers,
        sets=sets,
        by=by,
        at=at,
        leaving=leaving,
        undoable=True,
    )
    return actions.count(Action.UNDO)


def _action(each: _Touched, were_out: set[str]) -> Action:
    if (each.record_id in were_out) == each.retired:
        return Action.EDIT
    return Action.RESTORE if each.retired else Action.UNDO
