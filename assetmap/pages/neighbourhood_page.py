"""The page of one neighbourhood: what is here, in an appreciative tone; never a comparison."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assetmap.actions.finding import Row
from assetmap.actions.neighbourhood_view import NeighbourhoodView, neighbourhood_view
from assetmap.domain.permission import Act, may
from assetmap.errors import N_
from assetmap.pages import choosing, listing, living_map, look, neighbourhood_choice, share, state
from assetmap.pages.client_parts import part
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, title

_KINDS = {
    "neighbourhood": N_("Neighbourhood"),
    "village": N_("Village"),
    "rural_settlement": N_("Rural settlement"),
}


def render() -> None:
    """Draw the chosen neighbourhood, or ask which one."""
    frame = state.store().neighbourhoods()
    code = choosing.selection().neighbourhood
    living_map.wish(mode="look", neighbourhood=code, everything=True, hear=listing.hear)
    with st.container(key="page_neighbourhood"):
        if code not in set(frame["code"]):
            st.title(_("Which neighbourhood?"))
            st.markdown(_("Choose one here, or click on it on the map."))
            neighbourhood_choice.ask(frame, key="neighbourhood_page", chosen=None, on_choice=_go)
            return
        if st.session_state.get(state.NEAR_AREA) != code:
            st.session_state[state.NEAR_AREA] = code
            choosing.bring_neighbourhood_in_view(code)
        view = neighbourhood_view(state.workspace().finder(), code, person=state.person())
        st.set_page_config(page_title=f"{view.name} · assetmap", page_icon=look.ICON, layout="wide")
        _draw(view)


def _draw(view: NeighbourhoodView) -> None:
    kind = _(_KINDS.get(view.kind, _KINDS["neighbourhood"]))
    st.caption(" · ".join(filter(None, (kind, view.municipality))))
    st.title(view.name)
    if view.total:
        st.markdown(
            _("{count} things that people here can go to, join in or be proud of.").format(
                count=view.total
            )
        )
    else:
        st.markdown(_("Nothing here yet. What does your street know, or can it do?"))
    share.show("/buurt", {"buurt": view.code}, key="neighbourhood")
    groups = [_places_to_go(view.meeting_places)] if view.meeting_places else []
    layers = state.store().layers
    for part_of in view.layers:
        rows = [listing.row(each) for each in part_of.shown]
        groups.append(
            {
                "title": title(layers[part_of.key].title),
                "layer": part_of.key,
                "note": str(part_of.count),
                "rows": rows,
            }
        )
    part("list")(
        key="neighbourhood_list",
        data={"words": {}, "groups": groups, "more": 0},
        on_open_change=lambda: listing.open_row("neighbourhood_list"),
    )
    with st.container(key="neighbourhood_further", horizontal=True):
        if pressed(_("Everything on the map"), key="all_on_map", icon=":material/map:"):
            choosing.bring_neighbourhood_in_view(view.code)
            state.go_to("map")
        if pressed(_("Everything as a list"), key="all_as_list", icon=":material/list:"):
            state.go_to("list")
        if may(state.person(), Act.ADD) and pressed(
            _("Add"), key="add_to_neighbourhood", icon=":material/add:", type="primary"
        ):
            st.session_state[state.NEIGHBOURHOOD] = view.code
            choosing.bring_neighbourhood_in_view(view.code)
            state.go_to("add")
        if may(state.person(), Act.EDIT) and pressed(
            _("As a table"), key="as_table", icon=":material/table:"
        ):
            state.go_to("table")
    quiet = [title(layers[key].title) for key in view.quiet_layers]
    if quiet and view.total:
        st.markdown(
            _("We have heard little yet about: {layers}. Do you know something?").format(
                layers=", ".join(quiet).lower()
            )
        )
    st.container(key="other_neighbourhood")
    neighbourhood_choice.ask(
        state.store().neighbourhoods(), key="neighbourhood_page", chosen=view.code, on_choice=_go
    )


def _places_to_go(rows: tuple[Row, ...]) -> dict[str, Any]:
    return {
        "title": _("Here you can walk in"),
        "note": "",
        "rows": [listing.row(each) for each in rows],
    }


def _go(code: str | None) -> None:
    choosing.choose(neighbourhood=code or "")
    choosing.bring_neighbourhood_in_view(code or "")
