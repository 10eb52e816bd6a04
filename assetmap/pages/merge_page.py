"""Two assets that are the same become one."""

from __future__ import annotations

import streamlit as st


def render() -> None:
    """Draw the page."""
    with st.container(key="page_merge"):
        st.title("assetmap")
