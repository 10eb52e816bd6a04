"""Photos, as far as everybody may see them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from assetmap.actions import photos
from assetmap.actions.workspace import Workspace
from assetmap.domain.permission import VISITOR
from assetmap.errors import N_, NotFound

Endpoint = Callable[[Request], Awaitable[Response]]

SIZES = ("preview", "full")

# What was taken out of sight must be gone soon, from who saw it as well.
_SECONDS = 60


def photo_routes(
    workspace: Workspace, spoken: Callable[[Callable[[Request], Response]], Endpoint]
) -> list[BaseRoute]:
    """Return the address of a photo.

    Parameters
    ----------
    spoken
        Runs an endpoint beside the event loop, with errors as calm JSON.
    """

    def photo(request: Request) -> Response:
        photo_id, size = request.path_params["id"], request.path_params["size"]
        if size not in SIZES:
            raise NotFound(N_("A photo is there as preview and as full, not as {size}."), size=size)
        # Asked each time, also for who has it: whether it may still be seen.
        content = photos.photo_bytes(
            workspace.store(), photo_id, cast(photos.Size, size), person=VISITOR
        )
        # Another picture is another photo, so its id says it all; it is one of ours, found above.
        etag = f'"{photo_id}-{size}"'
        headers = {
            "etag": etag,
            "cache-control": f"private, max-age={_SECONDS}, must-revalidate",
            "x-content-type-options": "nosniff",
            "content-disposition": "inline",
            # Nothing in it can run or fetch, whatever a browser takes it for.
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        }
        asked = request.headers.get("if-none-match", "").split(",")
        if etag in (tag.strip().removeprefix("W/") for tag in asked):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=photos.media_type_of(content))

    return [Route("/api/photo/{id}/{size}", spoken(photo), methods=["GET"])]
