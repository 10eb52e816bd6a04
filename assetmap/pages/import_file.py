"""The first step: which file, and what was taken in before."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assetmap.actions.taking_in import look_at
from assetmap.domain.import_plan import Reading
from assetmap.pages import import_runs, state
from assetmap.pages.import_state import COLUMNS, TakingIn, begin_anew
from assetmap.pages.job import Job, wait
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _

# What else a file needs that stands beside it, under the same name.
_PARTS = {".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".ind", ".mid", ".qix", ".sbn"}


def ask(now: TakingIn) -> None:
    """Ask for the file; show what was taken in before."""
    st.markdown(
        _(
            "Choose a list that somebody made already: of associations, places, monuments, "
            "schools. First you see what becomes of it; nothing is on the map yet."
        )
    )
    uploads = st.file_uploader(
        _("Your list"),
        accept_multiple_files=True,
        key=now.key("upload"),
        help=_("The parts of a shapefile or a MapInfo file go together, or in one zip."),
    )
    st.caption(
        _(
            "Excel, ODS, CSV, GeoJSON, GeoPackage, shapefile, KML, GPX, FlatGeobuf, GeoParquet, "
            "MapInfo, TopoJSON, uMap or OpenStreetMap."
        )
    )
    if uploads:
        _keep(now, uploads)
    if now.path is not None and now.look is None:
        with spoken():
            _look(now)
    import_runs.show(now)


def _keep(now: TakingIn, uploads: Sequence[UploadedFile]) -> None:
    """Put what was uploaded in a private folder, once."""
    names = "|".join(sorted(f"{each.name}:{each.file_id}" for each in uploads))
    if now.names == names:
        return
    if now.folder is not None:
        now.folder.cleanup()
    now.folder = tempfile.TemporaryDirectory(prefix="assetmap-list-", ignore_cleanup_errors=True)
    main: Path | None = None
    for upload in uploads:
        path = Path(now.folder.name) / _safe_name(upload.name)
        path.write_bytes(upload.getbuffer())
        if main is None or main.suffix.lower() in _PARTS:
            main = path
            now.file_name = upload.name
    now.path, now.look, now.job = main, None, None
    now.names = names


def _safe_name(name: str) -> str:
    """Return a name that is only a name: no folder, no signs that a system takes for more."""
    plain = PurePath(name.replace("\\", "/")).name
    safe = re.sub(r"[^\w.\- ()]", "_", plain).strip(". ")
    return safe[-120:] or "list"


def _look(now: TakingIn) -> None:
    path = now.path
    if path is None:
        return
    if now.job is None:
        now.job = start_looking(now, Reading())
    try:
        look = wait(now.job, lambda _stage: _("Reading the list"))
    except Exception:
        now.job = None
        now.path = None
        raise
    now.job = None
    now.found(look)
    now.go_to(COLUMNS)


def start_looking(now: TakingIn, reading: Reading, *, layer: str | None = None) -> Job:
    """Begin to read the file, with what a person said about it."""
    store, person, path, name = state.store(), state.person(), now.path, now.file_name
    if path is None:
        raise RuntimeError("there is no file to look at")
    return Job(
        lambda _progress: look_at(
            store, path, person=person, reading=reading, layer=layer, file_name=name
        )
    )


def ask_another(now: TakingIn) -> None:
    """Offer to choose another file."""
    if pressed(_("Another file"), key=now.key("another"), icon=":material/upload_file:"):
        begin_anew()
        st.rerun()
