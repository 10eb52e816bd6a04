"""One Leaflet map for a whole visit, and what a person did on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit_folium import st_folium

from assetmap.actions import map_data
from assetmap.domain.selection import EVERYTHING, to_parameters
from assetmap.maps import basemaps
from assetmap.maps.asset_layer import Order, client_release, order_group, paper_map
from assetmap.maps.basemaps import BaseMap
from assetmap.maps.map_words import in_language
from assetmap.maps.tiles import info_at
from assetmap.pages import choosing, state
from assetmap.pages.words import _

_TARGET = re.compile(r"^([aby])(\d{1,12})$")
KEY = "map"


@dataclass(frozen=True)
class Heard:
    """What happened on the map since the last run.

    Parameters
    ----------
    asset, area
        Number of a clicked asset, position of a clicked neighbourhood.
    year
        The year of the bar; 0 for all years.
    place
        Latitude and longitude of a click, as (lat, lon).
    drawing
        GeoJSON geometry of what was drawn.
    """

    asset: int | None = None
    area: int | None = None
    year: int | None = None
    place: tuple[float, float] | None = None
    drawing: dict[str, Any] | None = None


def _ignore(heard: Heard) -> None:
    """Do nothing with what happened on the map."""


@dataclass(frozen=True)
class Wish:
    """What the page of this run wants of the map.

    Parameters
    ----------
    mode
        As `Order.mode`.
    pin
        Latitude and longitude of the pin; empty for none.
    shape, marks, locate
        As in `Order`.
    selected
        Number of the asset to show.
    neighbourhood
        Code of the neighbourhood to show; None for the one of the selection.
    everything
        Show all assets, whatever the visitor chose to see.
    hear
        Does what was done on the map; it may ask for another run.
    """

    mode: str = "still"
    pin: tuple[float, ...] = ()
    shape: dict[str, Any] | None = None
    marks: Sequence[tuple[float, float]] = ()
    locate: bool = False
    selected: int | None = None
    neighbourhood: str | None = None
    everything: bool = False
    hear: Callable[[Heard], None] = _ignore


def wish(**wanted: Any) -> None:
    """Say what the page wants of the map; the frame draws it when the page is done."""
    st.session_state[state.WISH] = Wish(**wanted)


def base_maps() -> dict[str, BaseMap]:
    """Return the base maps to choose from."""
    settings = state.settings()
    return basemaps.base_maps(
        shown=settings.basemaps,
        server_url=settings.basemap_url,
        server_attribution=settings.basemap_attribution,
        file=info_at(settings.basemap_file),
    )


def chosen_base_map() -> BaseMap:
    """Return the base map that this visitor chose, or the one of the settings."""
    wanted = st.session_state.get(state.BASE_MAP) or state.settings().basemap
    return basemaps.first_of(base_maps(), wanted)


# Streamlit wants a height in pixels; look.css gives the frame the room that there is.
_HEIGHT = 640
_NETHERLANDS = (3.3, 50.7, 7.3, 53.6)


def is_there() -> bool:
    """Return whether this visit has a map already."""
    return state.CLICKS in st.session_state


def show() -> None:
    """Draw the map as the page of this run wishes, and let the page hear what was done on it."""
    wanted: Wish = st.session_state.pop(state.WISH, None) or Wish()
    neighbourhoods = state.store().neighbourhoods()
    bounds = _NETHERLANDS if neighbourhoods.empty else neighbourhoods.total_bounds
    answer = st_folium(
        paper_map(
            [round(float(each), 5) for each in bounds],
            release=client_release(),
            vector=any(base.kind == "vector" for base in base_maps().values()),
        ),
        key=KEY,
        height=_HEIGHT,
        use_container_width=True,
        feature_group_to_add=order_group(_order(wanted, neighbourhoods["code"].tolist())),
        returned_objects=[
            "last_clicked",
            "last_object_clicked_tooltip",
            "last_object_clicked_count",
            "last_active_drawing",
        ],
    )
    wanted.hear(_what_is_new(KEY, answer or {}))


def _order(wanted: Wish, codes: list[str]) -> Order:
    chosen = EVERYTHING if wanted.everything else choosing.selection()
    code = chosen.neighbourhood if wanted.neighbourhood is None else wanted.neighbourhood
    near = chosen.near
    return Order(
        version=map_data.assets_version(state.store()),
        filter=urlencode(to_parameters(chosen.in_all_years())),
        area=codes.index(code) if code in codes else -1,
        selected=wanted.selected,
        mode=wanted.mode,
        pin=wanted.pin,
        shape=wanted.shape,
        marks=wanted.marks,
        locate=wanted.locate,
        fit=st.session_state.get(state.FIT, ()),
        fit_count=st.session_state.get(state.FIT_COUNT, 0),
        year=chosen.year,
        time=bool(st.session_state.get(state.TIME)) and not wanted.everything,
        near=None if near is None else (*near, chosen.radius_m),
        big=bool(st.session_state.get(state.BIG)),
        base=chosen_base_map(),
        language=state.language(),
        words=in_language(_),
    )


def _what_is_new(key: str, answer: dict[str, Any]) -> Heard:
    heard: dict[str, Any] = st.session_state.setdefault(state.CLICKS, {})
    before = heard.get(key, {})
    # After a page that was left in the middle of a run, an answer is empty once; what was heard
    # before that must not be heard again.
    answer = {name: value for name, value in answer.items() if value is not None}
    heard[key] = {**before, **answer}
    asset = area = year = place = drawing = None
    # The count tells a second click on the same thing from the first one that is still there.
    count = answer.get("last_object_clicked_count")
    if count is not None and count != before.get("last_object_clicked_count"):
        target = _TARGET.match(answer.get("last_object_clicked_tooltip") or "")
        if target and target[1] == "a":
            asset = int(target[2])
        elif target and target[1] == "b":
            area = int(target[2])
        elif target:
            year = int(target[2])
    clicked = answer.get("last_clicked")
    if clicked and clicked != before.get("last_clicked"):
        place = (float(clicked["lat"]), float(clicked["lng"]))
    drawn = answer.get("last_active_drawing")
    if drawn and drawn != before.get("last_active_drawing"):
        drawing = drawn.get("geometry")
    return Heard(asset, area, year, place, drawing)
