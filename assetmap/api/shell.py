"""The empty page that a browser gets first, before Streamlit fills it.

Streamlit's own page with four things changed: the language, the title, our icon, and where the
server is. Without the last, a page such as /toevoegen asks two wrong addresses first, and a
browser's console shows two errors. The paper colour is there from the first moment on.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_HEAD = """<title>assetmap</title>
    <meta name="theme-color" content="#F4F1EA" />
    <style>html, body { background: #F4F1EA; }</style>
    <script>window.__streamlit = { BACKEND_BASE_URL: window.location.origin + "/" }</script>"""


def shell_routes(index: str, paths: Sequence[str], language: str) -> list[Route]:
    """Return routes that serve the changed page at each path.

    Parameters
    ----------
    index
        Streamlit's own index.html.
    """
    page = (
        index.replace('<html lang="en">', f'<html lang="{language}">')
        .replace("<title>Streamlit</title>", _HEAD)
        .replace("./favicon.png", "/client/icon.png")
    )

    async def shell(_: Request) -> Response:
        return HTMLResponse(
            page, headers={"cache-control": "no-cache", "x-content-type-options": "nosniff"}
        )

    return [Route(path, shell, methods=["GET", "HEAD"]) for path in paths]
