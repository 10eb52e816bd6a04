"""One Leaflet map for a whole visit, and what a person did on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import streamlit as st
from geopandas import GeoDataFrame
from streamlit_folium import st_folium

from assetmap.maps import CLIENT_FOLDER
from assetmap.maps.asset_layer import Order, order_group, paper_map
from assetmap.maps.basemaps import BASE_MAPS, BaseMap, with_own_server
from assetmap.pages import state
from assetmap.pages.words import _

_TARGET = re.compile(r"^([ab])(\d{1,12})$")


@dataclass(frozen=True)
class Heard:
    """What happened on the map since the last run.

    Parameters
    ----------
    asset, area
        Number of a clicked asset, position of a clicked neighbourhood.
    place
        Latitude and longitude of a click, as (lat, lon).
    drawing
        GeoJSON geometry of what was drawn.
    """

    asset: int | None = None
    area: int | None = None
    place: tuple[float, float] | None = None
    drawing: dict[str, Any] | None = None


@cache
def release() -> str:
    """Return a token that changes when our own scripts change."""
    digest = sha256()
    for name in ("assetmap.js", "assetmap.css"):
        digest.update((CLIENT_FOLDER / name).read_bytes())
    return digest.hexdigest()[:10]


def base_maps() -> dict[str, BaseMap]:
    """Return the base maps to choose from."""
    settings = state.settings()
    return with_own_server(settings.basemap_url, settings.basemap_attribution)


def chosen_base_map() -> BaseMap:
    """Return the base map that this visitor chose, or the one of the settings."""
    there = base_maps()
    key = st.session_state.get(state.BASE_MAP) or state.settings().basemap
    return there.get(key, BASE_MAPS["grey"])


def map_words() -> dict[str, Any]:
    """Return the words that the map itself needs."""
    return {
        "unreachable": _("No connection. The map shows what it had."),
        "tiles": _("The base map cannot be reached now. Neighbourhoods and assets are here."),
        "point": _("Click or tap on the map where it is."),
        "draw": {
            "start": _("Click where it begins."),
            "cont": _("Click the next corner."),
            "end": _("Click the last corner again to finish."),
        },
    }


# Streamlit wants a height in pixels; look.css gives the frame the room that there is.
_HEIGHT = 640
_NETHERLANDS = (3.3, 50.7, 7.3, 53.6)


def show(key: str, neighbourhoods: GeoDataFrame, order: Order) -> Heard:
    """Draw the map of a municipality and return what is new.

    Parameters
    ----------
    key
        Of the map: the same key is the same Leaflet map over all reruns.
    neighbourhoods
        EPSG:4326; the map opens on all of them.
    """
    bounds = _NETHERLANDS if neighbourhoods.empty else neighbourhoods.total_bounds
    answer = st_folium(
        paper_map([round(float(each), 5) for each in bounds], release=release()),
        key=key,
        height=_HEIGHT,
        use_container_width=True,
        feature_group_to_add=order_group(order),
        returned_objects=[
            "last_clicked",
            "last_object_clicked_tooltip",
            "last_object_clicked_count",
            "last_active_drawing",
        ],
    )
    return _what_is_new(key, answer or {})


def _what_is_new(key: str, answer: dict[str, Any]) -> Heard:
    heard: dict[str, Any] = st.session_state.setdefault(state.CLICKS, {})
    before = heard.get(key, {})
    heard[key] = dict(answer)
    asset = area = place = drawing = None
    # The count tells a second click on the same thing from the first one that is still there.
    if answer.get("last_object_clicked_count") != before.get("last_object_clicked_count"):
        target = _TARGET.match(answer.get("last_object_clicked_tooltip") or "")
        if target and target[1] == "a":
            asset = int(target[2])
        elif target:
            area = int(target[2])
    clicked = answer.get("last_clicked")
    if clicked and clicked != before.get("last_clicked"):
        place = (float(clicked["lat"]), float(clicked["lng"]))
    drawn = answer.get("last_active_drawing")
    if drawn and drawn != before.get("last_active_drawing"):
        drawing = drawn.get("geometry")
    return Heard(asset, area, place, drawing)
