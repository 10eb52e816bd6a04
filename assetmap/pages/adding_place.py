"""The place in the form: pointed at, drawn or found by its address, and checked as it comes."""

from __future__ import annotations

from typing import Any

import shapely
import shapely.geometry
import streamlit as st
from shapely.geometry.base import BaseGeometry

from assetmap.domain.geometry import (
    MAX_VERTICES,
    MOST_OUTSIDE_M,
    NEAR_M,
    NeighbourhoodIndex,
    kind_of,
    mended,
)
from assetmap.domain.layer import Layer
from assetmap.errors import N_, Problem
from assetmap.pages import adding_steps as steps
from assetmap.pages import choosing, living_map, state

NEIGHBOURHOOD = "neighbourhood"
KINDS = ("point", "line", "area")
_STREETS_AROUND = (0.004, 0.002)


def chosen_layer() -> Layer | None:
    """Return the layer that was chosen, if any."""
    return state.store().layers.get(steps.answer("layer", ""))


def ways() -> tuple[str, ...]:
    """Return how the place can be told: the layer's own kinds, or all as long as there is none."""
    layer = chosen_layer()
    return (*(KINDS if layer is None else layer.geometry), NEIGHBOURHOOD)


def way() -> str:
    """Return how the place is told now: `point`, `line`, `area` or `neighbourhood`."""
    found: str = steps.answer("where", "")
    return found if found in ways() else ways()[0]


def stored() -> BaseGeometry | None:
    """Return the shape in the form, of whatever kind; it stays when one thinks of another kind."""
    place = st.session_state.get(state.PLACE)
    return shapely.geometry.shape(place) if place else None


def shape() -> BaseGeometry | None:
    """Return the shape that was put on the map, if it is of the kind that is asked."""
    found = stored()
    return found if found is not None and kind_of(found) == way() else None


def code() -> str | None:
    """Return the neighbourhood: chosen, or the one that holds the place."""
    found = shape()
    if found is None and way() == NEIGHBOURHOOD:
        chosen: str | None = st.session_state.get(state.NEIGHBOURHOOD)
        if chosen is None and not ways()[:-1]:
            # A talent of which the place was pointed at before it was said to be a talent.
            found = stored()
        else:
            return chosen
    if found is None:
        return None
    west, south, east, north = found.bounds
    frame = state.store().neighbourhoods()
    near = frame.cx[west - 0.001 : east + 0.001, south - 0.001 : north + 0.001]
    located = NeighbourhoodIndex(near["code"], near.geometry.array).locate([found])[0]
    return None if located is None else str(located)


def name_of(code: str | None) -> str:
    """Return the name of a neighbourhood; empty for none."""
    frame = state.store().neighbourhoods()
    return str(next(iter(frame.loc[frame["code"] == code, "name"]), ""))


def problems() -> list[Problem]:
    """Return what is wrong with the place; a question that was answered with yes is no problem."""
    missing = Problem(
        N_("The place is missing. Click on the map, or say in which neighbourhood it is."),
        {},
        "geometry",
    )
    if way() == NEIGHBOURHOOD:
        which = Problem(N_("Choose in which neighbourhood it is."), {}, "neighbourhood")
        return [] if code() else [which]
    found = shape()
    if found is None and way() in ("line", "area"):
        return [Problem(N_("Draw it on the map first, and press Done there."), {}, "geometry")]
    if found is None:
        return [missing]
    distance = outside_m()
    if distance > MOST_OUTSIDE_M:
        return [
            Problem(
                N_("This place lies outside the boundaries. Click on a place inside them."),
                {},
                "geometry",
            )
        ]
    if distance > NEAR_M and not is_meant():
        return [Problem(N_("Say first whether the place is right."), {}, "geometry")]
    return []


def outside_m() -> float:
    """Return how far outside all neighbourhoods the place lies, in metres; 0 inside."""
    found = shape()
    if found is None:
        return 0.0
    west, south, east, north = found.bounds
    frame = state.store().neighbourhoods()
    # Some 20 km and more on each side.
    near = frame.cx[west - 0.4 : east + 0.4, south - 0.25 : north + 0.25]
    if not len(near):
        return float("inf") if len(frame) else 0.0
    return float(NeighbourhoodIndex(near["code"], near.geometry.array).distance_m([found])[0])


def is_meant() -> bool:
    """Return whether somebody said that this very place, outside the map, is right."""
    return bool(steps.answer("meant") == st.session_state.get(state.PLACE))


def mean_it() -> None:
    """Take down that the place is right, though it lies outside."""
    steps.put("meant", st.session_state.get(state.PLACE))


def put(place: dict[str, Any] | None, *, precision: str = "") -> None:
    """Put a shape in the form, mended where it crosses itself.

    Parameters
    ----------
    place
        A GeoJSON geometry, EPSG:4326.
    precision
        As `Asset.precision`; empty for a place that somebody pointed at.
    """
    steps.say_wrong(())
    steps.put("place_note", None)
    steps.put("precision", precision)
    if place is None:
        st.session_state[state.PLACE] = None
        return
    drawn = shapely.geometry.shape(place)
    whole = mended(drawn)
    corners = int(shapely.get_num_coordinates(whole))
    if whole.is_empty or kind_of(whole) != kind_of(drawn):
        steps.put("place_note", "empty")
        st.session_state[state.PLACE] = None
    elif corners > MAX_VERTICES:
        steps.put("place_note", "corners")
        st.session_state[state.PLACE] = None
    else:
        if not drawn.is_valid:
            steps.put("place_note", "mended")
        st.session_state[state.PLACE] = shapely.geometry.mapping(whole)


def bring_in_view() -> None:
    """Let the map show the place with some streets around it."""
    found = stored()
    if found is not None:
        west, south, east, north = found.bounds
        aside, up = _STREETS_AROUND
        state.bring_in_view((west - aside, south - up, east + aside, north + up))


def choose_neighbourhood(chosen: str | None) -> None:
    """Take down the neighbourhood, and let the map show it."""
    steps.say_wrong(())
    st.session_state[state.NEIGHBOURHOOD] = chosen
    choosing.bring_neighbourhood_in_view(chosen or "")


def wish_map(*, asking: bool) -> None:
    """Ask the map for the place, or only to show it.

    Parameters
    ----------
    asking
        Whether a click says where it is. A line or an area can always be bent.
    """
    how, found = way(), shape()
    draws = how in ("line", "area")
    pin: tuple[float, ...] = ()
    if found is not None and how == "point":
        # Several points that are one asset are shown by one of them.
        spot = found.representative_point()
        pin = (spot.y, spot.x)
    living_map.wish(
        mode=how if draws or (asking and how == "point") else "still",
        pin=pin,
        shape=shapely.geometry.mapping(found) if found is not None and draws else None,
        locate=asking and how == "point",
        neighbourhood=(st.session_state.get(state.NEIGHBOURHOOD) or "")
        if how == NEIGHBOURHOOD
        else "",
        everything=True,
        hear=_hear,
    )


def _hear(heard: living_map.Heard) -> None:
    if heard.place is not None and way() == "point":
        lat, lon = heard.place
        put({"type": "Point", "coordinates": [lon, lat]})
        st.rerun()
    elif heard.drawing is not None and way() in ("line", "area"):
        put(heard.drawing)
        st.rerun()
