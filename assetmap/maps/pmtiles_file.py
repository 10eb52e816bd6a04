"""A PMTiles file, version 3: one file with all tiles, pictures or vectors.

The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import json
import logging
import os
import stat
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from assetmap.errors import N_, ImportFailed
from assetmap.maps.tile_grid import MAX_ZOOM
from assetmap.maps.tile_source import (
    MOST_ABOUT,
    MOST_TILE,
    MOST_UNPACKED,
    VECTOR_TYPE,
    Tile,
    TilesInfo,
    picture_type,
    plain_text,
    read_bounds,
    release_of,
    stamp,
    unzipped,
)

logger = logging.getLogger(__name__)

# The largest list of tiles that is read, in bytes; those of the whole world are a tenth of it.
MOST_DIRECTORY = 2_000_000

# The format has no more than these: a root, leaves, and leaves of leaves.
_DEEPEST_DIRECTORY = 4

# What reading a file that is broken, cut off or gone can give.
_DAMAGED = (OSError, EOFError, ValueError, IndexError, OverflowError, MemoryError, zlib.error)


class PMTilesFile:
    """The tiles of a PMTiles file; a tile that cannot be read is a tile that is not there.

    It is opened anew for each read. A memory map would be as fast, but when somebody copies
    another file over it, touching the map ends the whole server.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._now = stamp(path.stat())
        self._header = self._read_header()
        self._directory = lru_cache(maxsize=32)(self._read_directory)
        try:
            self._directory(self._header["root_offset"], self._header["root_length"])
        except _DAMAGED as error:
            raise self._broken() from error
        self.info = self._read_info()

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile; None when it is not there or cannot be read."""
        if not self.info.min_zoom <= z <= self.info.max_zoom:
            return None
        try:
            body = self._body(zxy_to_tileid(z, x, y))
            return None if body is None else self._as_tile(body)
        except _DAMAGED as error:
            logger.debug("tile %d/%d/%d of %s: %r", z, x, y, self._path, error)
            return None

    def _body(self, number: int) -> bytes | None:
        offset, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(_DEEPEST_DIRECTORY):
            entry = find_tile(self._directory(offset, length), number)
            if entry is None:
                return None
            if entry.run_length:
                start = self._header["tile_data_offset"] + entry.offset
                return self._read(start, entry.length, MOST_TILE)
            offset = self._header["leaf_directory_offset"] + entry.offset
            length = entry.length
        return None

    def _as_tile(self, body: bytes) -> Tile | None:
        gzipped = body.startswith(b"\x1f\x8b")
        # A browser cannot say what is wrong with a broken one, so it is read here too.
        plain = unzipped(body, MOST_UNPACKED) if gzipped else body
        if self.info.kind == "vector":
            return Tile(body, VECTOR_TYPE, gzipped)
        kind = picture_type(plain)
        return None if kind is None else Tile(plain, kind)

    def _read(self, offset: int, length: int, most: int) -> bytes:
        if length > most:
            raise ValueError(f"{length} bytes are more than {most}")
        with self._path.open("rb") as file:
            # Another file in its place: what we know of this one no longer holds.
            if stamp(os.fstat(file.fileno())) != self._now:
                raise EOFError("the file changed")
            file.seek(offset)
            body = file.read(length)
        if len(body) != length:
            raise EOFError("the file is cut off")
        return body

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        packed = self._read(offset, length, MOST_DIRECTORY)
        # The package unpacks without a limit.
        unzipped(packed, MOST_DIRECTORY)
        return deserialize_directory(packed)

    def _read_header(self) -> Any:
        size = self._now[1]
        if not stat.S_ISREG(self._path.stat().st_mode):
            raise ImportFailed(N_("{path} is no file and no folder of tiles."), path=self._path)
        if not size:
            raise ImportFailed(
                N_("The base map {path} is an empty file. Copy it again."), path=self._path
            )
        try:
            header = deserialize_header(self._read(0, min(size, 127), 127))
        except SpecVersionUnsupported as error:
            raise ImportFailed(
                N_("The base map {path} is a PMTiles file of another version; 3 can be read."),
                path=self._path,
            ) from error
        except (MagicNumberNotFound, UnicodeDecodeError) as error:
            raise self._no_pmtiles() from error
        except OSError:
            raise
        except _DAMAGED as error:
            raise self._broken() from error
        if header["tile_data_offset"] + header["tile_data_length"] > size:
            raise self._broken()
        self._demand_readable(header)
        return header

    def _demand_readable(self, header: Any) -> None:
        packed = (header["internal_compression"], header["tile_compression"])
        raw = (Compression.GZIP, Compression.NONE, Compression.UNKNOWN)
        if packed[0] is not Compression.GZIP or packed[1] not in raw:
            raise ImportFailed(
                N_(
                    "The base map {path} is compressed in another way than gzip. Make it with gzip."
                ),
                path=self._path,
            )
        kinds = (TileType.MVT, TileType.PNG, TileType.JPEG, TileType.WEBP)
        if header["tile_type"] not in kinds:
            raise ImportFailed(
                N_("The tiles of {path} are of a kind that we do not draw. Use {known}."),
                path=self._path,
                known=tuple(kind.name for kind in kinds),
            )
        if not header["min_zoom"] <= header["max_zoom"] <= MAX_ZOOM:
            raise self._broken()

    def _read_info(self) -> TilesInfo:
        header, about = self._header, self._read_about()
        edges = [
            header[f"{edge}_e7"] / 1e7 for edge in ("min_lon", "min_lat", "max_lon", "max_lat")
        ]
        layers = about.get("vector_layers")
        names = (
            plain_text(each.get("id"), most=60)
            for each in (layers if isinstance(layers, list) else [])
            if isinstance(each, dict)
        )
        return TilesInfo(
            path=self._path,
            kind="vector" if header["tile_type"] is TileType.MVT else "xyz",
            min_zoom=header["min_zoom"],
            max_zoom=header["max_zoom"],
            bounds=read_bounds(edges),
            attribution=plain_text(about.get("attribution")),
            release=release_of(self._now),
            layers=tuple(name for name in names if name),
        )

    def _read_about(self) -> dict[str, Any]:
        """Return what the maker says of the file; a mistake in it does no harm to the tiles."""
        offset, length = self._header["metadata_offset"], self._header["metadata_length"]
        try:
            about = json.loads(unzipped(self._read(offset, length, MOST_ABOUT), MOST_ABOUT))
        except (*_DAMAGED, RecursionError) as error:
            logger.warning("what %s says of itself cannot be read: %r", self._path, error)
            return {}
        return about if isinstance(about, dict) else {}

    def _no_pmtiles(self) -> ImportFailed:
        return ImportFailed(
            N_("{path} is no PMTiles file. Give a .pmtiles file or a folder of tiles."),
            path=self._path,
        )

    def _broken(self) -> ImportFailed:
        return ImportFailed(
            N_("The base map {path} is broken or cut off. Copy it again, or make it again."),
            path=self._path,
        )
