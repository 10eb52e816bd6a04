"""The page *Kaart*: the map is the page."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from geopandas import GeoDataFrame

from assetmap.actions import assets as asset_actions
from assetmap.actions import map_data
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.permission import Act, may
from assetmap.errors import NotFound
from assetmap.maps.asset_layer import Order
from assetmap.pages import card, filters, living_map, state, waiting
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, who


def render() -> None:
    """Draw the map with its filters, and the card of what was clicked."""
    store, person = state.store(), state.person()
    neighbourhoods = store.neighbourhoods()
    _from_address(neighbourhoods["code"].tolist())
    if state.PENDING_NEIGHBOURHOOD in st.session_state:
        st.session_state[state.NEIGHBOURHOOD] = st.session_state.pop(state.PENDING_NEIGHBOURHOOD)
    with st.sidebar:
        shown = filters.choose(store, neighbourhoods)
        if may(person, Act.SEE_ALL):
            waiting.show(store, person)
        st.caption(who())
    found = _selected()
    codes = neighbourhoods["code"].tolist()
    order = Order(
        version=map_data.assets_version(store),
        hidden=shown.hidden,
        area=codes.index(shown.neighbourhood) if shown.neighbourhood in codes else -1,
        selected=found.number if found else None,
        fit=st.session_state.get(state.FIT, ()),
        fit_count=st.session_state.get(state.FIT_COUNT, 0),
        base=living_map.chosen_base_map(),
        words=living_map.map_words(),
    )
    with st.container(key="full_map"):
        heard = living_map.show("map", neighbourhoods, order)
    if may(person, Act.ADD) and found is None:
        with st.container(key="add_here"):
            if pressed(_("Add"), key="add", icon=":material/add:", type="primary"):
                if state.EDITING in st.session_state:
                    state.start_form_again()
                state.go_to("add")
    if shown.empty:
        with st.container(key="nothing_yet"):
            st.markdown(_("Nothing here yet. What does your street know, or can it do?"))
    _offer_undo()
    if found is not None:
        card.show(found, store.layers, person)
    _hear(heard, codes, neighbourhoods)


def _from_address(codes: list[str]) -> None:
    """Take neighbourhood and asset from the address of the page, on a first visit."""
    if state.CLICKS in st.session_state:
        return
    wanted = st.query_params.get("buurt")
    if wanted in codes:
        st.session_state[state.NEIGHBOURHOOD] = wanted
        frame = state.store().neighbourhoods()
        state.bring_in_view(tuple(frame[frame["code"] == wanted].total_bounds))
    if "asset" in st.query_params:
        st.session_state[state.SELECTED] = st.query_params["asset"]


def _selected() -> AssetInStore | None:
    """Return the asset whose card is open, if it is there and may be seen."""
    chosen = st.session_state.get(state.SELECTED)
    if not chosen:
        return None
    try:
        return asset_actions.see_asset(state.store(), chosen, person=state.person())
    except NotFound:
        card.close()
        return None


def _offer_undo() -> None:
    """Offer to put back what was just taken out of sight."""
    undo = st.session_state.get(state.UNDO)
    if not undo:
        return
    with st.container(key="undo", horizontal=True):
        st.markdown(_("Taken out of sight (it can be put back)."))
        if pressed(_("Put back in sight"), key="undo_retire", icon=":material/undo:"):
            asset_actions.restore_asset(state.store(), undo, person=state.person())
            st.session_state.pop(state.UNDO)
            st.session_state[state.SELECTED] = undo
            state.flash(_("It is in sight again."))
            st.rerun()
        if pressed(_("Close"), key="close_undo", icon=":material/close:"):
            st.session_state.pop(state.UNDO)
            st.rerun()


def _hear(heard: living_map.Heard, codes: list[str], neighbourhoods: GeoDataFrame) -> None:
    """Do what a click on the map asks for, and draw the page again."""
    if heard.asset is not None:
        with suppress(NotFound):  # it went out of sight a moment ago
            chosen = map_data.record_of(state.store(), heard.asset, person=state.person())
            st.session_state[state.SELECTED] = chosen
            st.query_params["asset"] = chosen
        st.rerun()
    if heard.area is not None and heard.area < len(codes):
        code = codes[heard.area]
        st.session_state[state.SELECTED] = None
        st.query_params.pop("asset", None)
        st.session_state[state.PENDING_NEIGHBOURHOOD] = code
        st.query_params["buurt"] = code
        state.bring_in_view(tuple(neighbourhoods[neighbourhoods["code"] == code].total_bounds))
        st.rerun()
