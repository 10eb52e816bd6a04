"""The addresses beside the pages.

Streamlit's own gate does not guard these: each asks `actions/`, which checks permission. What
they answer is public, whoever asks.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assetmap.actions import map_data
from assetmap.actions.workspace import Workspace
from assetmap.api.map_routes import map_routes
from assetmap.api.own_files import own_files
from assetmap.api.packed_answers import PackedAnswers
from assetmap.api.photos import photo_routes
from assetmap.api.searching import search_routes
from assetmap.api.shell import shell_routes
from assetmap.api.tiles import tile_routes
from assetmap.domain.permission import VISITOR
from assetmap.errors import AssetMapError, NotFound, StoreMissing, StoreUnavailable
from assetmap.maps import CLIENT_FOLDER
from assetmap.maps.asset_layer import BUNDLE, client_bundle, client_files
from assetmap.vendor import VENDOR_FOLDER

logger = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]

_NO_STORE = "There is no map here yet. Make one on the computer where assetmap runs."
_NO_ANSWER = "The store does not answer now. The log of assetmap says why."

PAGES = (
    "/", "/lijst", "/buurt", "/kaartje", "/toevoegen", "/meenemen", "/geschiedenis", "/samenvoegen",
    "/tabel", "/inlezen",
)  # fmt: skip


def routes(
    workspace: Workspace, *, index: str, language: str, basemap_file: Path | None = None
) -> list[BaseRoute]:
    """Return all routes, for `st.App`.

    Parameters
    ----------
    index
        The page that a browser gets first; see `shell`.
    language
        The language that a visitor meets first.
    basemap_file
        A PMTiles file or a folder of tiles on this computer.
    """
    answers = PackedAnswers()

    def spoken(endpoint: Callable[[Request], Response]) -> Endpoint:
        """Run an endpoint beside the event loop, with errors as calm JSON."""

        @wraps(endpoint)
        async def run(request: Request) -> Response:
            try:
                return await run_in_threadpool(endpoint, request)
            except NotFound as error:
                return _error(404, str(error))
            except StoreMissing:
                return _error(503, _NO_STORE)
            except StoreUnavailable as error:
                # It names a path on this computer, which is nobody else's business.
                logger.warning("%s: %s", request.url.path, error)
                return _error(503, _NO_ANSWER)
            except AssetMapError as error:
                return _error(400, str(error))
            except Exception:
                logger.exception("unexpected error at %s", request.url.path)
                return _error(500, "Something went wrong. Nothing is lost; try again.")

        return run

    def health(_: Request) -> Response:
        store = workspace.store()
        return _json({"status": "ok", "version": store.state()})

    def title_of(request: Request) -> str:
        """Return the name of what a link shows, as far as everybody may see it."""
        try:
            return map_data.title_of_page(
                workspace.store(), request.url.path, request.query_params, person=VISITOR
            )
        except AssetMapError:
            # The page itself says what is wrong.
            return ""

    def ahead() -> tuple[str, ...]:
        """Return what a page needs soon; before there is a map it needs none of it."""
        return client_files() if workspace.has_store() else ()

    return [
        Route("/healthz", spoken(health), methods=["GET"]),
        *map_routes(workspace, answers, spoken, _json),
        *search_routes(workspace, answers, spoken, _json),
        *photo_routes(workspace, spoken),
        *tile_routes(basemap_file),
        own_files("/vendor", VENDOR_FOLDER),
        Route(BUNDLE, _bundle, methods=["GET"]),
        own_files("/client", CLIENT_FOLDER),
        *shell_routes(index, PAGES, language, title_of, ahead=ahead),
        Route("/kaart", _to_the_map, methods=["GET"]),
    ]


async def _bundle(_: Request) -> Response:
    """Answer all scripts of the map as one; its address holds its version."""
    return Response(
        client_bundle(),
        media_type="text/javascript",
        headers={
            "cache-control": "public, max-age=31536000",
            "x-content-type-options": "nosniff",
        },
    )


async def _to_the_map(request: Request) -> Response:
    """Send who types the name of the first page to where it is."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(
        content, headers={"cache-control": "no-store", "x-content-type-options": "nosniff"}
    )


def _error(status: int, message: str) -> Response:
    return JSONResponse(
        {"status": "error", "message": message}, status, headers={"cache-control": "no-store"}
    )
