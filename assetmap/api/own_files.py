"""Serve scripts, styles, fonts and icons from our own folders, and from nowhere else."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

# Known here, since a machine's own list of types can lack them or be wrong (Windows).
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def own_files(prefix: str, folder: Path) -> Route:
    """Return a route that serves the browser's files of a folder; Python stays inside."""
    root = folder.resolve()

    async def serve(request: Request) -> Response:
        path = _found(root, request.path_params["path"])
        if path is None:
            return PlainTextResponse("Not found", status_code=404)
        # A file with its version in the address can stay for ever; others for a day.
        age = 31_536_000 if "v" in request.query_params else 86_400
        return FileResponse(
            path,
            media_type=_TYPES[path.suffix],
            headers={
                "cache-control": f"public, max-age={age}",
                "x-content-type-options": "nosniff",
            },
        )

    return Route(f"{prefix}/{{path:path}}", serve, methods=["GET", "HEAD"])


def _found(root: Path, asked: str) -> Path | None:
    try:
        path = (root / asked).resolve()
        served = path.is_relative_to(root) and path.suffix in _TYPES and path.is_file()
    # A name that no file can have: too long, or with a zero byte.
    except (OSError, ValueError):
        return None
    return path if served else None
