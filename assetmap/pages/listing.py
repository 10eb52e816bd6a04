"""The page *Lijst*: all that the map shows, to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from assetmap.actions.finding import Row, Sort
from assetmap.actions.photos import first_photos
from assetmap.domain.permission import VISITOR, Act, may
from assetmap.pages import card, choosing, living_map, panel, photos_gallery, state, waiting
from assetmap.pages.client_parts import part
from assetmap.pages.map import code_at
from assetmap.pages.words import _, title

KEY = "list"
PAGE = 50


def render() -> None:
    """Draw the list, and a map beside it where there is room."""
    store, person = state.store(), state.person()
    living_map.wish(mode="look", hear=hear)
    with st.container(key="page_list"):
        st.title(_heading())
        st.caption(panel.found_words(choosing.found()))
        chosen = choosing.selection()
        count = int(st.session_state.get(state.LIST_COUNT, PAGE))
        sorts = _sorts()
        wanted = st.session_state.get(state.LIST_SORT)
        sort = next((key for key, _words in sorts if key == wanted), sorts[0][0])
        rows = (
            state.workspace()
            .finder()
            .ranked(chosen, sort, start=0, count=count, place=chosen.near, person=person)
        )
        total = choosing.found().total
        if not total:
            st.markdown(_("Nothing here yet. What does your street know, or can it do?"))
        part("list")(
            key=KEY,
            data={
                "words": {"sort": _("In order of"), "more": _("Show more")},
                "sorts": sorts,
                "sort": sort,
                "groups": [{"title": "", "rows": rows_of(rows)}],
                "more": count + PAGE * 2 if count < total else 0,
            },
            on_sort_change=_take_sort,
            on_count_change=_take_count,
            on_open_change=lambda: open_row(KEY),
        )
        if may(person, Act.SEE_ALL):
            waiting.show(store, person)


def _heading() -> str:
    code = choosing.selection().neighbourhood
    frame = state.store().neighbourhoods()
    names = frame.loc[frame["code"] == code, "name"]
    if len(names):
        return _("What is here in {name}").format(name=names.iloc[0])
    return _("What is here")


def _sorts() -> list[tuple[Sort, str]]:
    chosen = choosing.selection()
    sorts: list[tuple[Sort, str]] = [("name", _("Name")), ("newest", _("Newest first"))]
    if chosen.near:
        sorts.insert(0, ("distance", _("Nearest first")))
    if chosen.words:
        sorts.insert(0, ("best", _("Fits best")))
    return sorts


def rows_of(found: Sequence[Row]) -> list[dict[str, Any]]:
    """Return rows for the part `list`, each with a photo if it has any."""
    # What the browser then asks is answered as for a visitor, whoever looks.
    pictures = first_photos(state.store(), [each.number for each in found], person=VISITOR)
    rows = []
    for each in found:
        photo = pictures.get(each.number)
        rows.append(row(each) | ({"photo": photos_gallery.thumbnail(photo)} if photo else {}))
    return rows


def row(found: Row) -> dict[str, Any]:
    """Return a row for the part `list`."""
    layers = state.store().layers
    layer = layers[found.layer]
    category = layer.category_by_key.get(found.category)
    distance = found.distance_m
    lines = [
        " · ".join(filter(None, (found.address, found.neighbourhood_name))),
        card.open_words(found.hours) or card.opening_words(found.hours),
        "" if distance is None else _("{count} m from here").format(count=int(round(distance, -1))),
    ]
    return {
        "number": found.number,
        "name": found.name,
        "layer": found.layer,
        "sort": title(category.title) if category else title(layer.title),
        "lines": [line for line in lines if line],
        "href": f"/kaartje?{urlencode({'nummer': found.number})}",
    }


def open_row(key: str) -> None:
    """Open the page of what was chosen in a list."""
    given = st.session_state.get(key, {}).get("open")
    if isinstance(given, dict) and isinstance(given.get("number"), int):
        choosing.open_number(given["number"])


def _take_sort() -> None:
    st.session_state[state.LIST_SORT] = st.session_state[KEY].get("sort")


def _take_count() -> None:
    given = st.session_state[KEY].get("count")
    if isinstance(given, int):
        st.session_state[state.LIST_COUNT] = min(max(given, PAGE), 100_000)


def hear(heard: living_map.Heard) -> None:
    """Open what was clicked beside a page to read: an asset, or a neighbourhood."""
    if heard.asset is not None:
        choosing.open_number(heard.asset)
        st.rerun()
    code = code_at(heard.area)
    if code is not None:
        choosing.choose(neighbourhood=code)
        choosing.bring_neighbourhood_in_view(code)
        st.rerun()
