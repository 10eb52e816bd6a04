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
    st.pills(
        _("For whom"),
        list(AUDIENCES),
        format_func=lambda key: _(AUDIENCES[key]),
        selection_mode="multi",
        wrap=True,
        key=state.form_key("audience"),
        persist_state="session",
    )
    st.pills(
        _("Cost"),
        list(COSTS),
        format_func=lambda key: _(COSTS[key]),
        wrap=True,
        key=state.form_key("cost"),
        persist_state="session",
    )
    st.pills(
        _("Wheelchair"),
        list(WHEELCHAIR),
        format_func=lambda key: _(WHEELCHAIR[key]),
        wrap=True,
        key=state.form_key("wheelchair"),
        persist_state="session",
    )
    st.multiselect(
        _("Language spoken"),
        list(LANGUAGES),
        format_func=lambda key: _(LANGUAGES[key]),
        key=state.form_key("languages"),
        persist_state="session",
        placeholder=_("Choose"),
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
