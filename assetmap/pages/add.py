"""The page *Toevoegen*: one question at a time, the whole form for who tells more, and changes.

What was answered stays while one looks elsewhere; the map beside the questions asks along.
"""

from __future__ import annotations

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.permission import Act, demand, may
from assetmap.errors import NotFound
from assetmap.pages import (
    adding_answers,
    adding_done,
    adding_name,
    adding_retiring,
    adding_saving,
    adding_what,
    adding_where,
    asset_form,
    conflict,
    draft,
    history,
    state,
)
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain


def render() -> None:
    """Draw the question that comes now."""
    person = state.person()
    demand(person, Act.ADD)
    if steps.answer("stop"):
        # Before the browser is told once more what to keep.
        steps.begin_anew()
        state.go_to("map")
    editing = _editing()
    with st.container(key="page_add"):
        draft.keep()
        if draft.is_offered():
            draft.offer()
            return
        step = steps.current()
        if editing is not None and conflict.is_open():
            conflict.show()
        elif step == steps.DONE and state.SAVED in st.session_state:
            adding_done.show()
        elif editing is not None or step == steps.FORM:
            _show_form(editing)
        else:
            _ask(step)


def _ask(step: str) -> None:
    layer = place.chosen_layer()
    if step == steps.NAME and (layer is None or not steps.answer("category")):
        step = steps.WHAT
        steps.go_to(step)
    titles = {
        steps.WHERE: _("Where is it?"),
        steps.WHAT: _("What is it?"),
        steps.NAME: _("What is it called?"),
    }
    steps.head(titles[step])
    place.wish_map(asking=step == steps.WHERE)
    enter, seen = {"*": "adding_on", "search": ""}, {}
    if step == steps.WHERE:
        adding_where.ask()
        if steps.foot(_("Go on"), key="adding_on", icon=":material/arrow_forward:"):
            _go_on_from_where()
    elif step == steps.WHAT:
        adding_what.ask()
        seen = {"sort_words": steps.answer("sort_words", "")}
        enter = {"*": "", "sort_words": adding_what.FIRST_FOUND}
        _foot_of_what()
    elif layer is not None:
        steps.put("sort_words", "")
        adding_name.ask(layer)
        steps.show_wrong(None)
        enter = {"*": "save"}
        if pressed(
            _("Tell more first"), key="more_first", type="tertiary", icon=":material/edit_note:"
        ):
            steps.say_wrong(())
            steps.go_to(steps.FORM)
            st.rerun()
        if steps.foot(_("Save"), key="save", icon=":material/check:"):
            with spoken():
                adding_saving.save(None)
    _offer_to_begin_anew()
    if step == steps.WHERE:
        _offer_more_at_once()
    steps.follow(titles[step], enter=enter, seen=seen)


def _go_on_from_where() -> None:
    problems = place.problems()
    steps.say_wrong(problems)
    if not problems:
        steps.go_to(steps.WHAT)
    st.rerun()


def _foot_of_what() -> None:
    chosen = bool(place.chosen_layer() and steps.answer("category"))
    if steps.foot(_("Go on"), key="adding_on", icon=":material/arrow_forward:"):
        if chosen:
            steps.say_wrong(())
            steps.go_to(steps.NAME)
        else:
            steps.say_wrong(adding_answers.missing_kind())
        st.rerun()


def _offer_more_at_once() -> None:
    """Lead who has a list, or a whole neighbourhood to go through, to where that goes faster."""
    person = state.person()
    with st.container(horizontal=True):
        if may(person, Act.IMPORT) and pressed(
            _("Take a list in"), key="to_import", type="tertiary", icon=":material/upload_file:"
        ):
            state.go_to("import")
        if may(person, Act.EDIT) and pressed(
            _("Change many in a table"), key="to_table", type="tertiary", icon=":material/table:"
        ):
            state.go_to("table")


def _offer_to_begin_anew() -> None:
    """Offer an empty form to who left this one half-way and thinks of something else."""
    begun = place.stored() is not None or steps.answer("name") or steps.answer("layer")
    if begun and pressed(
        _("Begin anew"), key="begin_anew", type="tertiary", icon=":material/restart_alt:"
    ):
        steps.begin_anew()
        st.rerun()


def _show_form(editing: AssetInStore | None) -> None:
    person = state.person()
    heading = _("Change") if editing else _("Tell more about it")
    steps.head(heading)
    if editing:
        words = _("You are changing '{name}', which is there already. Nothing is saved yet.")
        st.caption(words.format(name=plain(editing.asset.name)))
    place.wish_map(asking=True)
    above = st.container()
    asset_form.ask(editing, person)
    with st.container(horizontal=True):
        st.button(
            _("Stop"), key="stop", icon=":material/close:", on_click=steps.put, args=("stop", True)
        )
        if not editing and pressed(
            _("Back to the questions"), key="to_questions", icon=":material/arrow_back:"
        ):
            steps.say_wrong(())
            steps.go_to(steps.NAME)
            st.rerun()
    if steps.foot(_("Save"), key="save", icon=":material/check:"):
        with above, spoken():
            adding_saving.save(editing)
    if editing and may(person, Act.RETIRE):
        adding_retiring.offer(editing)
    if editing:
        history.show(editing)
    steps.follow(heading, enter={"*": ""}, seen={})


def _editing() -> AssetInStore | None:
    """Return the asset that is being changed, with its answers put in the form once."""
    asked = st.session_state.get(state.EDITING)
    if not asked:
        return None
    record_id, version = asked
    try:
        found = asset_actions.see_asset(state.store(), record_id, person=state.person())
    except NotFound:
        steps.begin_anew()
        raise
    if version is None:
        steps.begin_anew()
        adding_answers.fill(found, state.store().layers.get(found.asset.layer))
        steps.go_to(steps.FORM)
        place.bring_in_view()
    return found
