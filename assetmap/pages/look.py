"""The look of the pages on top of Streamlit's theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from assetmap.domain.layer import Layers
from assetmap.maps import CLIENT_FOLDER
from assetmap.pages.symbols import as_address, symbol

_STYLES = ("look.css", "panel.css", "adding.css", "versions.css", "photos.css")

ICON = CLIENT_FOLDER / "icon.png"


@cache
def _style() -> str:
    return "\n".join(Path(__file__).with_name(name).read_text("utf-8") for name in _STYLES)


def apply(layers: Layers) -> None:
    """Put our style on the page, with the symbols of the layers."""
    symbols = "\n".join(
        f'.layer-symbol.of-{layer.key} {{ background-image: url("{address}"); }}'
        for layer in layers.values()
        for address in [as_address(symbol(layer))]
    )
    st.html(f"<style>{_style()}\n{symbols}</style>")
