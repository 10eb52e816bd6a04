"""Photos of assets: what is said of each in the log, their bytes in a table of their own.

The log holds a digest of the bytes, so they can be erased and can not be altered unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, text

from assetmap.domain.payload import dump, load
from assetmap.domain.record import Action, new_id
from assetmap.errors import N_, NotFound
from assetmap.store import current, log, merges
from assetmap.store.base import NewPhoto, Photo
from assetmap.store.tables import assets

KIND = "photo"
PREVIEW, FULL = "preview", "full"

_COLUMNS = (
    "p.id, p.asset_id, p.alt, p.media_type, p.width, p.height, p.recorded_at, p.by, p.retired"
)


def add(connection: Connection, record_id: str, photo: NewPhoto, *, by: str, at: str) -> Photo:
    """Keep a photo of an asset; `NotFound` when there is no such asset."""
    found = connection.exec_driver_sql("SELECT 1 FROM assets WHERE id = ?", (record_id,)).first()
    if found is None:
        raise NotFound(
            N_("This asset is not in the store: {id}. Look whether the address is right."),
            id=record_id,
        )
    photo_id = new_id()
    content = {
        "about": record_id,
        "alt": photo.alt,
        "media_type": photo.media_type,
        "width": photo.width,
        "height": photo.height,
        "digest": {PREVIEW: _digest(photo.preview), FULL: _digest(photo.full)},
    }
    entry = log.Entry(photo_id, KIND, 1, Action.ADD, "", dump(content))
    log.append(connection, [entry], by=by, at=at)
    connection.exec_driver_sql(
        "INSERT INTO photos (id, asset_id, version, alt, media_type, width, height, recorded_at, "
        "by, retired, preview, full) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
        (
            *(photo_id, record_id, photo.alt, photo.media_type, photo.width, photo.height),
            *(at, by, photo.preview, photo.full),
        ),
    )
    said = (photo_id, record_id, photo.alt, photo.media_type, photo.width, photo.height, at, by, 0)
    return _photo(said)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def of(
    connection: Connection,
    record_ids: Sequence[str],
    *,
    today: date,
    sees_all: bool,
    retired: bool,
) -> dict[str, list[Photo]]:
    """Return the photos of assets, with those of what was merged into them."""
    shown = _in_sight(connection, record_ids, today) if not sees_all else set(record_ids)
    # Down from each asset to all that was merged into it, and into that.
    rows = connection.exec_driver_sql(
        "WITH RECURSIVE down(asked, id) AS (SELECT value, value FROM json_each(?) "
        "WHERE value NOT IN (SELECT other FROM merges) "
        "UNION SELECT down.asked, m.other FROM down JOIN merges m ON m.kept = down.id) "
        f"SELECT down.asked, {_COLUMNS} FROM down JOIN photos p ON p.asset_id = down.id "
        "WHERE p.retired = 0 OR ? ORDER BY p.fid",
        (merges.dump_ids(sorted(shown)), int(retired and sees_all)),
    )
    found: dict[str, list[Photo]] = {}
    for asked, *row in rows:
        found.setdefault(asked, []).append(replace(_photo(row), record_id=asked))
    return found


def _photo(row: Sequence[Any]) -> Photo:
    photo_id, record_id, alt, media_type, width, height, at, by, retired = row
    return Photo(
        *(photo_id, record_id, alt, media_type),
        width=width,
        height=height,
        at=log.to_moment(at),
        by=by,
        retired=bool(retired),
    )


def _in_sight(connection: Connection, record_ids: Sequence[str], today: date) -> set[str]:
    asked = text("assets.id IN (SELECT value FROM json_each(:ids))")
    query = select(assets.c.id).where(
        current.is_public(today), asked.bindparams(ids=merges.dump_ids(list(record_ids)))
    )
    return set(connection.scalars(query))


def content(
    connection: Connection, photo_id: str, size: str, *, today: date, sees_all: bool
) -> bytes:
    """Return the bytes of a photo; `NotFound` where there are none for this viewer."""
    row = connection.exec_driver_sql(
        "SELECT asset_id, retired, CASE ? WHEN 'preview' THEN preview WHEN 'full' THEN full END "
        "FROM photos WHERE id = ?",
        (size, photo_id),
    ).first()
    if row is None or row[2] is None:
        raise _not_found(photo_id)
    if not sees_all:
        shown_with = merges.merged_into(connection, row[0]) or row[0]
        if row[1] or not _in_sight(connection, [shown_with], today):
            raise _not_found(photo_id)
    return bytes(row[2])


def _not_found(photo_id: str) -> NotFound:
    return NotFound(
        N_("This photo is not in the store: {id}. Perhaps somebody took it out of sight."),
        id=photo_id,
    )


def describe(connection: Connection, photo_id: str, alt: str, *, by: str, at: str) -> None:
    """Give a photo another description."""
    _change(connection, photo_id, Action.EDIT, {"alt": alt}, by=by, at=at)


def retire(connection: Connection, photo_id: str, *, reason: str, by: str, at: str) -> None:
    """Take a photo out of sight."""
    said = {"retired": True}
    _change(connection, photo_id, Action.RETIRE, said, reason=reason, by=by, at=at)


def restore(connection: Connection, photo_id: str, *, by: str, at: str) -> None:
    """Put a photo back in sight."""
    _change(connection, photo_id, Action.RESTORE, {"retired": False}, by=by, at=at)


def _change(
    connection: Connection,
    photo_id: str,
    action: Action,
    said: Mapping[str, Any],
    *,
    reason: str = "",
    by: str,
    at: str,
) -> None:
    newest = log.newest_payload(connection, photo_id, KIND)
    if newest is None:
        raise _not_found(photo_id)
    number, before = newest[0] + 1, load(newest[1])
    after = {**before, **said}
    # Two people at once: the second finds it done.
    if {**after, "retired": after.get("retired", False)} == {"retired": False, **before}:
        return
    entry = log.Entry(photo_id, KIND, number, action, reason, dump(after))
    log.append(connection, [entry], by=by, at=at)
    connection.exec_driver_sql(
        "UPDATE photos SET version = ?, alt = ?, retired = ? WHERE id = ?",
        (number, after["alt"], int(after.get("retired", False)), photo_id),
    )


def problems(connection: Connection) -> Iterator[str]:
    """Yield which photos differ from the log; bytes that were erased are no problem."""
    rows = connection.exec_driver_sql(
        "SELECT v.record_id, v.recorded_at, v.by, w.number, w.payload, p.id, p.asset_id, "
        "p.version, p.alt, p.media_type, p.width, p.height, p.recorded_at, p.by, p.retired, "
        "p.preview, p.full FROM versions v JOIN versions w ON w.record_id = v.record_id "
        "AND w.number = (SELECT max(number) FROM versions x WHERE x.record_id = v.record_id) "
        "LEFT JOIN photos p ON p.id = v.record_id "
        "WHERE v.kind <> 'asset' AND v.kind = 'photo' AND v.number = 1"
    )
    for photo_id, at, by, number, payload, *found in rows:
        said = load(payload)
        wanted = [
            *(photo_id, said["about"], number, said["alt"], said["media_type"]),
            *(said["width"], said["height"], at, by, int(said.get("retired", False))),
        ]
        if found[:10] != wanted:
            yield f"photo {photo_id} differs from its newest version"
        for size, data in zip((PREVIEW, FULL), found[10:], strict=True):
            if data is not None and not _is_same(data, said["digest"][size]):
                yield f"photo {photo_id}: its picture ({size}) was altered"
    unknown = connection.exec_driver_sql(
        "SELECT id FROM photos WHERE id NOT IN (SELECT record_id FROM versions "
        "WHERE kind <> 'asset' AND kind = 'photo')"
    ).scalars()
    yield from (f"photo {photo_id} has no version in the log" for photo_id in unknown)


def _is_same(data: Any, digest: str) -> bool:
    return isinstance(data, bytes) and _digest(data) == digest
