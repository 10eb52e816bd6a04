"""What is said when it is saved, and what one can do next."""

from __future__ import annotations

from html import escape

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.permission import Act, may
from assetmap.errors import N_, NotFound
from assetmap.pages import adding_place as place
from assetmap.pages import adding_saving as saving
from assetmap.pages import adding_steps as steps
from assetmap.pages import living_map, state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, title

_SAVED = {
    "published": N_("Saved. Everybody sees it on the map now."),
    "waiting": N_("Saved. It is not on the map yet: there is no consent that holds."),
    "retired": N_("Saved. It is still out of sight."),
}


def show() -> None:
    """Draw the last step."""
    record_id, _version = st.session_state[state.SAVED]
    person = state.person()
    try:
        saved: AssetInStore | None = asset_actions.see_asset(
            state.store(), record_id, person=person
        )
    except NotFound:  # it waits for a consent, and this person may not see that
        saved = None
    heading = _("Done")
    steps.head(heading)
    st.html(f'<p role="status">{escape(_(_SAVED[saved.status if saved else "waiting"]))}</p>')
    if saved:
        _show_saved(saved)
    if steps.answer("hidden"):
        st.caption(_("What you chose to see would hide it; that part is off now."))
    living_map.wish(mode="still", selected=saved.number if saved else None)
    with st.container(key="adding_next"):
        if (
            saved
            and may(person, Act.EDIT)
            and pressed(
                _("Tell more about it"), key="tell_more", icon=":material/edit_note:",
                width="stretch",
            )
        ):  # fmt: skip
            steps.begin_anew()
            st.session_state[state.EDITING] = (record_id, None)
            st.rerun()
        if saved and pressed(
            _("Show it on the map"), key="show_saved", icon=":material/map:", width="stretch"
        ):
            steps.begin_anew()
            st.session_state[state.SELECTED] = record_id
            state.go_to("map")
        if pressed(_("Undo"), key="undo_save", icon=":material/undo:", width="stretch"):
            saving.undo()
    if steps.foot(_("Add another one"), key="add_another", icon=":material/add:"):
        _add_another()
    steps.follow(heading, enter={}, seen={})


def _show_saved(saved: AssetInStore) -> None:
    asset = saved.asset
    layer = state.store().layers.get(asset.layer)
    category = layer.category_by_key.get(asset.category) if layer else None
    said = [title(category.title) if category else "", saved.neighbourhood_name or ""]
    st.html(
        f'<div class="adding-saved" data-asset="{escape(saved.id)}">'
        f'<span class="layer-symbol of-{escape(asset.layer)}"></span>'
        f'<span><strong dir="auto">{escape(asset.name)}</strong><br>'
        f"{escape(' · '.join(filter(None, said)))}</span></div>"
    )


def _add_another() -> None:
    """Begin anew with the same layer, in the same neighbourhood."""
    layer, way = steps.answer("layer"), place.way()
    code = place.code()
    steps.begin_anew()
    steps.put("layer", layer)
    if way == place.NEIGHBOURHOOD:
        steps.put("where", way)
    if code:
        st.session_state[state.NEIGHBOURHOOD] = code
    st.session_state[state.SELECTED] = None
    st.rerun()
