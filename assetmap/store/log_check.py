"""Check the log: every version fits the chain, and personal data fits its version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from assetmap.domain.record import FIRST_HASH, chain_hash, personal_digest, stamp


def chain_problems(connection: Connection) -> list[str]:
    """Return what does not fit in the log, the first place first."""
    problems = []
    previous, expected_seq = FIRST_HASH, 1
    numbers: dict[str, int] = {}
    rows = connection.exec_driver_sql(
        "SELECT seq, record_id, kind, number, recorded_at, by, action, reason, payload, geom, "
        "personal_digest, hash FROM versions ORDER BY seq"
    )
    for row in rows:
        seq, record_id, number, found = row[0], row[1], row[3], row[11]
        if seq != expected_seq:
            problems.append(f"version {expected_seq} is missing from the log")
            expected_seq = seq
        if _hash(previous, *row[1:11]) != found:
            problems.append(f"version {seq} ({record_id}, number {number}) does not fit the chain")
        if number != numbers.get(record_id, 0) + 1:
            problems.append(f"version {seq} skips a number of record {record_id}")
        numbers[record_id] = number
        previous, expected_seq = found, expected_seq + 1
    # The file counts what was ever written, so the end of the log cannot be cut off unseen.
    written = connection.exec_driver_sql(
        "SELECT seq FROM sqlite_sequence WHERE name = 'versions'"
    ).scalar()
    if (written or 0) != expected_seq - 1:
        problems.append(f"the log ends at version {expected_seq - 1}; {written} were written")
    return problems


def _hash(
    previous: str,
    record_id: Any,
    kind: Any,
    number: Any,
    at: Any,
    by: Any,
    action: Any,
    reason: Any,
    payload: Any,
    blob: Any,
    digest: Any,
) -> str | None:
    """Return the hash of a version as it stands, or None where a column is of another type."""
    texts = (record_id, kind, at, by, action, reason, payload, digest)
    if not all(isinstance(text, str) for text in texts) or not isinstance(number, int):
        return None
    if blob is not None and (not isinstance(blob, bytes) or not blob):
        return None
    making = stamp(kind, number, at, by, action, reason, digest)
    return chain_hash(previous, record_id, making, payload.encode(), blob or b"")


def personal_problems(connection: Connection) -> list[str]:
    """Return which personal data is not what its version was written with.

    What is not there is no problem: erasing leaves the chain whole.
    """
    kept = connection.exec_driver_sql(
        "SELECT p.record_id, p.number, p.salt, p.data, v.personal_digest FROM personal p "
        "LEFT JOIN versions v ON v.record_id = p.record_id AND v.number = p.number"
    )
    return [
        f"the personal data of record {record_id}, number {number}, was altered"
        for record_id, number, salt, data, digest in kept
        if not isinstance(salt, bytes)
        or not isinstance(data, str)
        or personal_digest(salt, data.encode()) != digest
    ]
