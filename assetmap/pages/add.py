"""The page *Toevoegen*: say what it is, click where it is, give it a name, done.

The same form changes an asset that is there already.
"""

from __future__ import annotations

from typing import Any

import shapely
import shapely.geometry
import streamlit as st
from geopandas import GeoDataFrame

from assetmap.actions import assets as asset_actions
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.geometry import kind_of
from assetmap.domain.layer import Layer
from assetmap.domain.permission import Act, demand, may
from assetmap.domain.selection import EVERYTHING
from assetmap.errors import N_, Conflict, NotFound
from assetmap.pages import (
    asset_form,
    card,
    choosing,
    history,
    living_map,
    neighbourhood_choice,
    notices,
    state,
)
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong

_SAVED = {
    "published": N_("Saved. Everybody sees it on the map now."),
    "waiting": N_("Saved. It is not on the map yet: there is no consent that holds."),
    "retired": N_("Saved. It is still out of sight."),
}


def render() -> None:
    """Draw the map and the questions beside it."""
    store, person = state.store(), state.person()
    demand(person, Act.ADD)
    editing = _editing()
    neighbourhoods = store.neighbourhoods()
    with st.container(key="page_add"):
        if editing:
            st.subheader(_("Change"))
            st.markdown(f"**{plain(editing.asset.name)}**")
        else:
            st.subheader(_("What does your neighbourhood have?"))
        layer, category = asset_form.ask_what(store.layers)
        where = _ask_where(layer, neighbourhoods)
        _wish_map(where)
        asset_form.ask_name_and_more(layer, person)
        if editing:
            asset_form.ask_reason()
        _save_buttons(editing, layer, category, where)
        if editing:
            history.show(editing)


def _wish_map(where: str) -> None:
    """Ask the map for the place."""
    place = _place_for(where)
    pin: tuple[float, ...] = ()
    if place is not None and where == "point":
        # Several points that are one asset are shown by one of them.
        spot = place.representative_point()
        pin = (spot.y, spot.x)

    def hear(heard: living_map.Heard) -> None:
        if heard.place is not None and where == "point":
            lat, lon = heard.place
            _set_place({"type": "Point", "coordinates": [lon, lat]})
        elif heard.drawing is not None and where in ("line", "area"):
            _set_place(heard.drawing)

    living_map.wish(
        mode="still" if where == "neighbourhood" else where,
        pin=pin,
        neighbourhood=st.session_state.get(state.NEIGHBOURHOOD) or "",
        everything=True,
        hear=hear,
    )


def _set_place(place: dict[str, Any]) -> None:
    st.session_state[state.PLACE] = place
    st.rerun()


def _editing() -> AssetInStore | None:
    """Return the asset that is being changed, with its answers put in the form once."""
    asked = st.session_state.get(state.EDITING)
    if not asked:
        return None
    record_id, version = asked
    try:
        found = asset_actions.see_asset(state.store(), record_id, person=state.person())
    except NotFound:
        state.start_form_again()
        raise
    if version is None:
        state.start_form_again()
        st.session_state[state.EDITING] = (record_id, found.version)
        asset_form.fill(found, state.store().layers.get(found.asset.layer))
        shape = found.asset.geometry
        st.session_state[state.PLACE] = shapely.geometry.mapping(shape) if shape else None
        if shape is None:
            st.session_state[state.NEIGHBOURHOOD] = found.neighbourhood
        if shape is not None:
            west, south, east, north = shape.bounds
            state.bring_in_view((west - 0.002, south - 0.001, east + 0.002, north + 0.001))
    return found


