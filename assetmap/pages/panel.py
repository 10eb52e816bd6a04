"""The panel beside the map: search box and filters, with how many there are of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assetmap.actions import map_data
from assetmap.actions.finding import Facets, Found
from assetmap.domain.layer import Layers
from assetmap.domain.selection import (
    CATEGORY,
    FREE,
    WHEELCHAIR,
    Selection,
    to_parameters,
)
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, LANGUAGES
from assetmap.pages import choosing, living_map, state
from assetmap.pages.client_parts import part
from assetmap.pages.words import _, title

KEY = "panel"


def show() -> None:
    """Draw the panel; what a visitor does in it is taken over before the next run."""
    finder, person = state.workspace().finder(), state.person()
    chosen = choosing.selection()
    found = finder.matching(chosen, person=person)
    facets = finder.facets(chosen, person=person)
    store = state.store()
    data = {
        "words": _words(),
        "language": state.language(),
        "revision": choosing.revision(),
        "parameters": to_parameters(chosen),
        "areas": map_data.boundaries_version(store),
        "found": found_words(found),
        **_choices(store.layers, facets, chosen),
        "bases": [(key, title(base.title)) for key, base in living_map.base_maps().items()],
        "base": living_map.chosen_base_map().key,
        "time": bool(st.session_state.get(state.TIME)),
    }
    with st.container(key="panel_box"):
        part("panel")(
            key=KEY,
            data=data,
            on_choice_change=_take_choice,
            on_base_change=_take_base,
            on_time_change=_take_time,
            on_pick_change=_take_pick,
            on_point_change=_take_point,
            on_bring_change=choosing.bring_found_in_view,
            on_big_change=_take_big,
        )


def found_words(found: Found) -> str:
    """Return how many there are of all that there is, in words."""
    total, everything = found.total, len(found.catalogue)
    read_as = ", ".join(f"'{word}'" for word in found.read_as.values())
    if total == everything:
        words = _("{count} on the map").format(count=_number(total))
    elif total == 0:
        words = _("Nothing found. Try another word, or show everything.")
    else:
        words = _("{count} of {all} on the map").format(
            count=_number(total), all=_number(everything)
        )
    return " ".join((_("Read as {words}.").format(words=read_as), words)) if read_as else words


def _number(count: int) -> str:
    sign = "." if state.language() == "nl" else ","
    return f"{count:,}".replace(",", sign)


def _choices(layers: Layers, facets: Facets, chosen: Selection) -> dict[str, Any]:
    """Return the values to choose from, each with how many there would be."""
    moments = {
        "now": _("Open now"),
        "evening": _("Open this evening"),
        "weekend": _("Open in the weekend"),
    }
    access = [
        {
            "key": name,
            "name": name,
            "value": "1",
            "title": words,
            "count": count,
        }
        for name, words, count in (
            (FREE, _("Free of charge"), facets.free),
            (WHEELCHAIR, _("Reachable by wheelchair"), facets.wheelchair),
        )
    ]
    return {
        "layers": [
            {"key": key, "title": title(layer.title), "count": facets.layers.get(key, 0)}
            for key, layer in layers.items()
        ],
        "categories": [
            {
                "key": f"{layer.key}.{category.key}",
                "name": CATEGORY,
                "value": f"{layer.key}.{category.key}",
                "layer": layer.key,
                "title": title(category.title),
                "count": facets.categories.get((layer.key, category.key), 0),
            }
            for layer in layers.values()
            for category in layer.categories
            if facets.categories.get((layer.key, category.key))
            or (layer.key, category.key) in chosen.categories
        ],
        "themes": _options(THEMES, facets.themes, chosen.themes),
        "audiences": _options(AUDIENCES, facets.audiences, chosen.audiences),
        "languages": _options(LANGUAGES, facets.languages, chosen.languages),
        "open": [
            {"key": key, "title": words, "count": facets.open.get(key, 0)}
            for key, words in moments.items()
        ],
        "access": access,
    }


def _options(
    known: dict[str, str], counts: Mapping[str, int], chosen: tuple[str, ...]
) -> list[dict[str, Any]]:
    return [
        {"key": key, "title": _(words), "count": counts.get(key, 0)}
        for key, words in known.items()
        if counts.get(key) or key in chosen
    ]


def _words() -> dict[str, str]:
    return {
        "search": _("Search a name, sort or street"),
        "suggestions": _("Found"),
        "clear": _("Show everything"),
        "filters": _("Filters"),
        "done": _("Done"),
        "more": _("More filters"),
        "neighbourhood": _("Neighbourhood"),
        "everywhere": _("All neighbourhoods"),
        "manyNeighbourhoods": _("There are many. Type the name of yours in the search box."),
        "layers": _("What is here"),
        "open": _("When"),
        "audiences": _("For whom"),
        "access": _("Easy to join"),
        "themes": _("Themes"),
        "languages": _("Language spoken"),
        "categories": _("Sorts"),
        "walk": _("Near"),
        "minutes": _("Minutes of walking"),
        "here": _("From where I am"),
        "point": _("From a spot on the map"),
        "leave": _("Everywhere again"),
        "walking": _("Inside the circle: about this far on foot, as roads usually wind."),
        "noGps": _("This device does not tell where it is. Choose a spot on the map."),
        "asking": _("One moment ..."),
        "since": _("Added or changed since"),
        "view": _("The map"),
        "base": _("Base map"),
        "time": _("Through the years"),
        "big": _("Big screen"),
    }


def _given(name: str) -> Any:
    """Return what the panel just said, None for nothing."""
    return st.session_state.get(KEY, {}).get(name)


def _take_choice() -> None:
    given = _given("choice")
    if isinstance(given, dict):
        choosing.take(given)


def _take_base() -> None:
    given = _given("base")
    if given in living_map.base_maps():
        st.session_state[state.BASE_MAP] = given


def _take_time() -> None:
    st.session_state[state.TIME] = bool(_given("time"))
    if not st.session_state[state.TIME]:
        choosing.choose(year=None)


def _take_pick() -> None:
    given = _given("pick")
    if not isinstance(given, dict) or not isinstance(given.get("number"), int):
        return
    choosing.open_number(given["number"])


def _take_point() -> None:
    if _given("point"):
        st.session_state[state.POINTING] = True


def _take_big() -> None:
    if _given("big"):
        st.session_state[state.BIG] = True
