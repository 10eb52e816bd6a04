"""What a steward finds beside the map: what waits or is out of sight, and what others remarked."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import map_data
from assetmap.actions.remarks import remarks, settle_remark
from assetmap.actions.workspace import Store
from assetmap.domain.permission import Person
from assetmap.pages import state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong

_MOST = 50


def show(store: Store, person: Person) -> None:
    """Draw both lists, each when there is anything on it; a click opens the card."""
    _show_unseen(store, person)
    _show_remarks(store, person)


def _show_unseen(store: Store, person: Person) -> None:
    unseen = map_data.unseen(store, most=_MOST, person=person)
    if not unseen:
        return
    words = {"waiting": _("waits for a consent"), "retired": _("out of sight")}
    with st.expander(_("Not on the map ({count})").format(count=len(unseen))):
        for record_id, name, status in unseen:
            label = f"{plain(name)} · {words[status]}"
            if pressed(label, key=f"unseen_{record_id}", type="tertiary"):
                _open(record_id)


def _show_remarks(store: Store, person: Person) -> None:
    found = remarks(store, most=_MOST, person=person)
    if not found:
        return
    with st.expander(_("What others remarked ({count})").format(count=len(found))):
        for each in found:
            with st.container(border=True):
                st.markdown(strong(plain(each.name)))
                st.text(each.text)
                st.caption(f"{each.at:%d-%m-%Y}")
                with st.container(horizontal=True):
                    if pressed(_("Look at it"), key=f"see_{each.id}", icon=":material/article:"):
                        _open(each.record_id)
                    if pressed(_("Done with it"), key=f"done_{each.id}", icon=":material/check:"):
                        with spoken():
                            settle_remark(store, each.id, person=person)
                            st.rerun()


def _open(record_id: str) -> None:
    st.session_state[state.SELECTED] = record_id
    state.go_to("card")
