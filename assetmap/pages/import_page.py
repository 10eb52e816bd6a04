"""Take a list in, from the file to the map."""

from __future__ import annotations

import streamlit as st


def render() -> None:
    """Draw the page."""
    with st.container(key="page_import"):
        st.title("assetmap")
