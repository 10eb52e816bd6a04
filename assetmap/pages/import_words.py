"""The third step: which of our sorts the words of the list mean."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from assetmap.actions.taking_in import CategoryWord, words_of
from assetmap.pages import state
from assetmap.pages.import_state import CHECK, COLUMNS, TakingIn, begin_anew
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, title

# More different words than this are no sorts; the rest gets the sort for all others.
_MOST = 400
_MOST_TOLD = 8


def ask(now: TakingIn) -> None:
    """Show each word with the sort that it seems to mean, to be corrected."""
    if now.look is None or now.plan is None:
        begin_anew()
        st.rerun()
    layer = state.store().layers[now.plan.layer]
    titles = {category.key: title(category.title) for category in layer.categories}
    keys = {word: key for key, word in titles.items()}
    words = words_of(now.look, now.plan, state.store().layers)[:_MOST]
    st.markdown(
        _(
            "These words stand in the list. Which sort of '{layer}' does each mean? "
            "You are asked once: the next list with these columns gets the same."
        ).format(layer=title(layer.title))
    )
    default = st.selectbox(
        _("All other words are"),
        list(titles),
        index=list(titles).index(now.plan.default_category)
        if now.plan.default_category in titles
        else 0,
        format_func=titles.__getitem__,
        key=now.key(f"default_{layer.key}"),
        persist_state="session",
    )
    # An empty cell of a table reads 'None'.
    others = _("(all other words)")
    begun = now.key(f"words_begun_{layer.key}")
    if begun not in st.session_state:
        st.session_state[begun] = pd.DataFrame(
            {
                "word": [each.word for each in words],
                "rows": [each.rows for each in words],
                "sort": [
                    titles.get(now.plan.categories.get(each.word) or each.category or "", others)
                    for each in words
                ],
            }
        )
    _tell_other_layers(words)
    edited = st.data_editor(
        st.session_state[begun],
        hide_index=True,
        key=now.key(f"words_{layer.key}"),
        disabled=["word", "rows"],
        column_config={
            "word": st.column_config.TextColumn(_("Word in the list"), width="medium"),
            "rows": st.column_config.NumberColumn(_("Rows"), width="small"),
            "sort": st.column_config.SelectboxColumn(
                _("Sort on the map"), options=[others, *keys], required=True, width="medium"
            ),
        },
    )
    chosen = {
        word: keys[sort]
        for word, sort in zip(edited["word"], edited["sort"], strict=True)
        if isinstance(sort, str) and sort in keys
    }
    now.planned(categories=chosen, default_category=default or now.plan.default_category)
    with st.container(horizontal=True):
        if pressed(_("Next"), key=now.key("words_next"), type="primary"):
            now.go_to(CHECK)
        if pressed(_("Back"), key=now.key("words_back"), icon=":material/arrow_back:"):
            now.go_to(COLUMNS)


def _tell_other_layers(words: list[CategoryWord]) -> None:
    """Say which words are at home in another layer: above all those about persons."""
    found: dict[str, list[str]] = {}
    for each in words:
        if each.category is not None:
            continue
        for layer in state.store().layers.values():
            if layer.find_category(each.word):
                found.setdefault(layer.key, []).append(each.word)
                break
    for key, there in found.items():
        layer = state.store().layers[key]
        listed = plain(", ".join(there[:_MOST_TOLD]))
        if layer.privacy.person:
            st.warning(
                _(
                    "These words are about what persons can do: {words}. Take those rows in as "
                    "'{layer}': nobody sees them before the person agreed."
                ).format(words=listed, layer=title(layer.title)),
                icon=":material/privacy_tip:",
            )
        else:
            st.caption(
                _("These words have a sort in '{layer}': {words}.").format(
                    words=listed, layer=title(layer.title)
                )
            )