def _ask_where(layer: Layer | None, neighbourhoods: GeoDataFrame) -> str:
    """Ask where it is; return `point`, `line`, `area` or `neighbourhood`."""
    st.markdown(strong(_("Where is it?")))
    kinds = list(layer.geometry) if layer else ["point"]
    words = {
        "point": _("A spot"),
        "line": _("A line"),
        "area": _("An area"),
        "neighbourhood": _("Somewhere in the neighbourhood"),
    }
    options = [*kinds, "neighbourhood"]
    key = state.form_key("where")
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    if len(options) > 1:
        st.segmented_control(
            _("Where is it?"),
            options,
            format_func=words.__getitem__,
            key=key,
            required=True,
            persist_state="session",
            wrap=True,
            label_visibility="collapsed",
        )
    where = st.session_state.get(key) or options[0]
    neighbourhood_choice.ask(
        neighbourhoods,
        key="form_neighbourhood",
        chosen=st.session_state.get(state.NEIGHBOURHOOD),
        on_choice=_choose_neighbourhood,
        label=_("Neighbourhood") if where == "neighbourhood" else _("Bring a neighbourhood near"),
    )
    if where == "neighbourhood":
        if layer is not None and not layer.geometry:
            st.caption(_("A talent belongs to the neighbourhood, never to a front door."))
        return "neighbourhood"
    place = _place_for(where)
    if place is None:
        st.info(
            {
                "point": _("Click or tap on the map where it is."),
                "line": _("Click along the line on the map. Click the last corner twice."),
                "area": _("Click around the area on the map. End at the first corner."),
            }[where],
            icon=":material/touch_app:",
        )
    else:
        st.caption(_("The place is on the map. Click again to move it."))
    return where


def _choose_neighbourhood(code: str | None) -> None:
    st.session_state[state.NEIGHBOURHOOD] = code
    choosing.bring_neighbourhood_in_view(code or "")


def _place_for(where: str) -> Any:
    """Return the shape that was pointed at, if it is of the kind that is asked."""
    place = st.session_state.get(state.PLACE)
    if not place:
        return None
    shape = shapely.geometry.shape(place)
    return shape if kind_of(shape) == where else None


def _save_buttons(
    editing: AssetInStore | None, layer: Layer | None, category: str | None, where: str
) -> None:
    person = state.person()
    above = st.container()
    with st.container(horizontal=True):
        save = pressed(_("Save"), key="save", type="primary", icon=":material/check:")
        if pressed(_("Stop"), key="stop", icon=":material/close:"):
            state.start_form_again()
            state.go_to("map")
    if save:
        with above, spoken():
            try:
                _save(editing, layer, category, where)
            except Conflict as conflict:
                if editing is None:
                    raise
                _show_both(conflict, editing)
    if editing and may(person, Act.RETIRE):
        with st.expander(_("Take out of sight"), icon=":material/visibility_off:"):
            _retire(editing)


def _save(
    editing: AssetInStore | None, layer: Layer | None, category: str | None, where: str
) -> None:
    store, person = state.store(), state.person()
    shape = None if where == "neighbourhood" else _place_for(where)
    code = st.session_state.get(state.NEIGHBOURHOOD) if where == "neighbourhood" else None
    asset = asset_form.answers(editing, layer, category, shape, code)
    if editing:
        contact = asset_form.changed_contact(editing, person)
        receipt = asset_actions.edit_asset(
            store,
            editing.id,
            asset,
            based_on=st.session_state[state.EDITING][1],
            person=person,
            contact=contact,
            reason=st.session_state.get(state.form_key("reason"), ""),
        )
    else:
        contact = asset_form.contact(person)
        receipt = asset_actions.add_asset(store, asset, person=person, contact=contact)
    state.start_form_again()
    saved = asset_actions.see_asset(store, receipt.id, person=person)
    state.flash(_(_SAVED[saved.status]))
    st.session_state[state.SELECTED] = receipt.id
    # Whatever was chosen to see before, the new one is in sight.
    choosing.choose(**vars(EVERYTHING))
    state.go_to("map")


def _show_both(conflict: Conflict, editing: AssetInStore) -> None:
    """Say who was first, show what stands there now, and let the next save go through."""
    notices.show(conflict)
    st.caption(_("This stands there now. Below is what you wrote; save again to keep yours."))
    st.html(card.content(editing, state.store().layers))
    st.session_state[state.EDITING] = (editing.id, editing.version)


def _retire(editing: AssetInStore) -> None:
    store, person = state.store(), state.person()
    version = st.session_state[state.EDITING][1]
    st.caption(_("It stays in the book and can be put back."))
    reason = st.text_input(_("Why?"), key=state.form_key("retire_reason"), persist_state="session")
    if editing.status == "retired":
        if pressed(_("Put back in sight"), key="restore", icon=":material/undo:"):
            asset_actions.restore_asset(
                store, editing.id, based_on=version, person=person, reason=reason
            )
            state.start_form_again()
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
            _after_retiring(editing)


def _after_retiring(editing: AssetInStore) -> None:
    state.start_form_again()
    st.session_state[state.UNDO] = editing.id
    st.session_state[state.SELECTED] = None
    state.go_to("map")
