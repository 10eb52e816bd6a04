"""The versions of an asset, side by side."""

from __future__ import annotations

import streamlit as st


def render() -> None:
    """Draw the page."""
    with st.container(key="page_versions"):
        st.title("assetmap")
