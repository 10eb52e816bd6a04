"""The photos of an asset on its own page: add, describe, take out of sight, put back."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import photos
from assetmap.actions.photos import MAX_ALT, Photo
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.permission import Act, may
from assetmap.pages import photos_gallery, photos_waiting, state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _


def manage(found: AssetInStore) -> None:
    """Draw what this person may do with the photos of an asset."""
    person = state.person()
    if not may(person, Act.ADD):
        return
    with st.container(key="photos_kept"):
        st.subheader(_("Photos"))
        _add(found)
        if may(person, Act.EDIT):
            kept = photos.photos_of(state.store(), [found.id], person=person, retired=True)
            for photo in kept.get(found.id, ()):
                _show(found, photo)


def _add(found: AssetInStore) -> None:
    key = photos_waiting.page_key(found.id)
    waits = photos_waiting.has_photos(key)
    with st.expander(_("Add photos"), icon=":material/add_a_photo:", expanded=waits):
        photos_waiting.ask(key)
        if photos_waiting.has_photos(key) and pressed(
            _("Save photos"), key="photos_save", type="primary", icon=":material/check:"
        ):
            with spoken():
                if not photos_waiting.problems(key) and photos_waiting.save(found.id, key):
                    state.flash(_("Saved. Everybody sees it now."))
                st.rerun()


def _show(found: AssetInStore, photo: Photo) -> None:
    """Draw one photo with what a steward may do with it."""
    public = photos_gallery.is_public(found) and not photo.retired
    out = "_out" if photo.retired else ""
    with st.container(key=f"photo_kept{out}_{photo.id}"):
        st.html(photos_gallery.image(photo, public=public))
        with st.container():
            if photo.retired:
                st.caption(_("Out of sight; it can be put back."))
                st.text(photo.alt)
                _offer_back(photo)
                return
            _ask_words(photo)
            _offer_out(photo)


def _ask_words(photo: Photo) -> None:
    alt = st.text_input(
        _("What is there to see?"), value=photo.alt, max_chars=MAX_ALT, key=f"photo_alt_{photo.id}"
    )
    if alt != photo.alt and pressed(
        _("Save these words"), key=f"photo_describe_{photo.id}", icon=":material/check:"
    ):
        with spoken():
            photos.describe_photo(state.store(), photo.id, alt, person=state.person())
            state.flash(_("Saved. Everybody sees it now."))
            st.rerun()


def _offer_out(photo: Photo) -> None:
    with st.popover(_("Take out of sight"), icon=":material/visibility_off:"):
        st.caption(_("It is kept and can be put back."))
        reason = st.text_input(_("Why?"), key=f"photo_reason_{photo.id}", max_chars=MAX_ALT)
        if pressed(_("Take the photo out of sight"), key=f"photo_retire_{photo.id}"):
            with spoken():
                photos.retire_photo(state.store(), photo.id, reason=reason, person=state.person())
                state.flash(
                    _("Taken out of sight; it can be put back."), ":material/visibility_off:"
                )
                st.rerun()


def _offer_back(photo: Photo) -> None:
    if pressed(_("Put back in sight"), key=f"photo_restore_{photo.id}", icon=":material/undo:"):
        with spoken():
            photos.restore_photo(state.store(), photo.id, person=state.person())
            state.flash(_("It is in sight again."))
            st.rerun()
