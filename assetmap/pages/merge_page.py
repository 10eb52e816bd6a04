"""The page *Samenvoegen*: two assets that are the same become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.doubles import likely_doubles
from assetmap.actions.merging import (
    CONTACT_WORDS,
    Choice,
    can_be_both,
    joined,
    merge_assets,
    suggested_choices,
    suggested_contact,
    where_now,
)
from assetmap.actions.versions import beside
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import Contact
from assetmap.domain.merge import parts
from assetmap.domain.permission import Act, demand
from assetmap.domain.selection import Selection
from assetmap.errors import NotFound
from assetmap.pages import card, history, state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong

_MOST_LIKELY = 5
_MOST_FOUND = 8
_MAX_REASON = 500
# What nobody chooses: it follows from what is kept.
_NOT_ASKED = {"source", "source_id"}


def render() -> None:
    """Draw both beside each other, or ask which is the other one."""
    with st.container(key="page_merge"):
        person = state.person()
        demand(person, Act.EDIT)
        demand(person, Act.RETIRE)
        st.title(_("Make one of two"))
        kept_id, other_id = st.session_state.get(state.MERGING) or (None, None)
        kept = _find(kept_id)
        if kept is None:
            st.markdown(_("Choose something on the map or in the list first."))
            if pressed(_("To the list"), key="to_list", icon=":material/list:"):
                state.go_to("list")
            return
        other = _find(other_id)
        if other is None or other.id == kept.id:
            _ask_other(kept)
        else:
            _show(kept, other)


def _find(record_id: str | None) -> AssetInStore | None:
    """Return an asset, or what it was made one with; None when there is none to see."""
    if not record_id:
        return None
    store, person = state.store(), state.person()
    try:
        now = where_now(store, record_id, person=person)
        return asset_actions.see_asset(store, now, person=person)
    except NotFound:
        return None


def _ask_other(kept: AssetInStore) -> None:
    st.markdown(_("Which other one is the same as '{name}'?").format(name=plain(kept.asset.name)))
    shape = kept.asset.geometry
    spot = shape.representative_point() if shape is not None else None
    likely = likely_doubles(
        state.workspace().finder(),
        kept.asset.name,
        spot.y if spot else None,
        spot.x if spot else None,
        neighbourhood=kept.neighbourhood,
        most=_MOST_LIKELY + 1,
        person=state.person(),
    )
    likely = [each for each in likely if each.record_id != kept.id][:_MOST_LIKELY]
    if likely:
        st.markdown(strong(_("Perhaps one of these")))
    for each in likely:
        words = plain(each.name)
        if each.distance_m is not None:
            distance = _("{count} m from there").format(count=round(each.distance_m))
            words = f"{words} · {distance}"
        _offer(kept, each.record_id, words, "likely")
    text = st.text_input(
        _("Or look for it by its name"), key=f"merge_words_{kept.id}", max_chars=200
    ).strip()
    if text:
        _show_found(kept, text, {each.record_id for each in likely})
    if pressed(_("Never mind"), key="merge_stop", icon=":material/close:"):
        _leave(kept.id)


def _show_found(kept: AssetInStore, text: str, shown: set[str]) -> None:
    finder = state.workspace().finder()
    rows = finder.ranked(
        Selection(words=text), "best", start=0, count=_MOST_FOUND, person=state.person()
    )
    found = [(state.store().record_id(row.number), row) for row in rows]
    found = [each for each in found if each[0] != kept.id and each[0] not in shown]
    if not found:
        st.markdown(_("Nothing found by that name."))
    for record_id, row in found:
        words = plain(" · ".join(filter(None, (row.name, row.address, row.neighbourhood_name))))
        _offer(kept, record_id, words, "found")


def _offer(kept: AssetInStore, record_id: str, words: str, kind: str) -> None:
    if pressed(words, key=f"{kind}_{record_id}", icon=":material/merge:"):
        st.session_state[state.MERGING] = (kept.id, record_id)
        st.rerun()


# Both beside each other ----------------------------------------------------------------------


def _show(kept: AssetInStore, other: AssetInStore) -> None:
    st.markdown(
        _(
            "'{kept}' stays, and '{other}' goes up in it. Choose what it says from now on. "
            "Both histories stay, and you can make them two again."
        ).format(kept=plain(kept.asset.name), other=plain(other.asset.name))
    )
    with st.container(horizontal=True):
        if pressed(_("Let the other one stay"), key="merge_swap", icon=":material/swap_horiz:"):
            st.session_state[state.MERGING] = (other.id, kept.id)
            st.rerun()
        if pressed(_("Choose another one"), key="merge_again", icon=":material/search:"):
            st.session_state[state.MERGING] = (kept.id, None)
            st.rerun()
    choices = _ask_parts(kept, other)
    contact = _ask_contact(kept, other)
    asset = joined(kept.asset, other.asset, choices, state.store().layers)
    st.subheader(_("What it becomes"))
    now = contact if contact is not None else kept.contact
    st.html(card.content(replace(kept, asset=asset, contact=now), state.store().layers, level=3))
    reason = st.text_input(
        _("Why? (may stay empty)"), key=_key(kept, other, "reason"), max_chars=_MAX_REASON
    ).strip()
    with st.container(horizontal=True):
        if pressed(_("Make it one"), key="merge_save", type="primary", icon=":material/merge:"):
            with spoken():
                merge_assets(
                    state.store(),
                    kept.id,
                    other.id,
                    asset,
                    based_on=(kept.version, other.version),
                    person=state.person(),
                    contact=contact,
                    reason=reason,
                )
                state.flash(_("They are one now. In its history you can make them two again."))
                _leave(kept.id)
        if pressed(_("Never mind"), key="merge_stop", icon=":material/close:"):
            _leave(kept.id)


def _key(kept: AssetInStore, other: AssetInStore, what: str) -> str:
    """Return a key that changes when either changes: nobody chose between those yet."""
    return f"merge_{kept.id}_{kept.version}_{other.id}_{other.version}_{what}"


def _ask_parts(kept: AssetInStore, other: AssetInStore) -> dict[str, Choice]:
    """Ask for each part that differs whose answer stands; ours is put in first."""
    layers = state.store().layers
    suggested = suggested_choices(kept.asset, other.asset, layers)
    here, there = parts(kept.asset), parts(other.asset)
    choices = dict(suggested)
    for row, differs in beside(
        kept.asset, other.asset, layers, neighbourhoods=history.neighbourhood_names()
    ):
        if not differs or row.field in _NOT_ASKED:
            continue
        filled = here.get(row.field) is not None and there.get(row.field) is not None
        layer = layers.get(kept.asset.layer)
        joinable = filled and can_be_both(row.field, layer)
        choices[row.field] = _ask(
            history.said(row.term),
            {"kept": history.said(row.before), "other": history.said(row.after)},
            _both_words(row.field, joinable),
            suggested.get(row.field, "kept"),
            kept,
            other,
            row.field,
        )
    return choices


def _both_words(part: str, joinable: bool) -> str:
    if part == "consent":
        return _("Only what both agreed to")
    return _("Both") if joinable else ""


def _ask(
    label: str,
    words: Mapping[str, str],
    both: str,
    chosen: Choice,
    kept: AssetInStore,
    other: AssetInStore,
    what: str,
) -> Choice:
    options: list[Choice] = ["kept", "other"]
    captions = [plain(kept.asset.name), plain(other.asset.name)]
    if both:
        options.append("both")
        captions.append("")

    labels = {key: plain(text) or _("nothing") for key, text in words.items()} | {"both": both}
    return st.radio(
        label.capitalize(),
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=labels.__getitem__,
        captions=captions,
        width="stretch",
        key=_key(kept, other, what),
    )


def _ask_contact(kept: AssetInStore, other: AssetInStore) -> Contact | None:
    """Ask whom to ask from now on; None when what is kept says it already."""
    ours, theirs = kept.contact or Contact(), other.contact or Contact()
    filled = suggested_contact(kept.contact, other.contact) or ours
    said: dict[str, Any] = {}
    for name in Contact.model_fields:
        here, there = getattr(ours, name), getattr(theirs, name)
        said[name] = here
        if here == there:
            continue
        chosen: Choice = "other" if getattr(filled, name) == there else "kept"
        choice = _ask(
            _(CONTACT_WORDS[name]), {"kept": here, "other": there}, "", chosen, kept, other,
            f"contact_{name}",
        )  # fmt: skip
        said[name] = there if choice == "other" else here
    contact = Contact(**said)
    return None if contact == ours else contact


def _leave(record_id: str) -> None:
    st.session_state.pop(state.MERGING, None)
    st.session_state[state.SELECTED] = record_id
    state.go_to("card")
