"""The versions of an asset: who, when, what, why."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import field_term
from assetmap.domain.merge import changed_fields
from assetmap.domain.payload import asset_to_content
from assetmap.errors import N_
from assetmap.pages import state
from assetmap.pages.words import _, plain

_ACTIONS = {
    "add": N_("added"),
    "edit": N_("changed"),
    "retire": N_("taken out of sight"),
    "restore": N_("put back in sight"),
    "import": N_("taken from a list"),
}
_BY = {
    "laptop": N_("at the computer of this map"),
    "phone": N_("from another device"),
    "command-line": N_("with the command line"),
}


def show(found: AssetInStore) -> None:
    """Draw the history of an asset, newest first."""
    past = asset_actions.see_history(state.store(), found.id, person=state.person())
    with st.expander(_("What happened to it"), icon=":material/history:"):
        before = None
        lines = []
        for version in past:
            content = {**asset_to_content(version.asset), "geometry": version.asset.geometry}
            changed = changed_fields(before or content, content)
            before = content
            when = f"{version.recorded_at.astimezone():%d-%m-%Y %H:%M}"
            words = [_(_ACTIONS.get(version.action, version.action))]
            if changed:
                words.append(", ".join(dict.fromkeys(_(field_term(field)) for field in changed)))
            if version.reason:
                words.append(f"“{version.reason}”")
            who = _(_BY.get(version.by, version.by))
            lines.append(f"{plain(when)} · {plain(who)}: {plain(': '.join(words))}")
        for line in reversed(lines):
            st.markdown(line)
