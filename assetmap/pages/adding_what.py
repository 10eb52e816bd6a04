"""The question what it is: a layer, then a sort of that layer, or both at once by typing."""

from __future__ import annotations

from functools import cache

import streamlit as st

from assetmap.domain.layer import Category, Layer, Layers, fold
from assetmap.pages import adding_steps as steps
from assetmap.pages import state
from assetmap.pages.pressed import pressed
from assetmap.pages.symbols import as_address, symbol
from assetmap.pages.words import _, title

_MOST_FOUND = 6
# The button of the sort that fits best, which Enter presses.
FIRST_FOUND = "found_0"
_NO_FIT = 9


def ask() -> None:
    """Draw the question; a sort that is chosen goes on to the next one."""
    layers = state.store().layers
    words = st.text_input(
        _("Type what it is, or choose"),
        key=state.form_key("sort_words"),
        max_chars=80,
        persist_state="session",
        live=True,
        icon=":material/search:",
        placeholder=_("For example: playground, choir, cooking"),
    )
    steps.show_wrong("layer", "category")
    if words and words.strip():
        _show_found(layers, words)
    elif (layer := layers.get(steps.answer("layer", ""))) is not None:
        _show_sorts(layer)
    else:
        _show_layers(layers)


def _show_layers(layers: Layers) -> None:
    picks = {f"pick_{layer.key}": symbol(layer) for layer in layers.values()}
    with st.container(key="adding_picks"):
        for layer in layers.values():
            if pressed(title(layer.title), key=f"pick_{layer.key}", width="stretch"):
                choose_layer(layer.key)
                st.rerun()
    _draw_symbols(picks)


def _show_sorts(layer: Layer) -> None:
    with st.container(key="adding_layer", horizontal=True):
        st.markdown(f"**{title(layer.title)}**")
        if pressed(_("Another kind"), key="other_kind", type="tertiary", icon=":material/undo:"):
            # The sort is kept: whoever comes back to this kind finds it chosen.
            steps.put("layer", None)
            st.rerun()
    chosen = steps.answer("category")
    with st.container(key="adding_picks"):
        for category in layer.categories:
            key = f"pick_{layer.key}_{category.key}"
            look = "primary" if category.key == chosen else "secondary"
            if pressed(title(category.title), key=key, type=look, width="stretch"):
                _choose(layer.key, category.key)
    _draw_symbols(_symbols_of(layer))


def _show_found(layers: Layers, words: str) -> None:
    found = likely_sorts(layers, words)
    if not found:
        st.caption(_("Nothing found. Try another word, or empty the box and choose."))
        return
    with st.container(key="adding_found"):
        for at, (layer, category) in enumerate(found):
            label = f"{title(category.title)} · {title(layer.title)}"
            if pressed(label, key=f"found_{at}", width="stretch"):
                _choose(layer.key, category.key)
    _draw_symbols(
        {
            f"found_{at}": _symbols_of(layer)[f"pick_{layer.key}_{category.key}"]
            for at, (layer, category) in enumerate(found)
        }
    )


def choose_layer(key: str) -> None:
    """Take down the layer, and let go of a sort that it does not have."""
    steps.say_wrong(())
    steps.put("layer", key)
    if steps.answer("category") not in state.store().layers[key].category_by_key:
        steps.put("category", None)


def _choose(layer: str, category: str) -> None:
    choose_layer(layer)
    steps.put("category", category)
    steps.go_to(steps.NAME)
    st.rerun()


def likely_sorts(layers: Layers, words: str) -> list[tuple[Layer, Category]]:
    """Return the sorts that words may mean, the likeliest first."""
    wanted = fold(words)
    if not wanted:
        return []
    found: list[tuple[int, int, Layer, Category]] = []
    for layer in layers.values():
        for category in layer.categories:
            fit = min(_fit(wanted, fold(each)) for each in _words_of(category))
            # Its own title goes before another sort that is also called so.
            if wanted in (fold(category.title.nl), fold(category.title.en)):
                fit = -1
            if fit < _NO_FIT:
                found.append((fit, len(found), layer, category))
    found.sort(key=lambda each: each[:2])
    return [(layer, category) for _fit_of, _order, layer, category in found[:_MOST_FOUND]]


def _fit(wanted: str, word: str) -> int:
    """Return how well a word fits what was typed: 0 the same, `_NO_FIT` not at all."""
    if word == wanted:
        return 0
    if word.startswith(wanted):
        return 1
    if f" {wanted}" in word:
        return 2
    if wanted in word:
        return 3
    # 'speeltuin achter de school': the sort is a word of what was typed.
    return 4 if len(word) > 2 and f" {word} " in f" {wanted} " else _NO_FIT


def _words_of(category: Category) -> tuple[str, ...]:
    said = category.synonyms
    return (category.title.nl, category.title.en, *said.nl, *said.en)


@cache
def _symbols_of(layer: Layer) -> dict[str, str]:
    return {
        f"pick_{layer.key}_{category.key}": symbol(layer.model_copy(update={"icon": category.icon}))
        for category in layer.categories
    }


def _draw_symbols(symbols: dict[str, str]) -> None:
    """Put a symbol before the words of buttons: Streamlit's own icons are others."""
    rules = "".join(
        f'.st-key-{key} button::before {{ background-image: url("{as_address(drawing)}"); }}'
        for key, drawing in symbols.items()
    )
    st.html(f"<style>{rules}</style>")
