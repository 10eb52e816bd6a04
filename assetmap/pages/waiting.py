"""What waits for a consent or is out of sight: a steward finds it here, to mend or put back."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import map_data
from assetmap.actions.workspace import Store
from assetmap.domain.permission import Person
from assetmap.pages import state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain

_MOST = 50


def show(store: Store, person: Person) -> None:
    """Draw the list, when there is anything on it; a click opens the card."""
    unseen = map_data.unseen(store, most=_MOST, person=person)
    if not unseen:
        return
    words = {"waiting": _("waits for a consent"), "retired": _("out of sight")}
    with st.expander(_("Not on the map ({count})").format(count=len(unseen))):
        for record_id, name, status in unseen:
            label = f"{plain(name)} · {words[status]}"
            if pressed(label, key=f"unseen_{record_id}", type="tertiary"):
                st.session_state[state.SELECTED] = record_id
                st.rerun()
