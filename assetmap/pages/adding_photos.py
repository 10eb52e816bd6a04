"""Photos in the form: they wait there until their asset is saved."""

from __future__ import annotations

import streamlit as st

from assetmap.actions.workspace import AssetInStore
from assetmap.errors import Problem
from assetmap.pages import photos
from assetmap.pages.words import _

# What is wrong with a photo names this field.
FIELD = "photo"


def ask(editing: AssetInStore | None) -> None:
    """Ask for photos; those that an asset has already are looked after on its own page."""
    if editing is not None:
        st.caption(_("Photos that are there already can be changed on its own page."))
    photos.ask(photos.FORM)


def problems() -> tuple[Problem, ...]:
    """Return what must be mended before the photos can be saved."""
    return tuple(
        Problem(each.template, each.values, FIELD) for each in photos.problems(photos.FORM)
    )


def save(record_id: str) -> None:
    """Keep the photos with their asset; what goes wrong is told on the asset's own page."""
    photos.save(record_id, photos.FORM)
