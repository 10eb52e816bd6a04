"""The page *Meenemen*: take layers away as a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from assetmap.actions import exporting, overview
from assetmap.actions.workspace import Store
from assetmap.domain.layer import fold
from assetmap.domain.permission import Act, Person, demand, may
from assetmap.pages import state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, title

_FORMATS = {
    ".gpkg": "GeoPackage (QGIS, ArcGIS)",
    ".geojson": "GeoJSON",
    ".csv": "CSV (Excel)",
}
_MIME = {
    ".gpkg": "application/geopackage+sqlite3",
    ".geojson": "application/geo+json",
    ".csv": "text/csv",
}
_CRS = {
    "EPSG:28992": "RD (EPSG:28992)",
    "EPSG:4326": "WGS84 (EPSG:4326)",
    "EPSG:4258": "ETRS89 (EPSG:4258)",
    "EPSG:3857": "Web Mercator (EPSG:3857)",
}


def render() -> None:
    """Ask what to take along and offer the file."""
    store, person = state.store(), state.person()
    demand(person, Act.EXPORT)
    with st.container(key="page_export"):
        _ask(store, person)
        if may(person, Act.IMPORT):
            st.subheader(_("Do you have a list yourself?"))
            st.caption(_("Of associations, places or monuments, in Excel or any other file."))
            if pressed(_("Take a list in"), key="to_import", icon=":material/upload_file:"):
                state.go_to("import")


def _ask(store: Store, person: Person) -> None:
    st.title(_("Take the map along"))
    st.caption(
        _("Everything that stands on the map for everybody. Contact data of persons stays here.")
    )
    layers = st.pills(
        _("Layers"),
        list(store.layers),
        default=list(store.layers),
        format_func=lambda key: title(store.layers[key].title),
        selection_mode="multi",
        wrap=True,
        key="export_layers",
    )
    neighbourhoods = store.neighbourhoods()
    names = dict(zip(neighbourhoods["code"], neighbourhoods["name"], strict=True))
    codes = st.multiselect(
        _("Neighbourhoods (leave empty for all)"),
        sorted(names, key=lambda code: fold(names[code])),
        format_func=lambda code: f"{names[code]} ({code})",
        key="export_neighbourhoods",
        placeholder=_("All neighbourhoods"),
    )
    with st.container(horizontal=True):
        ending = st.selectbox(
            _("Kind of file"), list(_FORMATS), format_func=_FORMATS.__getitem__, key="export_format"
        )
        crs = st.selectbox(
            _("Coordinates"), list(_CRS), format_func=_CRS.__getitem__, key="export_crs"
        )
    if not layers:
        st.info(_("Choose at least one layer."))
        return
    counts = overview.counts(store, person=person)
    rows = sum(
        each.assets
        for each in counts
        if each.layer in layers and (not codes or each.neighbourhood in codes)
    )
    st.markdown(_("**{rows}** assets go along.").format(rows=rows))

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / f"assetmap{ending}"
            exporting.export_file(
                store, out, person=person, layers=layers, neighbourhoods=codes or None, crs=crs
            )
            return out.read_bytes()

    st.download_button(
        _("Download"),
        data=make,
        file_name=f"assetmap{ending}",
        mime=_MIME[ending],
        type="primary",
        icon=":material/download:",
        disabled=rows == 0,
        on_click="ignore",
    )
