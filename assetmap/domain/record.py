"""Records: ids, numbered versions, and the chain that shows that none was changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import uuid_utils

# What the first version of a store is chained to.
FIRST_HASH = "0" * 64


class Action(StrEnum):
    """What a version did."""

    ADD = "add"
    EDIT = "edit"
    RETIRE = "retire"
    RESTORE = "restore"
    IMPORT = "import"
    MERGE = "merge"
    UNDO = "undo"
    BOUNDARIES = "boundaries"


@dataclass(frozen=True)
class Version:
    """One version of a record: who, when, what, why.

    Parameters
    ----------
    record_id, kind, number
        Which record (UUIDv7), what it is, and the version's number from 1.
    recorded_at
        When it was written down, UTC.
    by, action, reason
        Who did what, and why, in words.
    content
        What the record says from here on; holds no personal data.
    """

    record_id: str
    kind: str
    number: int
    recorded_at: datetime
    by: str
    action: Action
    reason: str
    content: Any


def new_id() -> str:
    """Return a new UUIDv7: unique, and in order of time."""
    return str(uuid_utils.uuid7())


def stamp(
    kind: str,
    number: int,
    recorded_at: str,
    by: str,
    action: str,
    reason: str,
    personal_digest: str,
) -> str:
    """Return what goes into the hash about the making of a version: who, when, what, why.

    All the versions of one import have the same stamp. Each text has its length in front, so
    that no two different ones give the same stamp.
    """
    texts = (recorded_at, by, action, reason, personal_digest)
    lengthy = "".join(f"{len(text)}:{text}" for text in texts)
    return f"{len(kind)}:{kind}{number}:{lengthy}"


def chain_hash(previous: str, record_id: str, stamp: str, payload: bytes, shape: bytes) -> str:
    """Return the hash of one version, chained to the one before.

    SHA-256 over every part with its length in front, so that no two different versions give the
    same bytes. Personal data goes in as a salted digest: erasing it leaves the chain whole.

    Parameters
    ----------
    previous
        Hash of the version before in the log, 64 hexadecimal signs.
    stamp
        What `stamp` says of the version.
    payload, shape
        The stored bytes: JSON, and GeoPackage binary or nothing.
    """
    head = f"{previous}{len(record_id)}:{record_id}{stamp}{len(payload)}:{len(shape)}:"
    return hashlib.sha256(head.encode() + payload + shape).hexdigest()


def personal_digest(salt: bytes, data: bytes) -> str:
    """Return the salted digest of personal data; without the salt it tells nothing."""
    return hashlib.sha256(salt + data).hexdigest()
