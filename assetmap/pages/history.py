"""The versions of an asset in words: who, when, what, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.versions import Difference, Said, differences, said_text
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import Asset
from assetmap.domain.permission import Act, may
from assetmap.domain.record import Version
from assetmap.errors import N_
from assetmap.pages import state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain

_ACTIONS = {
    "add": N_("added"),
    "edit": N_("changed"),
    "retire": N_("taken out of sight"),
    "restore": N_("put back in sight"),
    "import": N_("taken from a list"),
    "merge": N_("made one of two"),
    "undo": N_("put back as it was"),
}
_BY = {
    "laptop": N_("at the computer of this map"),
    "phone": N_("from another device"),
    "command-line": N_("with the command line"),
}
# The newest few; the page of the history shows all.
_MOST_SHOWN = 10


def show(found: AssetInStore) -> None:
    """Draw the newest versions of an asset, and the way to all of them."""
    person = state.person()
    if not may(person, Act.SEE_ALL):
        return
    past = asset_actions.see_history(state.store(), found.id, person=person)
    with st.expander(_("What happened to it"), icon=":material/history:"):
        for at in reversed(range(max(0, len(past) - _MOST_SHOWN), len(past))):
            version = past[at]
            words = [action(version)]
            changed = changes(past[at - 1].asset, version.asset) if at else []
            if changed:
                words.append(", ".join(dict.fromkeys(said(each.term) for each in changed)))
            if version.reason:
                words.append(f"“{version.reason}”")
            line = f"{when(version.recorded_at)} · {who(version.by)}"
            st.markdown(f"{plain(line)}: {plain(': '.join(words))}")
        if pressed(
            _("All versions, and going back"), key="all_versions", icon=":material/history:"
        ):
            st.session_state[state.SELECTED] = found.id
            state.go_to("versions")


def said(words: Said) -> str:
    """Return a value in the visitor's language, as one text."""
    return said_text(words, _, state.language())


def action(version: Version) -> str:
    """Return what a version did."""
    return _(_ACTIONS.get(version.action, version.action))


def who(by: str) -> str:
    """Return where a person sat who saved something; who it was is not written down."""
    return _(_BY[by]) if by in _BY else by


def when(moment: datetime) -> str:
    """Return a moment on the clock of this computer."""
    return f"{moment.astimezone():%d-%m-%Y %H:%M}"


def neighbourhood_names() -> dict[str, str]:
    """Return the names of all neighbourhoods by code."""
    frame = state.store().neighbourhoods()
    return dict(zip(frame["code"], frame["name"], strict=True))


def changes(
    before: Asset, after: Asset, names: Mapping[str, str] | None = None
) -> list[Difference]:
    """Return what two versions say differently."""
    return differences(before, after, state.store().layers, neighbourhoods=names)


def changes_html(changed: Sequence[Difference]) -> str:
    """Return changes as HTML: what it is, what it was, what it becomes."""
    rows = "".join(
        f"<dt>{escape(said(each.term))}</dt>"
        f"<dd><del>{_or_nothing(each.before)}</del> "
        f'<span aria-hidden="true">→</span> <ins>{_or_nothing(each.after)}</ins></dd>'
        for each in changed
    )
    return f'<dl class="version-changes">{rows}</dl>'


def _or_nothing(words: Said) -> str:
    text = said(words)
    return escape(text) if text else f"<em>{escape(_('nothing'))}</em>"
