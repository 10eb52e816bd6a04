"""What people remark on an asset, for its stewards to read.

A remark is a record like any other. Its words may name a person, so they stand apart in
`personal`, and they go when a steward has dealt with it; the log keeps that there was one.
"""

from __future__ import annotations

import os

from sqlalchemy import Connection

from assetmap.domain.payload import dump, load
from assetmap.domain.record import Action, new_id, personal_digest
from assetmap.errors import N_, NotFound
from assetmap.store import log
from assetmap.store.base import Remark

KIND = "remark"


def add(connection: Connection, record_id: str, text: str, *, by: str, at: str) -> str:
    """Keep a remark on an asset and return the remark's id."""
    remark_id, salt, data = new_id(), os.urandom(16), dump({"text": text})
    connection.exec_driver_sql(
        "INSERT INTO personal VALUES (?, 1, ?, ?)", (remark_id, salt, data.decode())
    )
    entry = log.Entry(
        remark_id,
        KIND,
        1,
        Action.ADD,
        "",
        dump({"about": record_id}),
        personal_digest=personal_digest(salt, data),
    )
    log.append(connection, [entry], by=by, at=at)
    return remark_id


def unsettled(connection: Connection, *, most: int) -> list[Remark]:
    """Return the remarks whose words are still there, newest first."""
    rows = connection.exec_driver_sql(
        "SELECT v.record_id, a.id, a.name, p.data, v.recorded_at FROM personal p "
        "JOIN versions v ON v.record_id = p.record_id AND v.number = p.number AND v.kind = ? "
        "JOIN assets a ON a.id = json_extract(v.payload, '$.about') "
        "ORDER BY v.seq DESC LIMIT ?",
        (KIND, most),
    )
    return [
        Remark(remark_id, record_id, name, load(data)["text"], log.to_moment(at))
        for remark_id, record_id, name, data, at in rows
    ]


def settle(connection: Connection, remark_id: str, *, by: str, at: str) -> None:
    """Erase the words of a remark and log that it was dealt with."""
    found = connection.exec_driver_sql(
        "SELECT payload FROM versions WHERE record_id = ? AND kind = ? ORDER BY number DESC",
        (remark_id, KIND),
    ).first()
    if found is None:
        raise NotFound(
            N_("This remark is not in the store: {id}. Perhaps somebody dealt with it."),
            id=remark_id,
        )
    erased = connection.exec_driver_sql(
        "DELETE FROM personal WHERE record_id = ?", (remark_id,)
    ).rowcount
    # Two stewards at once: the second finds it done.
    if erased:
        payload = dump({**load(found[0]), "settled": True})
        entry = log.Entry(remark_id, KIND, 2, Action.EDIT, "", payload)
        log.append(connection, [entry], by=by, at=at)
