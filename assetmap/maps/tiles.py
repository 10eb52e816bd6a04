"""Tiles from this computer: a PMTiles file, or a folder {z}/{x}/{y}.png, .jpg or .webp."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from assetmap.errors import N_, AssetMapError, ImportFailed, NotFound
from assetmap.maps.pmtiles_file import PMTilesFile
from assetmap.maps.tile_folder import TileFolder, folder_state
from assetmap.maps.tile_source import TilesInfo, TileSource, stamp

logger = logging.getLogger(__name__)


def open_tiles(path: Path) -> TileSource:
    """Open a PMTiles file or a folder of tiles.

    Raises
    ------
    NotFound
        If there is nothing at this path.
    ImportFailed
        If it is no such file or folder, or it is broken.
    """
    try:
        return TileFolder(path) if path.is_dir() else PMTilesFile(path)
    except FileNotFoundError as error:
        raise NotFound(
            N_("There is no base map at {path}. Give a .pmtiles file or a folder of tiles."),
            path=path,
        ) from error
    except OSError as error:
        raise ImportFailed(
            N_("The base map {path} cannot be read ({reason}). Look whether you may read it."),
            path=path,
            reason=error.strerror or str(error),
        ) from error


_kept: dict[Path, tuple[tuple[int, ...] | None, TileSource]] = {}
_kept_lock = threading.Lock()
_told: set[str] = set()


def tiles_at(path: Path) -> TileSource:
    """Return the opened tiles of a path, opened again only when they changed; see `open_tiles`."""
    try:
        now = folder_state(path) if path.is_dir() else stamp(path.stat())
    except OSError:
        now = None
    with _kept_lock:
        before, source = _kept.get(path, (None, None))
        if source is None or now is None or before != now:
            _kept.pop(path, None)
            source = open_tiles(path)
            _kept[path] = (now, source)
        return source


def info_at(path: Path | None) -> TilesInfo | None:
    """Return what the tiles of a path say of themselves; None when there are none to use."""
    if path is None:
        return None
    try:
        return tiles_at(path).info
    except AssetMapError as error:
        # Each page asks again; once in the log is enough.
        if str(error) not in _told:
            _told.add(str(error))
            logger.warning("%s", error)
        return None


__all__ = ["TileSource", "TilesInfo", "info_at", "open_tiles", "tiles_at"]
