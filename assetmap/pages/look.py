"""The look of the pages on top of Streamlit's theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from assetmap.domain.layer import Layers
from assetmap.maps import CLIENT_FOLDER
from assetmap.pages.symbols import as_address, symbol
from assetmap.pages.words import _

_STYLE = Path(__file__).with_name("look.css")

ICON = CLIENT_FOLDER / "icon.png"
WORDMARK = CLIENT_FOLDER / "wordmark.svg"


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def apply(layers: Layers) -> None:
    """Put our style on the page, with the symbols of the layers and the words that it needs."""
    symbols = "\n".join(
        f'.st-key-switch_{layer.key} label::before {{ content: url("{address}"); }}\n'
        f'.layer-symbol.of-{layer.key} {{ background-image: url("{address}"); }}'
        for layer in layers.values()
        for address in [as_address(symbol(layer))]
    )
    filters = _("Choose")
    words = f'[data-testid="stExpandSidebarButton"]::after {{ content: "{filters}"; }}'
    st.html(f"<style>{_style()}\n{symbols}\n{words}</style>")
    st.logo(WORDMARK, size="large", icon_image=ICON)
