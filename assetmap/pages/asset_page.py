"""The page of one asset, with an address of its own: to read, to share, to print."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.merging import where_now
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.permission import Act, may
from assetmap.errors import NotFound
from assetmap.pages import card, choosing, living_map, look, photos, share, state
from assetmap.pages.map import code_at
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain


def render() -> None:
    """Draw all that is known of the chosen asset, with the map beside it."""
    found = _chosen()
    with st.container(key="page_card"):
        if found is None:
            living_map.wish(mode="look", hear=_hear)
            st.title(_("This is not on the map now"))
            st.markdown(_("Perhaps it was taken out of sight, or the link is not whole."))
            if pressed(_("To the map"), key="to_map", icon=":material/map:", type="primary"):
                st.session_state[state.SELECTED] = None
                state.go_to("map")
            return
        _come_near(found)
        living_map.wish(mode="look", selected=found.number, everything=True, hear=_hear)
        st.set_page_config(
            page_title=f"{found.asset.name[:80]} · assetmap", page_icon=look.ICON, layout="wide"
        )
        st.html(card.content(found, state.store().layers, level=1))
        share.show("/kaartje", {choosing.ASSET: found.id}, key="card")
        photos.manage(found)
        _further(found)


def _come_near(found: AssetInStore) -> None:
    """Let the map show the surroundings of the asset, once for each."""
    if st.session_state.get(state.NEAR_CARD) == found.id:
        return
    st.session_state[state.NEAR_CARD] = found.id
    if found.asset.geometry is not None:
        west, south, east, north = found.asset.geometry.bounds
        state.bring_in_view((west - 0.004, south - 0.002, east + 0.004, north + 0.002))
    elif found.neighbourhood:
        # A talent is shown by its neighbourhood.
        choosing.bring_neighbourhood_in_view(found.neighbourhood)


def _chosen() -> AssetInStore | None:
    wanted = st.session_state.get(state.SELECTED)
    if not wanted:
        return None
    store, person = state.store(), state.person()
    now = where_now(store, wanted, person=person)
    try:
        found = asset_actions.see_asset(store, now, person=person)
    except NotFound:
        return None
    if now != wanted:
        # An old address leads to what it is part of now.
        st.session_state[state.SELECTED] = now
        words = _("What you looked for is part of '{name}' now.")
        state.flash(words.format(name=plain(found.asset.name)), ":material/merge:")
    return found


def _further(found: AssetInStore) -> None:
    """Offer where to go from here, and to say that something is not right."""
    with st.container(horizontal=True):
        if pressed(_("On the map"), key="on_map", icon=":material/map:"):
            state.go_to("map")
        if found.neighbourhood and pressed(
            found.neighbourhood_name or found.neighbourhood,
            key="to_neighbourhood",
            icon=":material/holiday_village:",
        ):
            choosing.choose(neighbourhood=found.neighbourhood)
            state.go_to("neighbourhood")
    person = state.person()
    if not may(person, Act.ADD):
        return
    with st.container(key="right_or_not"):
        st.subheader(_("Is this right?"))
        if may(person, Act.EDIT):
            st.caption(_("You can mend it yourself. What stood there before is kept."))
            with st.container(horizontal=True):
                if pressed(_("Change"), key="change", icon=":material/edit:"):
                    st.session_state[state.EDITING] = (found.id, None)
                    state.go_to("add")
                if pressed(_("History"), key="to_versions", icon=":material/history:"):
                    state.go_to("versions")
                if pressed(_("Same as another one"), key="same_as", icon=":material/merge:"):
                    st.session_state[state.MERGING] = (found.id, None)
                    state.go_to("merge")
        else:
            card.ask_remark(found)


def _hear(heard: living_map.Heard) -> None:
    if heard.asset is not None:
        choosing.open_number(heard.asset)
        st.session_state.pop(state.PICKED, None)
        st.rerun()
    code = code_at(heard.area)
    if code is not None:
        choosing.choose(neighbourhood=code)
        state.go_to("neighbourhood")
