"""Rows of a list that wait for somebody to point out where they are.

Each is a record of its own. All that a row says stands apart in `personal`, since nobody looked
yet whom it names, and goes when the row was placed, dropped, or its import undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from assetmap.domain.asset import Contact
from assetmap.domain.payload import dump, load
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, NotFound, Problem, Term
from assetmap.store import log, personal_data
from assetmap.store.base import UnplacedRow

KIND = "unplaced"

_WAITING = (
    "SELECT v.record_id, json_extract(v.payload, '$.run'), json_extract(v.payload, '$.row'), "
    "p.data FROM versions v JOIN personal p ON p.record_id = v.record_id AND p.number = 1 "
    "WHERE v.kind <> 'asset' AND v.kind = 'unplaced' AND v.number = 1"
)


@dataclass(frozen=True)
class Sealed:
    """Rows with all that can be made ready before the store is locked."""

    ids: list[str]
    rows: list[int]
    data: list[bytes | None]


def prepare(rows: Sequence[UnplacedRow]) -> Sealed:
    """Make rows ready, in order of the file."""
    in_order = sorted(rows, key=lambda each: each.row)
    return Sealed(
        [new_id() for _ in in_order],
        [int(each.row) for each in in_order],
        [_written(each) for each in in_order],
    )


def _written(row: UnplacedRow) -> bytes:
    reason = row.reason
    values = {name: _plain(value) for name, value in reason.values.items()}
    return dump(
        {
            "content": dict(row.content),
            "contact": row.contact.model_dump() if row.contact else None,
            "reason": {"template": reason.template, "values": values, "field": reason.field},
        }
    )


def _plain(value: Any) -> Any:
    """Return a value of a problem as JSON has it; `_value` gives it back."""
    if isinstance(value, Term):
        return {"term": str(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    # Numbers of NumPy are none of Python's, but tell what they are.
    value = value.item() if hasattr(value, "item") else value
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _value(plain: Any) -> Any:
    if isinstance(plain, dict):
        return Term(plain["term"])
    return tuple(map(_value, plain)) if isinstance(plain, list) else plain


def add(connection: Connection, sealed: Sealed, run_id: str, *, by: str, at: str) -> None:
    """Keep rows that wait, all at once."""
    log.append_first_versions(
        connection,
        sealed.ids,
        [dump({"run": run_id, "row": row}) for row in sealed.rows],
        [None] * len(sealed.ids),
        kind=KIND,
        action=Action.IMPORT,
        reason="",
        by=by,
        at=at,
        digests=personal_data.keep_many(connection, sealed.ids, sealed.data),
    )


def waiting(connection: Connection, *, most: int, run_id: str | None) -> list[UnplacedRow]:
    """Return the rows that wait, the oldest import first, in order of the file."""
    asked = " AND json_extract(v.payload, '$.run') = ?" if run_id is not None else ""
    rows = connection.exec_driver_sql(
        f"{_WAITING}{asked} ORDER BY v.seq LIMIT ?", (*([run_id] if asked else []), most)
    )
    return [_row(*row) for row in rows]


def waiting_by_run(connection: Connection) -> dict[str, int]:
    """Return how many rows of each import wait."""
    rows = connection.exec_driver_sql(
        "SELECT json_extract(v.payload, '$.run') AS run, count(*) FROM versions v "
        "JOIN personal p ON p.record_id = v.record_id AND p.number = 1 "
        "WHERE v.kind <> 'asset' AND v.kind = 'unplaced' AND v.number = 1 GROUP BY run"
    )
    return {row[0]: row[1] for row in rows}


def one(connection: Connection, row_id: str) -> UnplacedRow:
    """Return a row that waits; `NotFound` when it does not, or not any more."""
    row = connection.exec_driver_sql(f"{_WAITING} AND v.record_id = ?", (row_id,)).first()
    if row is None:
        raise NotFound(
            N_("This row of a list does not wait for a place: {id}. Perhaps somebody placed it."),
            id=row_id,
        )
    return _row(*row)


def _row(row_id: str, run_id: str, number: int, data: str) -> UnplacedRow:
    said = load(data)
    reason, contact = said["reason"], said["contact"]
    values = {name: _value(value) for name, value in reason["values"].items()}
    return UnplacedRow(
        number,
        said["content"],
        Contact.model_validate(contact) if contact else None,
        Problem(reason["template"], values, reason["field"]),
        row_id,
        run_id,
    )


def settle(
    connection: Connection, row: UnplacedRow, *, asset_id: str | None, by: str, at: str
) -> None:
    """Erase a row and log which asset came of it; None for no asset."""
    personal_data.erase(connection, row.id)
    payload = dump({"run": row.run_id, "row": row.row, "asset": asset_id})
    action = Action.EDIT if asset_id else Action.RETIRE
    log.append(connection, [log.Entry(row.id, KIND, 2, action, "", payload)], by=by, at=at)


def erase_of_run(connection: Connection, run_id: str) -> None:
    """Erase all rows of an import that wait; that it was undone tells why they are gone."""
    connection.exec_driver_sql(
        "DELETE FROM personal WHERE record_id IN (SELECT record_id FROM versions "
        "WHERE kind <> 'asset' AND kind = 'unplaced' AND number = 1 "
        "AND json_extract(payload, '$.run') = ?)",
        (run_id,),
    )


def placed_of_run(connection: Connection, run_id: str) -> list[str]:
    """Return the ids of the assets that came of rows of an import."""
    rows = connection.exec_driver_sql(
        "SELECT json_extract(payload, '$.asset') FROM versions WHERE kind <> 'asset' "
        "AND kind = 'unplaced' AND number = 2 AND json_extract(payload, '$.run') = ? "
        "AND json_extract(payload, '$.asset') IS NOT NULL ORDER BY seq",
        (run_id,),
    )
    return list(rows.scalars())


def problems(connection: Connection) -> list[str]:
    """Return which rows still stand there though they were placed or dropped."""
    rows = connection.exec_driver_sql(
        "SELECT p.record_id FROM personal p JOIN versions v ON v.record_id = p.record_id "
        "AND v.kind = 'unplaced' AND v.number = 2"
    )
    return [
        f"row {record_id} of a list is still there, though it was dealt with"
        for (record_id,) in rows
    ]
