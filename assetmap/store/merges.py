"""Two assets that became one: the other is out of sight and leads to the one that was kept.

A merge is a record; the table `merges` says which hold now, and follows from these records and
from what was restored since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from assetmap.domain.payload import dump, load
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, Conflict, NotFound
from assetmap.store import log
from assetmap.store.base import Change

KIND = "merge"

# All ends are found in one query: from each asked id up to what was merged into nothing else.
END_OF = (
    "WITH RECURSIVE up(asked, id) AS (SELECT value, value FROM json_each(?) "
    "UNION SELECT up.asked, m.kept FROM up JOIN merges m ON m.other = up.id) "
    "SELECT asked, id FROM up WHERE id NOT IN (SELECT other FROM merges)"
)


def demand_apart(connection: Connection, kept: Change, other: Change) -> None:
    """Raise unless two assets can become one: `NotFound` for a new one, else `Conflict`."""
    for change in (kept, other):
        if change.record_id is None:
            raise NotFound(
                N_("'{name}' is not in the store yet. Save it first."), name=change.asset.name
            )
    if kept.record_id == other.record_id:
        raise Conflict(
            N_("'{name}' cannot become one with itself. Choose another one."),
            name=kept.asset.name,
        )
    for change in (kept, other):
        if merged_into(connection, str(change.record_id)) is not None:
            raise Conflict(
                N_("'{name}' was made one with another already. Look at that one."),
                name=change.asset.name,
            )


def add(
    connection: Connection, kept: str, other: str, *, version: int, reason: str, by: str, at: str
) -> None:
    """Log that one asset was merged into another.

    Parameters
    ----------
    version
        Number of the version of `other` that took it out of sight.
    """
    record_id = new_id()
    payload = dump({"kept": kept, "other": other, "version": version})
    log.append(
        connection, [log.Entry(record_id, KIND, 1, Action.MERGE, reason, payload)], by=by, at=at
    )
    connection.exec_driver_sql("INSERT INTO merges VALUES (?, ?, ?)", (other, kept, record_id))


def end(connection: Connection, other: str, *, by: str, at: str) -> None:
    """Log that an asset that was restored is one of its own again, if it was merged."""
    record_id = connection.exec_driver_sql(
        "SELECT record_id FROM merges WHERE other = ?", (other,)
    ).scalar()
    if record_id is None:
        return
    connection.exec_driver_sql("DELETE FROM merges WHERE other = ?", (other,))
    newest = log.newest_payload(connection, record_id, KIND)
    number, payload = newest if newest else (0, b"{}")
    said = dump({**load(payload), "ended": True})
    entry = log.Entry(record_id, KIND, number + 1, Action.RESTORE, "", said)
    log.append(connection, [entry], by=by, at=at)


def merged(connection: Connection, kept: str) -> list[str]:
    """Return the ids of the assets that were merged into one, the first first."""
    rows = connection.exec_driver_sql(
        "SELECT other FROM merges WHERE kept = ? ORDER BY record_id", (kept,)
    )
    return list(rows.scalars())


def merged_into(connection: Connection, other: str) -> str | None:
    """Return the id of the asset that one was merged into, at last; None if it was not."""
    end = connection.exec_driver_sql(END_OF, (dump_ids([other]),)).first()
    return end[1] if end and end[1] != other else None


def dump_ids(ids: Sequence[str]) -> str:
    """Return ids as a JSON list, which a query takes apart again."""
    return json.dumps(ids)


def leavings(connection: Connection) -> set[tuple[str, int]]:
    """Return record and number of all versions that took an asset out of sight by a merge."""
    rows = connection.exec_driver_sql(
        "SELECT json_extract(said, '$.other'), json_extract(said, '$.version') "
        "FROM (SELECT iif(json_valid(payload), payload, '{}') AS said FROM versions "
        "WHERE kind <> 'asset' AND kind = ? AND number = 1)",
        (KIND,),
    )
    return {(row[0], row[1]) for row in rows}


def problems(connection: Connection) -> Iterator[str]:
    """Yield which merges differ from the log."""
    rows = connection.exec_driver_sql(
        "SELECT v.record_id, v.payload FROM versions v WHERE v.kind <> 'asset' AND v.kind = ? "
        "AND v.number = (SELECT max(number) FROM versions w WHERE w.record_id = v.record_id)",
        (KIND,),
    )
    logged = {record_id: load(payload) for record_id, payload in rows}
    wanted = {
        (said.get("other"), said.get("kept"), record_id)
        for record_id, said in logged.items()
        if not said.get("ended")
    }
    found = {tuple(row) for row in connection.exec_driver_sql("SELECT * FROM merges")}
    for other, _, _ in sorted(wanted ^ found, key=str):
        yield f"asset {other} is merged otherwise than the log says"
