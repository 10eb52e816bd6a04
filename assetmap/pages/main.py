"""The frame around every page: title, look, navigation, language."""

from __future__ import annotations

import streamlit as st

from assetmap.pages import add, export, look, map, notices, start, state
from assetmap.pages.words import _


def render() -> None:
    """Draw the page that the address names."""
    st.set_page_config(
        page_title="assetmap", page_icon=look.ICON, layout="wide",
        initial_sidebar_state="auto",
    )  # fmt: skip
    state.keep_choices_over_languages()
    look.apply(state.workspace().layers)
    if not state.workspace().has_store():
        _choose_language()
        notices.guarded(start.render)()
        return
    pages = [
        st.Page(
            notices.guarded(map.render), title=_("Map"), icon=":material/map:", url_path="kaart",
            default=True,
        ),
        st.Page(
            notices.guarded(add.render), title=_("Add"), icon=":material/add_location_alt:",
            url_path="toevoegen",
        ),
        st.Page(
            notices.guarded(export.render), title=_("Take along"), icon=":material/download:",
            url_path="meenemen",
        ),
    ]  # fmt: skip
    st.session_state[state.PAGES] = dict(zip(("map", "add", "export"), pages, strict=True))
    chosen = st.navigation(pages, position="top")
    _choose_language()
    chosen.run()
    notices.show_flash()


def _choose_language() -> None:
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
