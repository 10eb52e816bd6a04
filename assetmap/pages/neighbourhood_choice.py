"""Choose a neighbourhood from a list; a country has so many that they are searched first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from geopandas import GeoDataFrame

from assetmap.domain.layer import fold
from assetmap.pages import state
from assetmap.pages.words import _

# More neighbourhoods than this are not listed, but searched.
MOST_LISTED = 800
_MOST_FOUND = 200


def ask(
    neighbourhoods: GeoDataFrame,
    *,
    key: str,
    chosen: str | None,
    on_choice: Callable[[str | None], None],
    label: str = "",
    placeholder: str = "",
) -> str | None:
    """Draw the picker and return a code, or None for none.

    Parameters
    ----------
    chosen
        The code that should be chosen now.
    on_choice
        Called with the new code, before the run that follows.
    """
    names = dict(zip(neighbourhoods["code"], neighbourhoods["name"], strict=True))
    towns = dict(zip(neighbourhoods["code"], neighbourhoods["municipality"], strict=True))
    several = len(set(towns.values())) > 1
    codes = sorted(names, key=lambda code: (fold(names[code]), code))
    if len(codes) > MOST_LISTED:
        words = st.text_input(
            _("Find a neighbourhood"),
            key=f"{key}_{state.NEIGHBOURHOOD_SEARCH}",
            persist_state="session",
            live=True,
            placeholder=_("Type a part of its name"),
        )
        codes = [
            code for code in codes if words and fold(words) in fold(f"{names[code]} {towns[code]}")
        ][:_MOST_FOUND]
        if chosen in names and chosen not in codes:
            codes.insert(0, chosen)

    def words_of(code: str) -> str:
        return f"{names[code]} ({towns[code]})" if several and towns[code] else names[code]

    st.session_state[key] = chosen if chosen in codes else None
    return st.selectbox(
        label or _("Neighbourhood"),
        codes,
        index=None,
        format_func=words_of,
        key=key,
        persist_state="session",
        placeholder=placeholder or _("All neighbourhoods"),
        on_change=lambda: on_choice(st.session_state.get(key)),
    )
