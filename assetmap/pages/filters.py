"""What to show: neighbourhood, layers, categories, base map."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import streamlit as st
from geopandas import GeoDataFrame

from assetmap.actions import overview
from assetmap.actions.workspace import Store
from assetmap.domain.layer import Layer, fold
from assetmap.domain.permission import VISITOR
from assetmap.maps.packing import category_positions
from assetmap.pages import living_map, state
from assetmap.pages.words import _, plain, strong, title

# More neighbourhoods than this are not listed, but searched.
MOST_LISTED = 800


@dataclass(frozen=True)
class Shown:
    """The choice of a visitor.

    Parameters
    ----------
    neighbourhood
        A code, or None for all.
    hidden
        Positions of the categories that are left out.
    empty
        Whether nothing at all stands in this neighbourhood yet.
    """

    neighbourhood: str | None
    hidden: tuple[int, ...]
    empty: bool


@st.cache_data(max_entries=4, show_spinner=False)
def _counts(
    _store: Store,
    path: str,  # noqa: ARG001 - part of the key
    version: str,  # noqa: ARG001 - part of the key
) -> dict[tuple[str, str, str | None], int]:
    """Count once for each state of a store; what is counted is public."""
    found = overview.counts(_store, person=VISITOR)
    return {(each.layer, each.category, each.neighbourhood): each.assets for each in found}


def choose(store: Store, neighbourhoods: GeoDataFrame) -> Shown:
    """Draw the filters and return the choice."""
    code = choose_neighbourhood(neighbourhoods)
    path = str(state.workspace().path)
    here: Counter[tuple[str, str]] = Counter()
    for (layer, category, place), count in _counts(store, path, store.state()).items():
        if code is None or place == code:
            here[layer, category] += count
    st.markdown(strong(_("What is here")))
    on = [layer for layer in store.layers.values() if _switch(layer, here)]
    hidden_words = _choose_categories(on, here)
    _choose_base_map()
    position = category_positions(store.layers)[1]
    hidden = tuple(
        number
        for (layer_key, category), number in position.items()
        if layer_key not in {layer.key for layer in on} or (layer_key, category) in hidden_words
    )
    return Shown(code, hidden, empty=not here)


def choose_neighbourhood(neighbourhoods: GeoDataFrame, *, label: str = "") -> str | None:
    """Draw the neighbourhood picker and return a code, or None for all."""
    names = dict(zip(neighbourhoods["code"], neighbourhoods["name"], strict=True))
    towns = dict(zip(neighbourhoods["code"], neighbourhoods["municipality"], strict=True))
    several = len(set(towns.values())) > 1
    codes = sorted(names, key=lambda code: (fold(names[code]), code))
    if len(codes) > MOST_LISTED:
        words = st.text_input(
            _("Find a neighbourhood"),
            key=state.NEIGHBOURHOOD_SEARCH,
            persist_state="session",
            placeholder=_("Type a part of its name"),
        )
        chosen = st.session_state.get(state.NEIGHBOURHOOD)
        found = [
            code for code in codes if words and fold(words) in fold(f"{names[code]} {towns[code]}")
        ]
        codes = found[:200]
        if chosen in names and chosen not in codes:
            codes.insert(0, chosen)
    if st.session_state.get(state.NEIGHBOURHOOD) not in (None, *codes):
        st.session_state[state.NEIGHBOURHOOD] = None

    def words_of(code: str) -> str:
        return f"{names[code]} ({towns[code]})" if several and towns[code] else names[code]

    return st.selectbox(
        label or _("Neighbourhood"),
        codes,
        index=None,
        format_func=words_of,
        key=state.NEIGHBOURHOOD,
        persist_state="session",
        placeholder=_("All neighbourhoods"),
        on_change=_bring_neighbourhood_in_view,
    )


def _bring_neighbourhood_in_view() -> None:
    frame = state.store().neighbourhoods()
    code = st.session_state.get(state.NEIGHBOURHOOD)
    if code is None:
        st.query_params.pop("buurt", None)
    else:
        st.query_params["buurt"] = code
    chosen = frame if code is None else frame[frame["code"] == code]
    if len(chosen):
        state.bring_in_view(tuple(chosen.total_bounds))


def _switch(layer: Layer, here: Counter[tuple[str, str]]) -> bool:
    count = sum(number for (key, _category), number in here.items() if key == layer.key)
    key = state.layer_key(layer.key)
    st.session_state.setdefault(key, True)
    with st.container(key=f"switch_{layer.key}"):
        return st.checkbox(f"{plain(title(layer.title))} {count}", key=key, persist_state="session")


def _choose_categories(layers: list[Layer], here: Counter[tuple[str, str]]) -> set[tuple[str, str]]:
    """Draw a choice of categories for each layer that is on; return what is left out."""
    left_out: set[tuple[str, str]] = set()
    with st.expander(_("Choose sorts")):
        for layer in layers:
            before = st.session_state.get(state.categories_key(layer.key)) or ()
            # A sort that was chosen stays in the list where this neighbourhood has none of it.
            there = [
                each for each in layer.categories if here[layer.key, each.key] or each.key in before
            ]
            if not there:
                continue
            words = {
                each.key: f"{plain(title(each.title))} {here[layer.key, each.key]}"
                for each in there
            }
            chosen = st.pills(
                title(layer.title),
                list(words),
                format_func=words.__getitem__,
                selection_mode="multi",
                wrap=True,
                key=state.categories_key(layer.key),
                persist_state="session",
            )
            # Nothing chosen means everything: a first click then narrows down.
            if chosen:
                left_out |= {
                    (layer.key, each.key) for each in layer.categories if each.key not in chosen
                }
        if not layers:
            st.caption(_("Switch a layer on first."))
    return left_out


def _choose_base_map() -> None:
    there = living_map.base_maps()
    first = state.settings().basemap if state.settings().basemap in there else "grey"
    st.session_state.setdefault(state.BASE_MAP, first)
    st.selectbox(
        _("Base map"),
        list(there),
        format_func=lambda key: title(there[key].title),
        key=state.BASE_MAP,
        persist_state="session",
    )
