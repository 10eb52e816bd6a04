"""Import profiles: how a list of some kind is taken in, kept under a name for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from assetmap.domain.payload import dump, load
from assetmap.domain.record import Action, new_id
from assetmap.store import log

KIND = "import_profile"

_NEWEST = (
    "SELECT v.record_id, v.number, v.payload FROM versions v WHERE v.kind <> 'asset' "
    "AND v.kind = 'import_profile' "
    "AND v.number = (SELECT max(number) FROM versions w WHERE w.record_id = v.record_id)"
)


def newest(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return what each profile says, by name, in order of the names."""
    said = [load(row[2]) for row in connection.exec_driver_sql(_NEWEST)]
    return {each["name"]: each["content"] for each in sorted(said, key=lambda each: each["name"])}


def save(
    connection: Connection, name: str, content: Mapping[str, Any], *, by: str, at: str
) -> None:
    """Keep a profile, as a new version where there is one of this name."""
    payload = dump({"name": name, "content": dict(content)})
    row = connection.exec_driver_sql(
        f"{_NEWEST} AND json_extract(v.payload, '$.name') = ?", (name,)
    ).first()
    if row is None:
        entry = log.Entry(new_id(), KIND, 1, Action.ADD, "", payload)
    elif row[2].encode() == payload:
        return
    else:
        entry = log.Entry(row[0], KIND, row[1] + 1, Action.EDIT, "", payload)
    log.append(connection, [entry], by=by, at=at)
