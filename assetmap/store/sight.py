"""Whether an asset is out of sight, as its versions tell.

`RETIRE` takes an asset out of sight and `RESTORE` puts it back; a merge takes the other one out.
`UNDO` takes out what came with an import that was undone, and importing it again brings it back.
All else, `UNDO` of a single save too, leaves an asset where it is.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from assetmap.domain.record import Action
from assetmap.store import merges

# Where the versions stand that undid an import, from and to, and those that it undid.
UNDOINGS = (
    "SELECT CAST(json_extract(said, '$.undo_first') AS INTEGER) AS first, "
    "CAST(json_extract(said, '$.undo_last') AS INTEGER) AS last, "
    "CAST(json_extract(said, '$.first') AS INTEGER) AS run_first, "
    "CAST(json_extract(said, '$.last') AS INTEGER) AS run_last "
    "FROM (SELECT iif(json_valid(payload), payload, '{}') AS said FROM versions "
    "WHERE kind <> 'asset' AND kind = 'import' AND number = 2) "
    "WHERE json_extract(said, '$.undo_last') IS NOT NULL"
)
_DECIDING = (
    "SELECT seq, record_id, number, action FROM versions WHERE kind = 'asset' "
    "AND action IN ('retire', 'restore', 'merge', 'import', 'undo')"
)


def out_of_sight(connection: Connection, *, before: int | None = None) -> set[str]:
    """Return the ids of all assets that are out of sight, as the log tells.

    Parameters
    ----------
    before
        As it was before the version with this sequence number; None for now.
    """
    rows = connection.exec_driver_sql(
        f"{_DECIDING} AND seq < ifnull(?, seq + 1) ORDER BY seq", (before,)
    )
    return set(_Undoings(connection).out_by(rows))


def undone(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return which assets are out of sight because their import was undone."""
    if not ids:
        return set()
    rows = connection.exec_driver_sql(
        f"{_DECIDING} AND record_id IN (SELECT value FROM json_each(?)) ORDER BY record_id, number",
        (json.dumps(list(ids)),),
    )
    return {each for each, why in _Undoings(connection).out_by(rows).items() if why == Action.UNDO}


class _Undoings:
    """What versions say of sight, beside their action."""

    def __init__(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql(UNDOINGS)
        self._ranges = sorted((row[0], row[1]) for row in rows)
        self._firsts = [first for first, _ in self._ranges]
        self._leaving = merges.leavings(connection)

    def out_by(self, rows: Iterable[Sequence[Any]]) -> dict[str, Action]:
        """Return what took assets out of sight, of those that are.

        Parameters
        ----------
        rows
            Of `_DECIDING`, those of each asset in order.
        """
        out: dict[str, Action] = {}
        for seq, record_id, number, action in rows:
            if action == Action.RETIRE or (record_id, number) in self._leaving:
                out[record_id] = Action.RETIRE
            elif action == Action.UNDO and self._undid(seq):
                out[record_id] = Action.UNDO
            elif action == Action.RESTORE or (
                action == Action.IMPORT and out.get(record_id) == Action.UNDO
            ):
                out.pop(record_id, None)
        return out

    def _undid(self, seq: int) -> bool:
        """Return whether a version stands among those that undid an import."""
        position = bisect_right(self._firsts, seq) - 1
        return position >= 0 and seq <= self._ranges[position][1]
