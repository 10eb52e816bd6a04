"""Taking an asset out of sight, and putting it back."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.workspace import AssetInStore
from assetmap.pages import adding_steps as steps
from assetmap.pages import state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _


def offer(editing: AssetInStore) -> None:
    """Draw the way out of sight, or back."""
    with st.expander(_("Take out of sight"), icon=":material/visibility_off:"):
        _ask(editing)


def _ask(editing: AssetInStore) -> None:
    store, person = state.store(), state.person()
    version = st.session_state[state.EDITING][1]
    st.caption(_("It stays in the book and can be put back."))
    reason = st.text_input(_("Why?"), key=state.form_key("retire_reason"), persist_state="session")
    if editing.status == "retired":
        if pressed(_("Put back in sight"), key="restore", icon=":material/undo:"):
            with spoken():
                asset_actions.restore_asset(
                    store, editing.id, based_on=version, person=person, reason=reason
                )
                steps.begin_anew()
                state.flash(_("It is in sight again."))
                state.go_to("map")
    elif pressed(_("Take out of sight"), key="retire", icon=":material/visibility_off:"):
        if not reason:
            st.warning(_("Write a few words on why; others can read it later."))
            return
        with spoken():
            asset_actions.retire_asset(
                store, editing.id, based_on=version, person=person, reason=reason
            )
            steps.begin_anew()
            st.session_state[state.UNDO] = editing.id
            st.session_state[state.SELECTED] = None
            state.go_to("map")
