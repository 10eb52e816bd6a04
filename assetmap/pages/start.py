"""The first start, without a store: the demonstration, or a municipality of one's own."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assetmap.actions.boundaries import look_at_boundaries, read_boundaries
from assetmap.actions.demo import make_demo
from assetmap.domain.neighbourhood import guess_layer
from assetmap.domain.permission import Act, demand
from assetmap.pages import state
from assetmap.pages.notices import spoken
from assetmap.pages.words import _, plain
from assetmap.settings import ROOT


def render() -> None:
    """Draw the two ways to begin."""
    person = state.person()
    st.title(_("What does your neighbourhood have?"))
    demand(person, Act.BOUNDARIES)
    st.markdown(_("There is no map here yet. How do you want to begin?"))
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        st.subheader(_("Look around first"))
        st.markdown(_("Zonnewaard is a made-up municipality. Try everything; nothing can break."))
        if st.button(_("Open the demonstration"), type="primary", icon=":material/explore:"):
            with spoken(), st.spinner(_("One moment ...")):
                make_demo(state.workspace(), ROOT / "data" / "demo", person=person)
                st.rerun()
    with right, st.container(border=True):
        st.subheader(_("Your own municipality"))
        st.markdown(
            _(
                "Choose a file with neighbourhoods, such as 'wijken en buurten' of CBS. "
                "GeoPackage, GeoJSON, or a zipped shapefile."
            )
        )
        upload = st.file_uploader(
            _("File with neighbourhoods"),
            type=["gpkg", "geojson", "json", "topojson", "zip", "fgb"],
            label_visibility="collapsed",
        )
        if upload is not None:
            with spoken():
                _own_municipality(upload)


def _own_municipality(upload: UploadedFile) -> None:
    path = _kept(upload)
    summary, guess = look_at_boundaries(path)
    layer = None
    if len(summary.layers) > 1:
        layers = list(summary.layers)
        layer = st.selectbox(
            _("Layer with the neighbourhoods"), layers, index=layers.index(guess_layer(layers))
        )
        summary, guess = look_at_boundaries(path, layer=layer)
    columns = list(summary.columns)
    code = _column(_("Column with the code"), columns, guess["code"], "code")
    name = _column(_("Column with the name"), columns, guess["name"], "name")
    st.dataframe(summary.sample, hide_index=True, height=180)
    crs = None
    if summary.declared_crs is None:
        crs = st.selectbox(
            _("Coordinates"), [None, "EPSG:28992", "EPSG:4326"],
            format_func=lambda each: _("As the file says") if each is None else each,
        )  # fmt: skip
    year = st.number_input(
        _("Boundaries of the year"), min_value=1800, max_value=datetime.now(UTC).year + 5,
        value=datetime.now(UTC).year, step=1, format="%d",
    )  # fmt: skip
    if st.button(_("Make the map"), type="primary", icon=":material/check:") and code and name:
        with spoken(), st.spinner(_("One moment ...")):
            boundaries = read_boundaries(
                path,
                code=code,
                name=name,
                municipality=guess["municipality"],
                crs=crs,
                layer=layer,
            )
            report = state.workspace().start(
                boundaries, person=state.person(), year=int(year), title=Path(upload.name).stem
            )
            state.flash(
                _("The map is ready: {count} neighbourhoods.").format(
                    count=report.boundary_set.count
                )
            )
            for problem in (*report.notes, *report.refused)[:5]:
                st.toast(plain(problem.text(_)))
            st.rerun()


def _column(label: str, columns: list[str], guess: str | None, key: str) -> str | None:
    position = columns.index(guess) if guess in columns else None
    return st.selectbox(label, columns, index=position, key=f"start_{key}")


@cache
def _uploads() -> tempfile.TemporaryDirectory[str]:
    """Return the folder for uploads; it goes when the server stops."""
    return tempfile.TemporaryDirectory(prefix="assetmap-uploads-")


def _kept(upload: UploadedFile) -> Path:
    """Put an upload in a folder of its own, once, under its own name without anything odd."""
    kept: tuple[str, Path] | None = st.session_state.get(state.UPLOAD)
    if kept and kept[0] == upload.file_id and kept[1].exists():
        return kept[1]
    if kept:
        shutil.rmtree(kept[1].parent, ignore_errors=True)
    name = re.sub(r"[^\w.-]+", "_", Path(upload.name).name)[-80:].lstrip(".") or "file"
    path = Path(tempfile.mkdtemp(dir=_uploads().name)) / name
    path.write_bytes(upload.getbuffer())
    st.session_state[state.UPLOAD] = (upload.file_id, path)
    return path
