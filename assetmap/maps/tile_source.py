"""What any source of tiles gives, and how to check what others wrote in it.

What a file of tiles says about itself was written by others: it reaches a page as plain text, and
its numbers are checked.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from assetmap.maps.tile_grid import MAX_ZOOM

VECTOR_TYPE = "application/vnd.mapbox-vector-tile"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

# The largest that is read, in bytes: a tile, a vector tile unpacked, what a file says of itself.
MOST_TILE = 5_000_000
MOST_UNPACKED = 20_000_000
MOST_ABOUT = 10_000_000

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Tile:
    """One tile as it stands in the file; a vector tile can be compressed there."""

    body: bytes
    media_type: str
    gzipped: bool = False


@dataclass(frozen=True)
class TilesInfo:
    """What a file or folder of tiles says about itself.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees; None when unknown.
    attribution
        Plain text, from whoever made the file.
    release
        Changes when the file does, so that browsers ask again.
    layers
        Names of the layers of a vector file.
    """

    path: Path
    kind: Literal["xyz", "vector"]
    min_zoom: int
    max_zoom: int
    bounds: Bounds | None
    attribution: str
    release: str
    layers: tuple[str, ...] = ()


class TileSource(Protocol):
    """Gives tiles by number."""

    info: TilesInfo

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile; None when it is not there or cannot be read."""


def picture_type(body: bytes) -> str | None:
    """Return the media type of a picture by its first bytes; None when it is none that we know."""
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return None


def is_whole_picture(body: bytes) -> bool:
    """Return whether a picture reaches its end; a connection that drops can cut it off."""
    kind = picture_type(body)
    if kind == "image/png":
        return b"IEND" in body[-32:]
    if kind == "image/jpeg":
        return b"\xff\xd9" in body[-64:]
    if kind == "image/webp":
        return len(body) >= int.from_bytes(body[4:8], "little") + 8
    return False


def plain_text(text: object, *, most: int = 300) -> str:
    """Return somebody else's text or HTML as one line of plain text, without hidden signs."""
    if not isinstance(text, str):
        return ""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text[: 10 * most]))
    words = " ".join(plain.split())
    # Signs that steer a terminal, or turn the direction of a line around.
    shown = (sign for sign in words if not unicodedata.category(sign).startswith("C"))
    return "".join(shown)[:most]


def unzipped(body: bytes, most: int) -> bytes:
    """Return what was compressed with gzip; `ValueError` when it is more than `most` bytes."""
    reader = zlib.decompressobj(wbits=31)
    plain = reader.decompress(body, most)
    if not reader.eof:
        raise ValueError("cut off, or larger than it may be")
    return plain


def read_bounds(values: object) -> Bounds | None:
    """Return bounds that are four numbers in order and on this earth; else None."""
    if not isinstance(values, list | tuple) or len(values) != 4:
        return None
    try:
        west, south, east, north = map(float, values)
    except (TypeError, ValueError, OverflowError):
        return None
    good = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if good else None


def read_zoom(value: object, otherwise: int) -> int:
    """Return a zoom that somebody wrote down, or another when it is none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_ZOOM:
        return value
    return otherwise


def stamp(found: os.stat_result) -> tuple[int, ...]:
    """Return what changes when a file is replaced or written."""
    return found.st_ino, found.st_size, found.st_mtime_ns


def release_of(state: tuple[int, ...]) -> str:
    """Return a short name for such a state, for an address."""
    return hashlib.blake2b(repr(state).encode(), digest_size=5).hexdigest()
