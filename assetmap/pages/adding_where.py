"""The question where it is: on the map, by its address, or somewhere in a neighbourhood."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from assetmap.domain.geometry import MOST_OUTSIDE_M, NEAR_M
from assetmap.domain.precision import PRECISIONS
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages import choosing, neighbourhood_choice, state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain

_MOST_ADDRESSES = 5


def ask() -> None:
    """Draw the question; the map asks along."""
    if state.NEIGHBOURHOOD not in st.session_state:
        # Who looks at one neighbourhood probably adds something there.
        st.session_state[state.NEIGHBOURHOOD] = choosing.selection().neighbourhood or None
    ways = place.ways()
    key = state.form_key("where")
    if st.session_state.get(key) not in ways:
        st.session_state[key] = place.way()
    if place.way() != place.NEIGHBOURHOOD:
        _show_place()
        _ask_address()
    if len(ways) > 1:
        words = {
            "point": _("A spot"),
            "line": _("A line"),
            "area": _("An area"),
            place.NEIGHBOURHOOD: _("Somewhere in the neighbourhood"),
        }
        st.segmented_control(
            _("What does it look like on the map?"),
            ways,
            format_func=words.__getitem__,
            key=key,
            required=True,
            persist_state="session",
            wrap=True,
        )
    else:
        st.caption(_("A talent belongs to the neighbourhood, never to a front door."))
    if place.way() == place.NEIGHBOURHOOD:
        neighbourhood_choice.ask(
            state.store().neighbourhoods(),
            key="form_neighbourhood",
            chosen=place.code(),
            on_choice=place.choose_neighbourhood,
            label=_("Neighbourhood"),
            placeholder=_("Choose a neighbourhood"),
        )
    steps.show_wrong("geometry", "neighbourhood")


def _show_place() -> None:
    """Say what to do on the map, or where it is now."""
    notes = {
        "mended": _("The shape crossed itself. It is mended now: look whether it is right."),
        "empty": _("This shape has no inside. Draw it again, around once."),
        "corners": _("This shape has too many corners. Draw it simpler."),
    }
    note = notes.get(steps.answer("place_note", ""))
    if note:
        st.html(f'<p class="adding-wrong" role="alert">{escape(note)}</p>')
    if place.shape() is None:
        st.info(
            {
                "point": _("Click or tap on the map where it is."),
                "line": _("Click or tap along the line on the map, then press Done there."),
                "area": _("Click or tap around the area on the map, then press Done there."),
            }[place.way()],
            icon=":material/touch_app:",
        )
        return
    lines = [_("The place is on the map. Click again to move it.")]
    name = place.name_of(place.code())
    if name:
        lines.append(_("It lies in {neighbourhood}.").format(neighbourhood=name))
    precision = steps.answer("precision", "")
    if precision in PRECISIONS and precision != "address":
        words = _("Found {precision}. Click on the map if you know it better.")
        lines.append(words.format(precision=_(PRECISIONS[precision])))
    st.html(f'<p class="adding-note" role="status">{escape(" ".join(lines))}</p>')
    _ask_whether_meant()


def _ask_whether_meant() -> None:
    distance = place.outside_m()
    if not NEAR_M < distance <= MOST_OUTSIDE_M or place.is_meant():
        return
    with st.container(key="adding_far"):
        words = _("This lies {kilometres} km outside the map. Is that right?")
        st.markdown(words.format(kilometres=max(round(distance / 1000), 2)))
        with st.container(horizontal=True):
            if pressed(_("Yes, it is there"), key="far_yes", icon=":material/check:"):
                place.mean_it()
                steps.say_wrong(())
                st.rerun()
            if pressed(_("No, I choose again"), key="far_no", icon=":material/close:"):
                place.put(None)
                st.rerun()


def _ask_address() -> None:
    book = state.workspace().address_book()
    if not book.can_search():
        st.caption(_("Addresses cannot be looked up here. Point at the place on the map."))
        return
    # What is typed is looked up once it is entered, not at each letter.
    words = st.text_input(
        _("Or look up an address or postcode"),
        key=state.form_key("search"),
        max_chars=200,
        persist_state="session",
        icon=":material/search:",
        placeholder=_("Street and number, or postcode"),
    )
    text = (words or "").strip()
    if not text or text == steps.answer("searched"):
        return
    found = book.find(text, most=_MOST_ADDRESSES, near=_middle())
    if found.note is not None:
        st.caption(plain(found.note.text(_)))
    elif not found.places:
        st.caption(_("Nothing found. Try it with the town, or point at the place on the map."))
    for at, each in enumerate(found.places):
        with st.container(key=f"adding_address_{at}"):
            st.button(
                plain(each.label),
                key=f"address_{at}",
                icon=":material/location_on:",
                width="stretch",
                on_click=_take_address,
                args=(text, each),
            )


def _take_address(text: str, found: Any) -> None:
    """Put the pin at an address that was found."""
    place.put(
        {"type": "Point", "coordinates": [float(found.lon), float(found.lat)]},
        precision=found.precision,
    )
    steps.put("where", "point")
    steps.put("address", found.label)
    # The results give way, until other words are typed.
    steps.put("searched", text)
    place.bring_in_view()


def _middle() -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of the map, to look near."""
    frame = state.store().neighbourhoods()
    chosen = frame[frame["code"] == st.session_state.get(state.NEIGHBOURHOOD)]
    if frame.empty:
        return None
    west, south, east, north = (chosen if len(chosen) else frame).total_bounds
    return float(south + north) / 2, float(west + east) / 2
