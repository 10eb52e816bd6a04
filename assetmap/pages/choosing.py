"""What a visitor chose to see: kept in the session, and written in the address of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from assetmap.actions import map_data
from assetmap.actions.finding import Found
from assetmap.domain.selection import (
    EVERYTHING,
    PARAMETERS,
    Selection,
    from_parameters,
    to_parameters,
)
from assetmap.errors import NotFound
from assetmap.pages import state
from assetmap.pages.words import _

ASSET = "asset"
NUMBER = "nummer"
BIG_SCREEN = "scherm"
BASE = "kaart"
LANGUAGE = "lang"


def selection() -> Selection:
    """Return what this visitor wants to see."""
    chosen: Selection = st.session_state.get(state.SELECTION, EVERYTHING)
    return chosen


def found() -> Found:
    """Return what there is of it."""
    return state.workspace().finder().matching(selection(), person=state.person())


def choose(**changes: Any) -> None:
    """Change the choice from here; the panel takes it over."""
    st.session_state[state.SELECTION] = replace(selection(), **changes)
    st.session_state[state.REVISION] = revision() + 1


def revision() -> int:
    """Return how often the choice was changed from here, not by the panel."""
    return int(st.session_state.get(state.REVISION, 0))


def take(parameters: Mapping[str, Any]) -> None:
    """Take over what the panel says, and let the map follow."""
    before = selection()
    texts = {str(name): str(value) for name, value in parameters.items() if name in PARAMETERS}
    new = from_parameters(texts, state.store().layers)
    if new == before:
        return
    st.session_state[state.SELECTION] = new
    st.session_state.pop(state.LIST_COUNT, None)
    if new.neighbourhood != before.neighbourhood:
        bring_neighbourhood_in_view(new.neighbourhood)
    elif (new.words and new.words != before.words) or (new.near and new.near != before.near):
        bring_found_in_view()


def bring_found_in_view() -> None:
    """Let the map show all that is found, if anything is."""
    bounds = found().bounds
    if bounds is not None:
        west, south, east, north = bounds
        # One spot alone: leave some streets around it.
        state.bring_in_view((west - 0.002, south - 0.001, east + 0.002, north + 0.001))


def bring_neighbourhood_in_view(code: str) -> None:
    """Let the map show a neighbourhood, or all of them."""
    frame = state.store().neighbourhoods()
    chosen = frame[frame["code"] == code] if code else frame
    if len(chosen):
        state.bring_in_view(tuple(chosen.total_bounds))


def open_number(number: int) -> None:
    """Remember the asset with a map number as the chosen one; the frame shows it."""
    with suppress(NotFound):  # it went out of sight a moment ago
        record = map_data.record_of(state.store(), number, person=state.person())
        st.session_state[state.SELECTED] = record
        st.session_state[state.PICKED] = record


def from_address() -> None:
    """Take the choice from the address of the page, once, at the start of a visit."""
    if state.SELECTION in st.session_state:
        return
    asked = st.query_params.to_dict()
    chosen = from_parameters(asked, state.store().layers)
    codes = set(state.store().neighbourhoods()["code"])
    if chosen.neighbourhood and chosen.neighbourhood not in codes:
        chosen = replace(chosen, neighbourhood="")
        state.flash(_(state.UNKNOWN_NEIGHBOURHOOD), ":material/info:")
    st.session_state[state.SELECTION] = chosen
    st.session_state[state.TIME] = chosen.year is not None
    st.session_state[state.BIG] = asked.get(BIG_SCREEN) == "groot"
    if asked.get(BASE):
        st.session_state[state.BASE_MAP] = asked[BASE]
    if re.fullmatch(r"\d{1,15}", asked.get(NUMBER, "")):
        open_number(int(asked[NUMBER]))
        st.session_state.pop(state.PICKED, None)
    if asked.get(ASSET):
        st.session_state[state.SELECTED] = asked[ASSET]
    elif chosen.neighbourhood:
        bring_neighbourhood_in_view(chosen.neighbourhood)
    elif chosen != EVERYTHING:
        bring_found_in_view()


def parameters() -> dict[str, str]:
    """Return all that the address of this page should hold."""
    base = st.session_state.get(state.BASE_MAP)
    more = {
        ASSET: st.session_state.get(state.SELECTED) or "",
        BIG_SCREEN: "groot" if st.session_state.get(state.BIG) else "",
        BASE: base if base and base != state.settings().basemap else "",
        LANGUAGE: "" if state.language() == state.settings().language else state.language(),
    }
    return {
        **to_parameters(selection()),
        **{name: value for name, value in more.items() if value},
    }


def to_address() -> None:
    """Write the choice in the address, so that a link gives the same view."""
    wanted = parameters()
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
