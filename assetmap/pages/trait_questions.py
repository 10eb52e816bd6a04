"""The questions of the form on for whom it is, what it costs, who can get in and be understood."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assetmap.domain.asset import Asset
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR
from assetmap.pages import state
from assetmap.pages.words import _


def ask() -> None:
    """Draw the questions; each may stay open."""
    _pills(_("For whom"), "audience", AUDIENCES, several=True)
    _pills(_("Cost"), "cost", COSTS)
    _pills(_("Wheelchair"), "wheelchair", WHEELCHAIR)
    st.multiselect(
        _("Language spoken"),
        list(LANGUAGES),
        format_func=lambda key: _(LANGUAGES[key]),
        key=state.form_key("languages"),
        persist_state="session",
        placeholder=_("Choose"),
    )


def _pills(label: str, field: str, known: dict[str, str], *, several: bool = False) -> None:
    st.pills(
        label,
        list(known),
        format_func=lambda key: _(known[key]),
        selection_mode="multi" if several else "single",
        wrap=True,
        key=state.form_key(field),
        persist_state="session",
    )


def fill(asset: Asset) -> None:
    """Put the answers of an asset in the form."""
    put = st.session_state
    put[state.form_key("audience")] = list(asset.audience)
    put[state.form_key("languages")] = list(asset.languages)
    put[state.form_key("cost")] = asset.cost or None
    put[state.form_key("wheelchair")] = asset.wheelchair or None


def answers() -> dict[str, Any]:
    """Return the answers, as fields of `Asset`."""
    get = st.session_state.get
    return {
        "audience": tuple(get(state.form_key("audience")) or ()),
        "languages": tuple(get(state.form_key("languages")) or ()),
        "cost": get(state.form_key("cost")) or "",
        "wheelchair": get(state.form_key("wheelchair")) or "",
    }
