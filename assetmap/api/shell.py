"""The empty page that a browser gets first, before Streamlit fills it.

Streamlit's own page with five things changed: the language, the title, our icon, the head of our
page, and where the server is. Without the last, a page such as /toevoegen asks two wrong addresses
first, and a browser's console shows two errors. Paper and head are there from the first moment on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_TITLE = "<title>assetmap</title>"
_HEAD = (
    _TITLE
    + """
    <meta name="theme-color" content="#F4F1EA" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#1B1E22" media="(prefers-color-scheme: dark)" />
    <meta name="color-scheme" content="light dark" />
    <style>
      html, body { background: #F4F1EA; }
      #shell { position: fixed; inset: 0; z-index: 1; color: #20252B; background: #F4F1EA; }
      #shell header {
        height: 3.75rem; display: flex; align-items: center; padding: 0 1.5rem; gap: 0.45rem;
        border-bottom: 1px solid #D8D2C4; font: 700 1.35rem "Atkinson Hyperlegible", sans-serif;
      }
      #shell img { height: 1.9rem; }
      @media (max-width: 900px) { #shell header { height: 3.25rem; } }
      @media (prefers-color-scheme: dark) {
        html, body, #shell { background: #1B1E22; color: #ECE8DF; }
        #shell header { border-color: #3B4047; }
      }
      body:has(.st-key-head) #shell { display: none; }
    </style>
    <script>
      window.__streamlit = { BACKEND_BASE_URL: window.location.origin + "/" };
      // The address is written anew before the map is there to read it.
      window.assetmapHash = window.location.hash;
    </script>"""
)
# What a browser shows while the scripts are still coming: the head of the page, on paper.
_SHELL = """<div id="shell" aria-hidden="true">
      <header><img src="/client/drop.svg" alt="" />assetmap</header>
    </div>
    <div id="root"></div>"""

_AHEAD = "<!-- ahead -->"


def shell_routes(
    index: str,
    paths: Sequence[str],
    language: str,
    title_of: Callable[[Request], str] = lambda _: "",
    *,
    ahead: Callable[[], Sequence[str]] = tuple,
) -> list[Route]:
    """Return routes that serve the changed page at each path.

    Parameters
    ----------
    index
        Streamlit's own index.html.
    title_of
        What an address shows, for who gets its link in a message; empty for no title of its own.
    ahead
        Addresses of ours that the page needs a moment later, fetched while its scripts start.
    """
    page = (
        index.replace('<html lang="en">', f'<html lang="{language}">')
        .replace("<title>Streamlit</title>", _HEAD)
        .replace("./favicon.png", "/client/icon.png")
        .replace('<div id="root"></div>', _SHELL + _AHEAD)
    )

    async def shell(request: Request) -> Response:
        title = await run_in_threadpool(title_of, request)
        whole = page.replace(_AHEAD, _fetch_ahead(ahead()))
        return HTMLResponse(
            whole.replace(_TITLE, _title(title)) if title else whole,
            headers={"cache-control": "no-cache", "x-content-type-options": "nosniff"},
        )

    return [Route(path, shell, methods=["GET", "HEAD"]) for path in paths]


def _title(title: str) -> str:
    """Return the elements that name a page; the title may be anybody's text."""
    text = escape(title, quote=True)
    return f'<title>{text} · assetmap</title>\n    <meta property="og:title" content="{text}" />'


def _fetch_ahead(addresses: Sequence[str]) -> str:
    """Return a script that puts what is needed soon in the browser's own store of answers."""
    listed = orjson.dumps(list(addresses)).decode().replace("<", "\\u003c")
    return f"<script>{listed}.forEach((each) => fetch(each).catch(() => {{}}));</script>"
