"""Serve the base map that stands on this computer: a PMTiles file or a folder of tiles."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assetmap.api.packed_answers import takes_gzip
from assetmap.errors import AssetMapError
from assetmap.maps.tile_grid import MAX_ZOOM
from assetmap.maps.tile_source import MOST_UNPACKED, Tile, TileSource, unzipped
from assetmap.maps.tiles import info_at, tiles_at

_NUMBER = re.compile(r"[0-9]{1,8}")
_NOSNIFF = {"x-content-type-options": "nosniff"}
# What is not there now can come: a folder may still be filling.
_NOT_KEPT = {"cache-control": "no-store", **_NOSNIFF}


def tile_routes(path: Path | None) -> list[BaseRoute]:
    """Return the routes `/tiles/info` and `/tiles/{z}/{x}/{y}`; without a path they have nothing.

    They never fail: what cannot be read is not there. To hear at start what is wrong with the
    path, call `assetmap.maps.tiles.tiles_at`.
    """

    async def info(_: Request) -> Response:
        found = await run_in_threadpool(info_at, path)
        if found is None:
            content = {"status": "error", "message": "There is no base map on this computer."}
            return JSONResponse(content, 404, headers=_NOT_KEPT)
        about = {
            "kind": found.kind,
            "minZoom": found.min_zoom,
            "maxZoom": found.max_zoom,
            "bounds": found.bounds,
            "attribution": found.attribution,
        }
        return JSONResponse(about, headers={"cache-control": "no-cache", **_NOSNIFF})

    async def tile(request: Request) -> Response:
        return await run_in_threadpool(_answer, path, request)

    return [
        Route("/tiles/info", info, methods=["GET"]),
        Route("/tiles/{z}/{x}/{y}", tile, methods=["GET"]),
    ]


def _answer(path: Path | None, request: Request) -> Response:
    source = _source(path)
    numbers = _numbers(request)
    found = source.tile(*numbers) if source is not None and numbers is not None else None
    if found is not None:
        return _tile(request, found)
    if source is not None and source.info.kind == "vector":
        return Response(status_code=204, headers=_NOT_KEPT)
    return PlainTextResponse("Not found", 404, headers=_NOT_KEPT)


def _source(path: Path | None) -> TileSource | None:
    try:
        return None if path is None else tiles_at(path)
    except AssetMapError:
        return None


def _numbers(request: Request) -> tuple[int, int, int] | None:
    """Return zoom, column and row, when they can be those of a tile."""
    texts = [request.path_params[name] for name in "zxy"]
    if not all(_NUMBER.fullmatch(text) for text in texts):
        return None
    z, x, y = map(int, texts)
    good = z <= MAX_ZOOM and max(x, y) < 1 << z
    return (z, x, y) if good else None


def _tile(request: Request, tile: Tile) -> Response:
    # A file with its release in the address can stay for ever; else a browser asks again.
    kept = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    body, headers = tile.body, {"cache-control": kept, **_NOSNIFF}
    if tile.gzipped:
        headers["vary"] = "accept-encoding"
        if takes_gzip(request.headers.get("accept-encoding", "")):
            headers["content-encoding"] = "gzip"
        else:
            body = unzipped(body, MOST_UNPACKED)
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers["etag"] = etag
    asked = request.headers.get("if-none-match", "")
    if etag in [each.strip().removeprefix("W/") for each in asked.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=tile.media_type)
