"""Saving what the form says, and taking the save back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.versions import undo_save
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.geometry import MOST_OUTSIDE_M, NEAR_M
from assetmap.domain.selection import EVERYTHING, Selection
from assetmap.errors import Conflict, InvalidAsset, NotFound
from assetmap.pages import adding_answers as answers
from assetmap.pages import adding_photos, choosing, conflict, state
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages.words import _


def save(editing: AssetInStore | None) -> None:
    """Save the form and go on to the last step; or keep what is wrong, to be shown beside it."""
    try:
        asset = _said(editing)
        receipt = _add(asset) if editing is None else _change(editing, asset)
    except InvalidAsset as error:
        steps.say_wrong(error.problems)
        if steps.current() != steps.FORM:
            steps.go_to(steps.step_of(error.problems))
        st.rerun()
    _finish(*receipt)


def _said(editing: AssetInStore | None) -> Asset:
    """Return the answers as an asset; raises `InvalidAsset` with the photos' problems too."""
    of_photos = adding_photos.problems()
    try:
        asset = answers.asset_said(editing)
    except InvalidAsset as error:
        raise InvalidAsset([*error.problems, *of_photos]) from error
    if of_photos:
        raise InvalidAsset(of_photos)
    return asset


def _add(asset: Asset) -> tuple[str, int]:
    store, person = state.store(), state.person()
    contact = answers.contact(person)
    receipt = asset_actions.add_asset(
        store, asset, person=person, contact=contact, far=_is_far_and_meant()
    )
    return receipt.id, receipt.version


def _change(editing: AssetInStore, asset: Asset) -> tuple[str, int]:
    store, person = state.store(), state.person()
    based_on: int = st.session_state[state.EDITING][1]
    before: Contact = st.session_state[state.FILLED][1]
    said = answers.contact(person)
    contact = None if said == before else said
    reason = steps.answer("reason", "")
    try:
        receipt = asset_actions.edit_asset(
            store,
            editing.id,
            asset,
            based_on=based_on,
            person=person,
            contact=contact,
            contact_before=before,
            reason=reason,
            far=_is_far_and_meant(),
        )
    except Conflict:
        conflict.remember(editing.id, asset, based_on, contact, reason, before)
        st.rerun()
    return receipt.id, receipt.version


def _is_far_and_meant() -> bool:
    """Return whether the place lies far outside, and somebody said that it is right."""
    return NEAR_M < place.outside_m() <= MOST_OUTSIDE_M and place.is_meant()


def _finish(record_id: str, version: int) -> None:
    adding_photos.save(record_id)
    steps.say_wrong(())
    st.session_state[state.SAVED] = (record_id, version)
    with suppress(NotFound):  # what waits for a consent is not for every eye
        saved = asset_actions.see_asset(state.store(), record_id, person=state.person())
        steps.put("hidden", _bring_in_sight(saved))
    st.session_state[state.SELECTED] = record_id
    steps.go_to(steps.DONE)
    st.rerun()


def _bring_in_sight(saved: AssetInStore) -> bool:
    """Let go of what would hide the new one; return whether anything would.

    What a visitor chose to see otherwise stays as it is.
    """
    if saved.status != "published":
        return False
    chosen = choosing.selection()
    if _shows(chosen, saved.number):
        return False
    changes: dict[str, Any] = {}
    for field in fields(Selection):
        value = getattr(chosen, field.name)
        nothing = getattr(EVERYTHING, field.name)
        if value == nothing or field.name == "walk_minutes":
            continue
        alone = replace(EVERYTHING, **{field.name: value}, walk_minutes=chosen.walk_minutes)
        if not _shows(alone, saved.number):
            changes[field.name] = nothing
    choosing.choose(**changes)
    return bool(changes)


def _shows(selection: Selection, number: int) -> bool:
    found = state.workspace().finder().matching(selection, person=state.person())
    return bool((found.numbers == number).any())


def undo() -> None:
    """Take back the last save; what was written stays in the form."""
    record_id, version = st.session_state[state.SAVED]
    store, person = state.store(), state.person()
    filled = st.session_state.get(state.FILLED)
    undo_save(
        store,
        record_id,
        version,
        person=person,
        contact=filled[1] if filled and state.EDITING in st.session_state else None,
    )
    st.session_state.pop(state.SAVED)
    st.session_state[state.SELECTED] = None
    if st.session_state.get(state.EDITING):
        answers.begin_from(asset_actions.see_asset(store, record_id, person=person))
        steps.go_to(steps.FORM)
    else:
        steps.go_to(steps.NAME)
    state.flash(_("Taken back. What you wrote is still here."), ":material/undo:")
    st.rerun()
