"""A folder {z}/{x}/{y}.png, .jpg or .webp, with a TileJSON `tiles.json` if there is one."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assetmap.errors import N_, ImportFailed
from assetmap.maps.tile_grid import MAX_ZOOM, bounds_of
from assetmap.maps.tile_source import (
    MOST_ABOUT,
    MOST_TILE,
    Bounds,
    Tile,
    TilesInfo,
    picture_type,
    plain_text,
    read_bounds,
    read_zoom,
    release_of,
    stamp,
)

TILES_JSON = "tiles.json"


class TileFolder:
    """The tiles of a folder; one that is a link out of it is not there."""

    def __init__(self, path: Path) -> None:
        self._root = path.resolve(strict=True)
        about = read_tiles_json(self._root)
        zooms = sorted(z for z, each in numbered(self._root) if z <= MAX_ZOOM and each.is_dir())
        if not zooms:
            raise ImportFailed(
                N_(
                    "There are no tiles in {path}. They stand as {pattern}; "
                    "'tiles pack' makes such a folder."
                ),
                path=path,
                pattern="{z}/{x}/{y}.png",
            )
        self._upside_down = about.get("scheme") == "tms"
        first = read_zoom(about.get("minzoom"), zooms[0])
        self.info = TilesInfo(
            path=path,
            kind="xyz",
            min_zoom=first,
            max_zoom=max(first, read_zoom(about.get("maxzoom"), zooms[-1])),
            bounds=read_bounds(about.get("bounds")) or self._bounds_at(zooms[0]),
            attribution=plain_text(about.get("attribution")),
            release=release_of(folder_state(path)),
        )

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile; None when it is not there, or is no picture."""
        row = (1 << z) - 1 - y if self._upside_down else y
        for ending in ("png", "jpg", "webp", "jpeg"):
            body = self._body(self._root / str(z) / str(x) / f"{row}.{ending}")
            kind = picture_type(body or b"")
            if body is not None and kind is not None:
                return Tile(body, kind)
        return None

    def _body(self, path: Path) -> bytes | None:
        try:
            # A link may point out of the folder; what it points to is not ours to show.
            real = path.resolve(strict=True)
            if not real.is_relative_to(self._root):
                return None
            found = real.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_TILE:
                return None
            return real.read_bytes()
        except (OSError, RuntimeError):
            return None

    def _bounds_at(self, z: int) -> Bounds | None:
        columns = dict(numbered(self._root / str(z)))
        rows = [y for folder in columns.values() for y, _ in numbered(folder)]
        side = 1 << z
        if not rows or max(rows) >= side or max(columns) >= side:
            return None
        top, bottom = min(rows), max(rows)
        if self._upside_down:
            top, bottom = side - 1 - bottom, side - 1 - top
        return bounds_of(z, min(columns), top, max(columns), bottom)


def read_tiles_json(folder: Path) -> dict[str, Any]:
    """Return what the `tiles.json` of a folder says; nothing when there is none.

    Raises
    ------
    ImportFailed
        If it is no JSON object.
    """
    file = folder / TILES_JSON
    if not file.is_file():
        return {}
    try:
        with file.open("rb") as opened:
            about: object = json.loads(opened.read(MOST_ABOUT))
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise ImportFailed(
            N_("{path} is no description of tiles in JSON. Mend it, or remove it."), path=file
        )
    return about


def numbered(folder: Path) -> Iterator[tuple[int, Path]]:
    """Yield what stands in a folder under a number, with or without an ending."""
    try:
        there = list(folder.iterdir())
    except OSError:
        return
    for path in there:
        if re.fullmatch(r"[0-9]{1,8}", path.stem):
            yield int(path.stem), path


def folder_state(path: Path) -> tuple[int, ...]:
    """Return what changes when tiles are added by `tiles pack`, or by hand at the top."""
    about = path / TILES_JSON
    return stamp((about if about.is_file() else path).stat())
