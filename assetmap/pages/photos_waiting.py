"""Photos that somebody chose and that wait for their asset.

A form is drawn anew with every answer, and a file chooser forgets what it held as soon as it is out
of sight. So a photo is opened at once, told about when it is refused, and kept in the visit.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import streamlit as st

from assetmap.actions import photos
from assetmap.actions.photos import MAX_ALT, MAX_PHOTOS, Picture
from assetmap.errors import N_, AssetMapError, NotFound, Problem
from assetmap.pages import state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain

logger = logging.getLogger(__name__)

FORM = "form"

# `image/*` has a phone offer its camera; the rest is what computers do not know as pictures.
_TYPES = ["image/*", ".heic", ".heif"]
# Above what we take, so that the reason comes in our own words.
_MOST_UPLOAD_MB = 60

_UNSEEN = N_(
    "The photos are not kept yet: what they belong to is not on the map for everybody now. "
    "They wait here."
)


@dataclass
class Waiting:
    """A photo that was chosen, or a file that was refused.

    Parameters
    ----------
    picture
        None when it was refused, for the reasons in `problems`.
    problems
        What is wrong with the photo, or with its words when it was to be saved.
    """

    name: str
    picture: Picture | None
    problems: tuple[Problem, ...] = ()
    alt: str = ""


@dataclass
class Tray:
    """What waits in one place.

    Parameters
    ----------
    round
        How often the chooser was emptied.
    photos
        By a digest of the file, so that one chosen twice is there once.
    """

    round: int = 0
    photos: dict[str, Waiting] = field(default_factory=dict)


def ask(key: str = FORM) -> None:
    """Let somebody choose photos and say what there is to see on each.

    Parameters
    ----------
    key
        Of the form that they belong to.
    """
    tray = _tray(key)
    st.caption(
        _(
            "Show the place, the thing or what people do. Is somebody recognisable on the photo? "
            "Ask that person first; of children, ask the parents. Where and when the photo was "
            "taken is left out."
        )
    )
    given = st.file_uploader(
        _("Choose photos, or take one"),
        type=_TYPES,
        accept_multiple_files=True,
        key=f"photos_{key}_{tray.round}",
        max_upload_size=_MOST_UPLOAD_MB,
    )
    if given:
        _take_in(tray, given)
        # An empty chooser takes the next ones; what came in stands below it.
        tray.round += 1
        st.rerun()
    for digest in list(tray.photos):
        _show(tray, digest, key)


def _tray(key: str) -> Tray:
    trays: dict[str, Tray] = st.session_state.setdefault(state.PHOTOS, {})
    return trays.setdefault(key, Tray())


def _take_in(tray: Tray, given: Sequence[Any]) -> None:
    # What was refused before has been read.
    for digest in [each for each, waiting in tray.photos.items() if waiting.picture is None]:
        del tray.photos[digest]
    with st.spinner(_("Opening the photo ...")):
        for upload in given:
            content = upload.getvalue()
            digest = sha256(content).hexdigest()[:16]
            if digest not in tray.photos:
                tray.photos[digest] = _opened(upload.name, content, len(tray.photos))


def _opened(name: str, content: bytes, already: int) -> Waiting:
    if already >= MAX_PHOTOS:
        most = Problem(N_("{limit} photos is the most."), {"limit": MAX_PHOTOS}, "photo")
        return Waiting(name, None, (most,))
    try:
        return Waiting(name, photos.open_photo(content, person=state.person()))
    except AssetMapError as error:
        return Waiting(name, None, error.problems)


def _show(tray: Tray, digest: str, key: str) -> None:
    waiting = tray.photos[digest]
    with st.container(key=f"photo_waiting_{key}_{digest}"):
        if waiting.picture is None:
            st.warning(f"{plain(waiting.name)}: {_told(waiting)}", icon=":material/info:")
        else:
            st.image(waiting.picture.preview, alt=waiting.alt or waiting.name)
            with st.container():
                waiting.alt = st.text_input(
                    _("What is there to see?"),
                    value=waiting.alt,
                    max_chars=MAX_ALT,
                    key=f"photo_alt_{key}_{digest}",
                    placeholder=_("For who cannot see the photo"),
                    persist_state="session",
                )
                if waiting.problems:
                    st.warning(_told(waiting), icon=":material/info:")
        if pressed(
            _("Leave it out"), key=f"photo_out_{key}_{digest}", type="tertiary",
            icon=":material/close:",
        ):  # fmt: skip
            del tray.photos[digest]
            st.rerun()


def _told(waiting: Waiting) -> str:
    return " ".join(plain(problem.text(_)) for problem in waiting.problems)


def problems(key: str = FORM) -> tuple[Problem, ...]:
    """Return what must be mended before the photos can be saved; each stands beside its photo."""
    found: list[Problem] = []
    for waiting in _chosen(key).values():
        waiting.problems = ()
        try:
            photos.check_alt(waiting.alt)
        except AssetMapError as error:
            waiting.problems = error.problems
            found += [each for each in error.problems if each not in found]
    return tuple(found)


def save(record_id: str, key: str = FORM) -> bool:
    """Keep the photos with their asset; return whether all are kept.

    Never raises: the asset is there already. What is not kept goes on waiting on the asset's own
    page, with the reason beside it.
    """
    tray, page = _tray(key), _tray(page_key(record_id))
    for digest, waiting in _chosen(key).items():
        del tray.photos[digest]
        waiting.problems = _keep(record_id, waiting)
        if waiting.problems:
            page.photos[digest] = waiting
    left = len(_chosen(page_key(record_id)))
    if key != page_key(record_id):
        forget(key)
        if left:
            words = _("Saved, but {count} of the photos not yet: see below on its own page.")
            state.flash(words.format(count=left), ":material/photo_camera:")
    return not left


def _keep(record_id: str, waiting: Waiting) -> tuple[Problem, ...]:
    """Keep one photo; return what is wrong instead of raising it."""
    picture = waiting.picture
    if picture is None:
        return waiting.problems
    try:
        photos.add_photo(state.store(), record_id, picture, alt=waiting.alt, person=state.person())
    except NotFound:
        return (Problem(_UNSEEN, {}, "photo"),)
    except AssetMapError as error:
        return error.problems
    except Exception:
        logger.exception("unexpected error while a photo was saved")
        return (Problem(N_("Something went wrong on our side. Nothing is lost. Try it again.")),)
    return ()


def _chosen(key: str) -> dict[str, Waiting]:
    """Return the photos that can be saved, without what was refused."""
    return {
        digest: waiting
        for digest, waiting in _tray(key).photos.items()
        if waiting.picture is not None
    }


def has_photos(key: str) -> bool:
    """Return whether any photo waits."""
    return bool(_chosen(key))


def forget(key: str = FORM) -> None:
    """Let go of all that waits, with a form that was left."""
    _tray(key).photos.clear()


def page_key(record_id: str) -> str:
    """Return the key of the photos that wait on an asset's own page."""
    return f"of_{record_id}"
