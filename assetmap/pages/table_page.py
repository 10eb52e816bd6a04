"""The assets of a neighbourhood as a table."""

from __future__ import annotations

import streamlit as st


def render() -> None:
    """Draw the page."""
    with st.container(key="page_table"):
        st.title("assetmap")
