"""The append-only log of versions, each chained to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from assetmap.domain.record import FIRST_HASH, chain_hash, stamp
from assetmap.store import bulk

_INSERT = (
    "INSERT INTO versions (record_id, kind, number, recorded_at, by, action, reason, payload, "
    "geom, personal_digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One version that is about to be written."""

    record_id: str
    kind: str
    number: int
    action: str
    reason: str
    payload: bytes
    blob: bytes | None = None
    personal_digest: str = ""


def head(connection: Connection) -> tuple[int, str]:
    """Return sequence number and hash of the newest version; 0 and zeros when there is none."""
    row = connection.exec_driver_sql(
        "SELECT seq, hash FROM versions ORDER BY seq DESC LIMIT 1"
    ).first()
    return (row[0], row[1]) if row else (0, FIRST_HASH)


def append(connection: Connection, entries: Sequence[Entry], *, by: str, at: str) -> None:
    """Write versions at the end of the log."""
    _, previous = head(connection)
    rows = []
    for each in entries:
        making = stamp(
            each.kind, each.number, at, by, each.action, each.reason, each.personal_digest
        )
        previous = chain_hash(previous, each.record_id, making, each.payload, each.blob or b"")
        rows.append(
            (
                each.record_id,
                each.kind,
                each.number,
                at,
                by,
                each.action,
                each.reason,
                each.payload.decode(),
                each.blob,
                each.personal_digest,
                previous,
            )
        )
    if rows:
        connection.exec_driver_sql(_INSERT, rows)


def append_first_versions(
    connection: Connection,
    ids: Sequence[str],
    payloads: Sequence[bytes],
    blobs: Sequence[bytes | None],
    *,
    kind: str,
    action: str,
    reason: str,
    by: str,
    at: str,
    digests: Sequence[str] | None = None,
) -> None:
    """Write the first versions of many new records at the end of the log; see `append`.

    Parameters
    ----------
    digests
        Of the personal data of each, empty where there is none; None for none at all.
    """
    _, previous = head(connection)
    plain = stamp(kind, 1, at, by, action, reason, "")
    hashes = []
    said = digests if digests is not None else [""] * len(ids)
    for record_id, payload, blob, digest in zip(ids, payloads, blobs, said, strict=True):
        making = stamp(kind, 1, at, by, action, reason, digest) if digest else plain
        previous = chain_hash(previous, record_id, making, payload, blob or b"")
        hashes.append(previous)
    columns = {
        "record_id": ids,
        "kind": kind,
        "number": 1,
        "recorded_at": at,
        "by": by,
        "action": action,
        "reason": reason,
        "payload": [payload.decode() for payload in payloads],
        "geom": blobs,
        "personal_digest": list(said),
        "hash": hashes,
    }
    bulk.insert(connection, "versions", columns, rows=len(ids))


def newest_payload(connection: Connection, record_id: str, kind: str) -> tuple[int, bytes] | None:
    """Return number and payload of a record's newest version, or None if there is no such one."""
    row = connection.exec_driver_sql(
        "SELECT number, payload FROM versions WHERE record_id = ? AND kind = ? "
        "ORDER BY number DESC LIMIT 1",
        (record_id, kind),
    ).first()
    return (row[0], row[1].encode()) if row else None


def to_text(at: datetime) -> str:
    """Return a moment as it stands in the log: UTC, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_moment(text: str) -> datetime:
    """Return the moment that `to_text` wrote."""
    return datetime.fromisoformat(text)
