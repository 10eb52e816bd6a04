"""The addresses beside the pages.

Streamlit's own gate does not guard these: each asks `actions/`, which checks permission. What
they answer is public, whoever asks.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assetmap.actions import map_data
from assetmap.actions.workspace import Workspace
from assetmap.api.own_files import own_files
from assetmap.api.packed_answers import PackedAnswers, answer
from assetmap.api.shell import shell_routes
from assetmap.domain.permission import VISITOR
from assetmap.errors import AssetMapError, NotFound, StoreMissing, StoreUnavailable
from assetmap.maps import CLIENT_FOLDER
from assetmap.vendor import VENDOR_FOLDER

logger = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]

_NO_STORE = "There is no map here yet. Make one on the computer where assetmap runs."
_NO_ANSWER = "The store does not answer now. The log of assetmap says why."

_NUMBER = re.compile(r"[0-9]{1,15}")

PAGES = ("/", "/toevoegen", "/meenemen")


def routes(workspace: Workspace, *, index: str, language: str) -> list[BaseRoute]:
    """Return all routes, for `st.App`.

    Parameters
    ----------
    index
        The page that a browser gets first; see `shell`.
    language
        The language that a visitor meets first.
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

    def version(_: Request) -> Response:
        store = workspace.store()
        return _json(
            {
                "version": map_data.assets_version(store),
                "boundaries": map_data.boundaries_version(store),
            }
        )

    def assets(request: Request) -> Response:
        store = workspace.store()
        state = map_data.assets_version(store)
        packed = answers.get(
            "assets", state, lambda: map_data.packed_assets(store, state, person=VISITOR)
        )
        return answer(request, packed)

    def boundaries(request: Request) -> Response:
        store = workspace.store()
        state = map_data.boundaries_version(store)
        packed = answers.get(
            "boundaries", state, lambda: map_data.packed_boundaries(store, state, person=VISITOR)
        )
        return answer(request, packed)

    def name(request: Request) -> Response:
        store = workspace.store()
        number = request.path_params["number"]
        if not _NUMBER.fullmatch(number):
            return _error(404, "There is no asset with this number.")
        return _json({"name": map_data.name_of(store, int(number), person=VISITOR)})

    return [
        Route("/healthz", spoken(health), methods=["GET"]),
        Route("/api/map/version", spoken(version), methods=["GET"]),
        Route("/api/map/assets", spoken(assets), methods=["GET"]),
        Route("/api/map/boundaries", spoken(boundaries), methods=["GET"]),
        Route("/api/map/name/{number}", spoken(name), methods=["GET"]),
        own_files("/vendor", VENDOR_FOLDER),
        own_files("/client", CLIENT_FOLDER),
        *shell_routes(index, PAGES, language),
        Route("/kaart", _to_the_map, methods=["GET"]),
    ]


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
