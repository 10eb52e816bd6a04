"""The symbol of a layer as a small drawing in the page: the same as on the map."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote

from assetmap.domain.layer import Layer
from assetmap.vendor import VENDOR_FOLDER

_OUTLINES = {
    "circle": '<circle cx="14" cy="14" r="11"/>',
    "square": '<rect x="4.3" y="4.3" width="19.4" height="19.4"/>',
    "rounded-square": '<rect x="3.9" y="3.9" width="20.2" height="20.2" rx="5"/>',
    "drop": '<path d="M14 27C10.5 22.5 4 19 4 12.2a10 10 0 0 1 20 0C24 19 17.5 22.5 14 27z"/>',
    "hexagon": '<path d="M14 2.2l10.2 5.9v11.8L14 25.8 3.8 19.9V8.1z"/>',
    "diamond": '<path d="M14 .8l13.2 13.2L14 27.2.8 14z"/>',
}


@cache
def _icons() -> dict[str, Any]:
    icons: dict[str, Any] = json.loads(
        (VENDOR_FOLDER / "icons" / "icons.json").read_text(encoding="utf-8")
    )
    return icons


def symbol(layer: Layer, *, size: int = 26) -> str:
    """Return an SVG element of our own; it holds nothing that a user wrote."""
    drawing = _icons().get(layer.icon)
    inner = ""
    if drawing:
        scale = 13 / drawing["size"]
        top = 5.7 if layer.shape == "drop" else 7.5
        inner = (
            f'<path fill="#FFFFFF" transform="translate(7.5 {top}) scale({scale:.4f})" '
            f'd="{escape(drawing["d"])}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="0 0 28 28"><g fill="{layer.color}">{_OUTLINES[layer.shape]}</g>{inner}</svg>'
    )


def as_address(drawing: str) -> str:
    """Return a drawing as a data address, for a style sheet."""
    return f"data:image/svg+xml,{quote(drawing)}"
