"""The card of one asset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from html import escape

import streamlit as st

from assetmap.actions.clock import utc_now
from assetmap.actions.remarks import MAX_REMARK, remark_on
from assetmap.actions.workspace import AssetInStore
from assetmap.domain import opening
from assetmap.domain.layer import Layer, LayerField, Layers
from assetmap.domain.permission import Act, Person, may
from assetmap.domain.precision import PRECISIONS
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR
from assetmap.errors import N_
from assetmap.pages import photos_gallery, state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, title


def show(found: AssetInStore, layers: Layers, person: Person) -> None:
    """Draw the card of an asset, with what this person may do."""
    with st.container(key="card"):
        # First, and kept at the top while the card scrolls: on a phone the end can be far.
        with st.container(key="close_card"):
            if pressed(_("Close"), key="close", icon=":material/close:"):
                close()
                st.rerun()
        st.html(content(found, layers))
        with st.container(horizontal=True):
            if pressed(_("All about this"), key="card_page", icon=":material/article:"):
                state.go_to("card")
            if may(person, Act.EDIT) and pressed(_("Change"), key="change", icon=":material/edit:"):
                st.session_state[state.EDITING] = (found.id, None)
                state.go_to("add")


def close() -> None:
    """Close the card."""
    st.session_state[state.SELECTED] = None


def content(found: AssetInStore, layers: Layers, *, level: int = 2) -> str:
    """Return the card as HTML; every text that somebody wrote is escaped.

    Parameters
    ----------
    level
        Of the heading, 1 on a page of its own.
    """
    asset = found.asset
    # The file of a layer can be gone while its assets are still here.
    layer = layers.get(asset.layer)
    category = layer.category_by_key.get(asset.category) if layer else None
    sort = title(category.title) if category else asset.category
    kind = title(layer.title) if layer else asset.layer
    drawing = f'<span class="layer-symbol of-{escape(asset.layer)}"></span>'
    rows = [(label, value) for label, value in _rows(found, layer) if value]
    lines = "".join(f"<dt>{escape(label)}</dt><dd>{value}</dd>" for label, value in rows)
    offers = f"<p>{escape(asset.offers)}</p>" if asset.offers else ""
    return (
        f'<article class="asset-card" data-asset="{escape(found.id)}">'
        f'<h{level} dir="auto">{escape(asset.name)}</h{level}>'
        f'<div class="sort">{drawing}<span>{escape(f"{sort} · {kind}")}</span></div>'
        f"{photos_gallery.gallery(found)}{offers}<dl>{lines}</dl></article>"
    )


def _rows(found: AssetInStore, layer: Layer | None) -> list[tuple[str, str]]:
    asset = found.asset
    now = open_words(asset.opening_hours)
    rows = [
        (_("Neighbourhood"), escape(found.neighbourhood_name or "")),
        (_("Address"), escape(asset.address)),
        (
            _("On the map"),
            escape(_(PRECISIONS.get(asset.precision, "")) if asset.precision else ""),
        ),
        (_("Now"), f"<strong>{escape(now)}</strong>" if now else ""),
        (_("Open"), escape(opening_words(asset.opening_hours))),
        (_("For whom"), escape(_joined(asset.audience, AUDIENCES))),
        (_("Cost"), escape(_joined((asset.cost,), COSTS))),
        (_("Wheelchair"), escape(_joined((asset.wheelchair,), WHEELCHAIR))),
        (_("Language spoken"), escape(_joined(asset.languages, LANGUAGES))),
        (_("Themes"), escape(", ".join(_(THEMES[key]) for key in asset.themes if key in THEMES))),
        (_("Years"), _years(asset.existed_from, asset.existed_to)),
    ]
    for field in layer.fields if layer else ():
        value = asset.fields.get(field.key)
        if value not in (None, ""):
            rows.append((title(field.title), escape(field_words(field, value))))
    if asset.website:
        address = escape(asset.website, quote=True)
        rows.append(
            (
                _("Website"),
                f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>',
            )
        )
    rows.append((_("Contact"), escape(asset.public_contact)))
    if found.contact:
        contact = found.contact
        there = ", ".join(filter(None, (contact.person, contact.phone, contact.email)))
        rows.append((_("Contact (only you see this)"), escape(there)))
    rows.append((_("Source"), escape(asset.source)))
    if found.status == "waiting":
        rows.append((_("On the map"), escape(_("Not yet: it waits for a consent."))))
    if found.status == "retired":
        rows.append((_("On the map"), escape(_("Out of sight; it can be put back."))))
    return rows


_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
# The days of OpenStreetMap's syntax.
DAYS = {
    "Mo": N_("Mon"),
    "Tu": N_("Tue"),
    "We": N_("Wed"),
    "Th": N_("Thu"),
    "Fr": N_("Fri"),
    "Sa": N_("Sat"),
    "Su": N_("Sun"),
}
_IN_HOURS = {**DAYS, "PH": N_("public holidays"), "off": N_("closed")}


def opening_words(hours: str) -> str:
    """Return opening hours in OpenStreetMap's syntax with the days in words."""
    return re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH|off)\b", lambda day: _(_IN_HOURS[day[1]]), hours)


def open_words(hours: str) -> str:
    """Return whether it is open now, and until when; empty when the hours do not tell."""
    moment = opening.on_the_clock(utc_now())
    status, until = opening.status_at(hours, moment)
    if status == opening.UNKNOWN:
        return ""
    if until is None or until - moment > timedelta(days=7):
        return _("Open now") if status == opening.OPEN else _("Closed now")
    day = "" if until.date() == moment.date() else f"{_(_WEEKDAYS[until.weekday()])} "
    time = f"{day}{until:%H:%M}"
    if status == opening.OPEN:
        return _("Open until {time}").format(time=time)
    return _("Closed; open again {time}").format(time=time)


def _joined(keys: Iterable[str], known: Mapping[str, str]) -> str:
    return ", ".join(_(known[key]) for key in keys if key in known)


def ask_remark(found: AssetInStore) -> None:
    """Let somebody who may not change it say what is not right."""
    key = f"remark_{found.id}"
    if st.session_state.get(f"{key}_said"):
        st.success(_("Thank you. The stewards of this map read it."), icon=":material/check:")
        return
    text = st.text_area(
        _("What is not right, or what is missing?"), key=key, max_chars=MAX_REMARK, height=100
    )
    if pressed(_("Send"), key=f"{key}_send", icon=":material/send:"):
        with spoken():
            remark_on(state.store(), found.id, text, person=state.person())
            st.session_state[f"{key}_said"] = True
            st.rerun()


def field_words(field: LayerField, value: object) -> str:
    """Return the value of a layer's own field in words."""
    if field.type == "yes_no":
        return _("Yes") if value else _("No")
    if field.type == "choice":
        choice = next((each for each in field.choices if each.key == value), None)
        return title(choice.title) if choice else str(value)
    return str(value)


def _years(start: int | None, end: int | None) -> str:
    if start and end:
        return f"{start}–{end}"
    if start:
        return _("since {year}").format(year=start)
    return _("until {year}").format(year=end) if end else ""
