"""Rows of a list that have no place yet: point out where each is, or leave it out."""

from __future__ import annotations

import streamlit as st

from assetmap.actions.taking_in import UnplacedRow, drop_row, place_row, unplaced_rows
from assetmap.pages import living_map, state
from assetmap.pages.import_state import TakingIn, begin_anew
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, title

_MOST = 200


def ask(now: TakingIn) -> None:
    """Show one row at a time; a click on the map places it."""
    store, person = state.store(), state.person()
    run_id = now.run.id if now.run is not None else None
    rows = unplaced_rows(store, person=person, run_id=run_id, most=_MOST)
    if not rows:
        st.success(_("Every row of this list has its place."), icon=":material/check:")
        if pressed(_("To the map"), key="places_map", icon=":material/map:", type="primary"):
            begin_anew()
            state.go_to("map")
        return
    row = _chosen(rows)
    if st.session_state.get(state.PLACING) is None:
        st.session_state[state.PLACING] = row.id
        state.bring_in_view(tuple(store.neighbourhoods().total_bounds))
    pin = st.session_state.get(_pin_key(row))

    def hear(heard: living_map.Heard) -> None:
        if heard.place is not None:
            st.session_state[_pin_key(row)] = heard.place
            st.rerun()

    living_map.wish(mode="point", pin=pin or (), everything=True, locate=False, hear=hear)
    _show(row, len(rows))
    _search(row)
    if pin is None:
        st.info(_("Click or tap on the map where it is."), icon=":material/touch_app:")
    with st.container(horizontal=True):
        if pressed(
            _("It is here"), key="place_save", type="primary", icon=":material/check:",
            disabled=pin is None,
        ) and pin is not None:  # fmt: skip
            with spoken():
                place_row(store, row.id, *pin, person=person)
                state.flash(_("Saved. Everybody sees it on the map now."))
                _forget(row)
        if len(rows) > 1 and pressed(_("Skip"), key="place_skip", icon=":material/skip_next:"):
            at = [each.id for each in rows].index(row.id)
            st.session_state[state.PLACING] = rows[(at + 1) % len(rows)].id
            st.rerun()
        if pressed(_("Leave out"), key="place_drop", icon=":material/delete:"):
            with spoken():
                drop_row(store, row.id, person=person)
                _forget(row)
    if pressed(_("Stop"), key="places_stop", icon=":material/close:"):
        begin_anew()
        st.rerun()


def _pin_key(row: UnplacedRow) -> str:
    return f"placing_{row.id}"


def _chosen(rows: list[UnplacedRow]) -> UnplacedRow:
    wanted = st.session_state.get(state.PLACING)
    return next((each for each in rows if each.id == wanted), rows[0])


def _forget(row: UnplacedRow) -> None:
    st.session_state.pop(_pin_key(row), None)
    st.session_state.pop(state.PLACING, None)
    st.rerun()


def _show(row: UnplacedRow, count: int) -> None:
    content = row.content
    layer = state.store().layers.get(str(content.get("layer")))
    category = layer.category_by_key.get(str(content.get("category"))) if layer else None
    st.caption(_("{count} rows wait for a place.").format(count=count))
    with st.container(border=True):
        st.subheader(plain(content.get("name", "")))
        if category is not None:
            st.caption(title(category.title))
        if content.get("address"):
            st.markdown(plain(content["address"]))
        st.caption(_("Row {row}: {problem}").format(row=row.row, problem=plain(row.reason.text(_))))


def _search(row: UnplacedRow) -> None:
    """Offer to look for its address, where there is something to look in."""
    book = state.workspace().address_book()
    layer = state.store().layers.get(str(row.content.get("layer")))
    # Where somebody lives is looked up nowhere.
    if not book.can_search() or layer is None or not layer.geometry:
        return
    text = st.text_input(
        _("Look for an address or postcode"),
        value=str(row.content.get("address", "")),
        key=f"place_search_{row.id}",
    )
    if len(text.strip()) < 3:
        return
    found = book.find(text)
    if found.note is not None:
        st.caption(plain(found.note.text(_)))
    for at, place in enumerate(found.places[:5]):
        if pressed(plain(place.label), key=f"place_found_{row.id}_{at}", icon=":material/place:"):
            st.session_state[_pin_key(row)] = (place.lat, place.lon)
            state.bring_in_view(
                (place.lon - 0.003, place.lat - 0.002, place.lon + 0.003, place.lat + 0.002)
            )
            st.rerun()
