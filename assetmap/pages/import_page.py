"""The page *Lijst inlezen*: from a file to the map, a step at a time."""

from __future__ import annotations

import streamlit as st

from assetmap.domain.permission import Act, demand
from assetmap.errors import N_
from assetmap.pages import (
    import_check,
    import_columns,
    import_file,
    import_places,
    import_runs,
    import_words,
    living_map,
    state,
)
from assetmap.pages.client_parts import part
from assetmap.pages.import_state import CHECK, COLUMNS, DONE, FILE, PLACES, WORDS, taking_in
from assetmap.pages.words import _

_STEPS = (FILE, COLUMNS, WORDS, CHECK, DONE)
_TITLES = {
    FILE: N_("Which list?"),
    COLUMNS: N_("What is in it?"),
    WORDS: N_("Which sorts are they?"),
    CHECK: N_("Look it over"),
    DONE: N_("Done"),
    PLACES: N_("Where is this?"),
}
_DRAWS = {
    FILE: import_file.ask,
    COLUMNS: import_columns.ask,
    WORDS: import_words.ask,
    CHECK: import_check.ask,
    DONE: import_runs.show_done,
    PLACES: import_places.ask,
}


def render() -> None:
    """Draw the step that this visit is at."""
    person = state.person()
    now = taking_in()
    with st.container(key="page_import"):
        st.caption(_show_where(now.step))
        heading = _(_TITLES[now.step])
        st.title(heading, anchor=False)
        demand(person, Act.IMPORT)
        part("step")(key="import_step", data={"title": heading, "step": f"{now.round} {now.step}"})
        # A step that shows places wishes something else of the map.
        living_map.wish(mode="still")
        _DRAWS[now.step](now)


def _show_where(step: str) -> str:
    if step not in _STEPS:
        return _("Take a list in")
    at = _STEPS.index(step) + 1
    return _("Take a list in: step {step} of {steps}").format(step=at, steps=len(_STEPS))
