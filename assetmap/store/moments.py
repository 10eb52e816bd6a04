"""Moments of a store: the token that tells one from another, and what changed between two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection

from assetmap.domain.layer import Layers
from assetmap.domain.record import FIRST_HASH
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import TRAITS
from assetmap.store import log
from assetmap.store.base import MOST_CHANGES
from assetmap.store.boundaries import KIND as BOUNDARY_SET
from assetmap.store.changes import KIND as ASSET
from assetmap.store.photos import KIND as PHOTO

_HASH_SIGNS = 12
_WORDS_SIGNS = 8
_TOKEN = re.compile(
    rf"(\d{{1,18}})-([0-9a-f]{{{_HASH_SIGNS}}})-([0-9a-f]{{{_WORDS_SIGNS}}})-(\d{{8}})", re.ASCII
)


@dataclass(frozen=True)
class Moment:
    """A moment of a store.

    Parameters
    ----------
    seq, digest
        Number of the newest version, and the beginning of its hash: another store has another.
    words
        Digest of the layers and of the keys of themes and traits: with others, the same assets
        have other places in a catalogue, or are not in sight.
    day
        On another day other consents hold.
    """

    seq: int
    digest: str
    words: str
    day: str

    @classmethod
    def newest(cls, connection: Connection, today: date, words: str) -> Moment:
        """Return the moment that a store is at."""
        seq, digest = log.head(connection)
        return cls(seq, digest[:_HASH_SIGNS], words, f"{today:%Y%m%d}")

    @classmethod
    def from_token(cls, token: str) -> Moment | None:
        """Return the moment of a token that `str` gave, or None for any other text."""
        match = _TOKEN.fullmatch(token)
        return cls(int(match[1]), match[2], match[3], match[4]) if match else None

    def __str__(self) -> str:
        return f"{self.seq}-{self.digest}-{self.words}-{self.day}"


def digest_of_words(layers: Layers) -> str:
    """Return a short digest of what numbers in a catalogue stand for."""
    texts = [layer.model_dump_json() for layer in layers.values()]
    texts += ["|".join(known) for known in (THEMES, *TRAITS.values())]
    return sha256("\n".join(texts).encode()).hexdigest()[:_WORDS_SIGNS]


def changed_between(connection: Connection, then: Moment | None, now: Moment) -> list[int] | None:
    """Return the numbers of the assets with versions after `then`; None when that is unknown."""
    if then is None or (then.words, then.day) != (now.words, now.day):
        return None
    # Each version has the next number, so there is no need to count them.
    if not 0 <= now.seq - then.seq <= MOST_CHANGES:
        return None
    found = connection.exec_driver_sql(
        "SELECT hash FROM versions WHERE seq = ?", (then.seq,)
    ).scalar()
    if not (found or (FIRST_HASH if then.seq == 0 else "")).startswith(then.digest):
        return None
    rows = connection.exec_driver_sql(
        "SELECT v.kind, a.fid FROM versions v "
        "LEFT JOIN assets a ON a.id = CASE v.kind WHEN ? THEN v.record_id "
        "WHEN ? THEN json_extract(v.payload, '$.about') END WHERE v.seq > ?",
        (ASSET, PHOTO, then.seq),
    ).all()
    if any(kind == BOUNDARY_SET for kind, _ in rows):
        return None
    return sorted({number for _, number in rows if number is not None})
