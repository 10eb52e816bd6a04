"""The head of every page: where one can go, and in which language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assetmap.domain.permission import Act, may
from assetmap.pages import choosing, state
from assetmap.pages.words import _

_TABS = ("map", "list", "neighbourhood", "add", "export")


def show(pages: Mapping[str, Any]) -> None:
    """Draw the head, and the tabs: beside it, or along the bottom of a phone."""
    parameters = {
        name: value for name, value in choosing.parameters().items() if name != choosing.ASSET
    }
    tabs = [each for each in _TABS if each != "add" or may(state.person(), Act.ADD)]
    with st.container(key="head"):
        st.page_link(pages["map"], label="assetmap", query_params=parameters)
        show_language()
    with st.container(key="tabs"):
        for each in tabs:
            st.page_link(pages[each], query_params=parameters)


def show_language() -> None:
    """Draw the switch of languages."""
    with st.container(key="language_switch"):
        st.segmented_control(
            _("Language"),
            ["nl", "en"],
            format_func=str.upper,
            key=state.LANGUAGE,
            default=None if state.LANGUAGE in st.session_state else state.language(),
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
