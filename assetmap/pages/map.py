"""The page *Kaart*: the map is the page."""

from __future__ import annotations

from contextlib import suppress
from html import escape

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions import map_data
from assetmap.actions.merging import where_now
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.permission import Act, may
from assetmap.errors import NotFound
from assetmap.pages import card, choosing, living_map, state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _


def render() -> None:
    """Draw what lies over the map: the card of what was clicked, and the button to add."""
    person = state.person()
    with st.container(key="page_map"):
        # A page with a name of its own for the style sheet, and for who reads with a screen reader.
        st.html(f'<h1 class="unseen">{escape(_("Map"))}</h1>')
    found = _selected()
    pointing = bool(st.session_state.get(state.POINTING))
    living_map.wish(
        mode="point" if pointing else "look",
        selected=found.number if found else None,
        hear=_hear,
    )
    if may(person, Act.ADD) and found is None and not pointing:
        with st.container(key="add_here"):
            if pressed(_("Add"), key="add", icon=":material/add:", type="primary"):
                if state.EDITING in st.session_state:
                    state.start_form_again()
                state.go_to("add")
    if pointing:
        with st.container(key="pointing", horizontal=True):
            st.markdown(_("Click or tap on the map from where you walk."))
            if pressed(_("Never mind"), key="stop_pointing", icon=":material/close:"):
                st.session_state.pop(state.POINTING)
                st.rerun()
    if _is_bare():
        with st.container(key="nothing_yet"):
            st.markdown(_("Nothing here yet. What does your street know, or can it do?"))
    _offer_undo()
    if found is not None:
        card.show(found, state.store().layers, person)


def _is_bare() -> bool:
    """Return whether nothing at all stands in the chosen neighbourhood, or on the map."""
    chosen = choosing.selection()
    if chosen != type(chosen)(neighbourhood=chosen.neighbourhood):
        return False
    return choosing.found().total == 0


def _selected() -> AssetInStore | None:
    """Return the asset whose card is open, if it is there and may be seen."""
    chosen = st.session_state.get(state.SELECTED)
    if not chosen:
        return None
    try:
        now = where_now(state.store(), chosen, person=state.person())
        if now != chosen:
            # It was merged into another one, which says it all from then on.
            st.session_state[state.SELECTED] = now
        return asset_actions.see_asset(state.store(), now, person=state.person())
    except NotFound:
        card.close()
        state.flash(_(state.UNKNOWN_ASSET), ":material/info:")
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


def _hear(heard: living_map.Heard) -> None:
    """Do what a click on the map asks for, and draw the page again."""
    if heard.year is not None:
        year = heard.year or None
        st.session_state[state.TIME] = year is not None
        choosing.choose(year=year)
        st.rerun()
    if st.session_state.get(state.POINTING) and heard.place is not None:
        st.session_state.pop(state.POINTING)
        choosing.choose(near=heard.place)
        choosing.bring_found_in_view()
        st.rerun()
    if heard.asset is not None:
        with suppress(NotFound):  # it went out of sight a moment ago
            st.session_state[state.SELECTED] = map_data.record_of(
                state.store(), heard.asset, person=state.person()
            )
        st.rerun()
    code = code_at(heard.area)
    if code is not None:
        st.session_state[state.SELECTED] = None
        choosing.choose(neighbourhood=code)
        choosing.bring_neighbourhood_in_view(code)
        st.rerun()


def code_at(position: int | None) -> str | None:
    """Return the code of the neighbourhood at a position of the map, if there is one."""
    codes = state.store().neighbourhoods()["code"].tolist()
    return codes[position] if position is not None and position < len(codes) else None
