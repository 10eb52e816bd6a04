"""The page for a projector: the map, and one line that says how to join."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from assetmap.domain.selection import to_parameters
from assetmap.pages import choosing, share, state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, strong


def show() -> None:
    """Draw the line at the bottom, when this screen is a big one."""
    if not st.session_state.get(state.BIG):
        return
    known = share.join_address()
    address = share.address("/", to_parameters(choosing.selection())) if known else None
    with st.container(key="big_screen", horizontal=True):
        if address is not None:
            st.image(share.qr_code(address), width=132)
            st.markdown(_("Look along, and add what you know:"))
            st.markdown(strong(urlsplit(address).netloc))
        else:
            st.markdown(_("What do you know that is not on the map yet?"))
        if pressed(_("Leave the big screen"), key="leave_big", icon=":material/close_fullscreen:"):
            st.session_state[state.BIG] = False
            st.rerun()
